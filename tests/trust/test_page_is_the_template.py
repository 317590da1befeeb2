"""Row I7. Whatever a site, a browser or a list puts into host, path or header: the page stays the template.

The page is fetched as a browser gets it: a listed page is asked for, its 302 followed, and the answer read.
"""

import dataclasses
from typing import Any

import jinja2
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mitmproxy import http, tls
from mitmproxy.proxy.layers.tls import parse_client_hello

from proxy_addons import reminder_page
from proxy_addons.connections import Way
from proxy_addons.language import Language
from proxy_addons.page_templates import templates_in
from proxy_addons.reminder_page import HEADERS
from school_policy.vocabulary import REMINDER_HOST, PlatformId
from tests.proxy_addons.client_hello import hello_bytes, hello_data
from tests.proxy_addons.sample import POLICY, live, request, situation_at
from tests.proxy_addons.test_interception import Desk as ConnectionDesk
from tests.proxy_addons.test_reminder import Desk
from tests.proxy_addons.test_reminder_page import ATTACKS, Dom, calm
from tests.trust.hellos import with_sni

NAVIGATES = [(b"Accept", b"text/html"), (b"Sec-Fetch-Mode", b"navigate"), (b"Sec-Fetch-Site", b"none")]

texts = st.lists(st.one_of(ATTACKS, st.text(max_size=12)), min_size=1, max_size=4).map("".join)
raw = st.one_of(texts.map(lambda text: text.encode("utf-8", "surrogatepass")), st.binary(max_size=40))
referers = st.one_of(raw, raw.map(lambda it: b"https://other.example/" + it), raw.map(lambda it: b"https://" + it))
labels = st.text("abcxyz0189-_.<>\"'&%\u00e4\u0000", min_size=1, max_size=60)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Hostile:
    """One visit with everything in it that others choose."""

    path: bytes
    referer: bytes
    agent: bytes
    host: bytes
    below: str
    """What stands before `.facebook.com` in the connection's own host."""
    platform_name: str


visits = st.builds(
    Hostile,
    path=raw.map(lambda it: b"/" + it),
    referer=referers,
    agent=raw,
    host=raw,
    below=labels,
    platform_name=texts,
)


def page_of(visit: Hostile) -> http.Response:
    """Return the reminder that the visit leads to."""
    desk = desk_with(visit.platform_name)
    desk.connections.add(live(Way.INTERCEPTED, name="hostile", host=f"{visit.below}.facebook.com"))
    one = request("https://www.facebook.com/")
    told = [(b"Referer", visit.referer), (b"User-Agent", visit.agent), (b"Host", visit.host)]
    one.data.path, one.data.headers = visit.path, http.Headers([*NAVIGATES, *told])
    led = desk.answer(one, "hostile")
    assert led.status_code == 302
    location = led.headers["Location"]
    assert location.startswith(f"https://{REMINDER_HOST}/facebook/")
    assert desk.edge.faults == 0
    return desk.answer(request(location), "reminder")


def desk_with(platform_name: str) -> Desk:
    first, *others = POLICY.platforms
    named = msgspec.structs.replace(first, name=platform_name)
    assert first.id == PlatformId("facebook")
    policy = msgspec.structs.replace(POLICY, platforms=(named, *others))
    return Desk(situation_at("10:42", policy))


def shape(response: http.Response) -> list[Any]:
    """Return the page's elements with their attributes, but for the token and for Go back's step in history."""
    elements = Dom(response.text or "").elements
    for _, attributes in elements:
        attributes.pop("data-history", None)
        if attributes.get("name") == "token":
            attributes["value"] = "…"
    return elements


def assert_is_the_template(visit: Hostile) -> None:
    page = page_of(visit)
    template = page_of(Hostile(**(CALM | {"platform_name": calm(visit.platform_name)})))
    assert (page.status_code, dict(page.headers.items()) | LENGTH) == (200, dict(HEADERS) | LENGTH)
    assert shape(page) == shape(template)


LENGTH = {"content-length": "its own"}
CALM: dict[str, Any] = {"path": b"/", "referer": b"", "agent": b"", "host": b"www.facebook.com", "below": "www"}


@pytest.mark.trust("I7")
@given(visit=visits)
@settings(max_examples=150)
def test_nothing_that_others_choose_changes_the_page(visit: Hostile) -> None:
    assert_is_the_template(visit)


@pytest.mark.exam
@pytest.mark.trust("I7")
@given(visit=visits)
@settings(max_examples=10_000)
def test_nothing_that_others_choose_changes_the_page_ten_thousand_times(visit: Hostile) -> None:
    assert_is_the_template(visit)


def careless(language: Language) -> jinja2.Environment:
    made = templates_in(language)
    made.autoescape = False
    return made


@pytest.mark.trust("I7", control=True)
def test_without_escaping_the_same_look_sees_a_name_that_is_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminder_page, "templates_in", careless)
    monkeypatch.setattr(reminder_page, "_pages_in", reminder_page._Pages)  # noqa: SLF001 (made anew each time)
    with pytest.raises(AssertionError):
        assert_is_the_template(Hostile(**CALM, platform_name="<script>alert(1)</script>"))


odd_names = st.one_of(
    st.binary(min_size=1, max_size=255),
    st.text("<>\"'&\u0000\u00e4abc.", min_size=1, max_size=120).map(str.encode),
    st.sampled_from([b"www.facebook.com\0", b"www.facebook.com.", b"www.facebook.com/", b"<b>.facebook.com"]),
)


@pytest.mark.trust("I7")
@given(sni=odd_names)
@settings(max_examples=150)
def test_a_connection_whose_sni_is_not_the_very_host_is_never_answered(sni: bytes) -> None:
    assert_is_passed(sni)


def assert_is_passed(sni: bytes) -> None:
    desk = ConnectionDesk()
    data = hello_data(("www.facebook.com", 443), "www.facebook.com")
    told = parse_client_hello(with_sni(hello_bytes(None), sni))
    assert told is not None
    data = tls.ClientHelloData(data.context, told)
    desk.addon.tls_clienthello(data)
    assert data.ignore_connection
    assert desk.edge.faults == 0


@pytest.mark.trust("I7", control=True)
def test_the_same_look_sees_one_whose_sni_is_the_host() -> None:
    with pytest.raises(AssertionError):
        assert_is_passed(b"www.facebook.com")
