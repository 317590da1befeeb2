"""The add-on that answers requests, with flows as mitmproxy hands them over."""

import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from mitmproxy import http
from mitmproxy.test import tflow

from proxy_addons.connections import REMINDER, Connections, Way
from proxy_addons.fail_open import Edge
from proxy_addons.reminder import Reminder
from proxy_addons.situation import Situation
from school_policy.grant import Grant
from school_policy.vocabulary import REMINDER_HOST, Choice
from tests.proxy_addons.sample import ANNE, FACEBOOK, at, live, request, situation_at, situations

PAGE = "https://www.facebook.com/groups/1?post=2"
AS_A_BROWSER = {"Accept": "text/html", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "none"}


@dataclass
class Desk:
    situation: Situation = field(default_factory=lambda: situation_at("10:42"))
    connections: Connections = field(default_factory=Connections)
    edge: Edge = field(default_factory=Edge)

    def __post_init__(self) -> None:
        self.addon = Reminder(situations(self.situation), self.connections, self.edge)
        self.connections.add(live(Way.INTERCEPTED, name="listed"))
        self.connections.add(live(Way.WHILE_FREE, name="passed"))
        self.connections.add(live(Way.INTERCEPTED, name="reminder", platform=REMINDER, host=REMINDER_HOST))

    def send(self, one: http.Request, over: str = "listed") -> http.HTTPFlow:
        flow = tflow.tflow(req=one)
        flow.client_conn.id = over
        self.addon.requestheaders(flow)
        self.addon.request(flow)
        return flow

    def answer(self, one: http.Request, over: str = "listed") -> http.Response:
        response = self.send(one, over).response
        assert response is not None
        return response


def test_a_page_leads_to_its_reminder_which_remembers_it() -> None:
    desk = Desk()
    response = desk.answer(request(PAGE, AS_A_BROWSER))
    assert response.status_code == 302
    head, _, token = response.headers["Location"].rpartition("/")
    assert head == f"https://{REMINDER_HOST}/facebook"
    assert response.headers["Cache-Control"] == "no-store"
    visit = desk.situation.visits.find(token, ANNE, FACEBOOK, at("10:42"))
    assert visit is not None
    assert (visit.url, visit.form_lost, visit.from_unlisted_site) == (PAGE, False, False)


def test_a_form_that_is_being_sent_is_dropped_unread() -> None:
    desk = Desk()
    flow = desk.send(request(PAGE, AS_A_BROWSER, method="POST", body=b"a half-written post"))
    assert flow.request.raw_content is None
    assert flow.response is not None
    visit = desk.situation.visits.find(
        flow.response.headers["Location"].rpartition("/")[2], ANNE, FACEBOOK, at("10:42")
    )
    assert visit is not None
    assert visit.form_lost


def test_an_allowance_goes_with_what_steps_aside() -> None:
    desk = Desk()
    assert desk.answer(request(PAGE, {"User-Agent": "curl"})).status_code == 307
    assert desk.situation.grants.has_allowance((ANNE, FACEBOOK), at("10:42"))


def test_a_connection_that_is_older_than_the_grant_is_given_up() -> None:
    desk = Desk()
    grant = Grant(choice=Choice.WORK, start=at("10:42"), end=at("15:45"))
    desk.situation.grants.give((ANNE, FACEBOOK), grant)
    response = desk.answer(request(PAGE, AS_A_BROWSER))
    assert (response.status_code, response.headers["Location"]) == (307, PAGE)
    assert not desk.situation.grants.has_allowance((ANNE, FACEBOOK), at("10:42"))


@pytest.mark.parametrize("over", ["passed", "never seen"])
def test_what_is_not_intercepted_is_streamed_and_not_answered(over: str) -> None:
    desk = Desk()
    flow = desk.send(request("http://example.org/", AS_A_BROWSER, method="POST", body=b"x"), over)
    assert (flow.request.stream, flow.response, flow.request.content) == (True, None, b"x")
    flow.response = http.Response.make(200)
    desk.addon.responseheaders(flow)
    assert flow.response.stream is True


def test_after_a_fault_the_page_asked_again_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk()

    def broken(_flow: http.HTTPFlow, _live: object) -> http.Response:
        raise ssl.SSLError("anything")

    monkeypatch.setattr(desk.addon, "_answer", broken)
    response = desk.answer(request(PAGE, AS_A_BROWSER))
    assert (response.status_code, response.headers["Location"], desk.edge.faults) == (307, PAGE, 1)


@pytest.mark.parametrize("is_plain", [True, False])
def test_a_fault_streams_plain_http_and_nothing_that_is_intercepted(*, is_plain: bool) -> None:
    desk = Desk()
    flow = tflow.tflow(req=request(PAGE, AS_A_BROWSER), resp=True)
    flow.client_conn.timestamp_tls_setup = None if is_plain else 1.0
    del desk.connections._live  # noqa: SLF001 (so that every look at it is a fault)
    desk.addon.requestheaders(flow)
    desk.addon.responseheaders(flow)
    assert flow.response is not None
    assert (flow.request.stream, flow.response.stream, desk.edge.faults) == (is_plain, is_plain, 2)


ODD = ["", "*", "/", "/continue", "/reminder.css", "/facebook/", "/facebook/x", "//", "/%", "/\udcff\udcfe", "x"]
bytes_of_text = st.one_of(
    st.binary(max_size=30),
    st.text(max_size=20).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.sampled_from(
        [b"websocket", b"null", b"https://[", b"https://xn--", b"https://a\xff/", b"text/html", b"cors"]
    ),
)
NAMES = ["Origin", "Referer", "Accept", "Sec-Fetch-Mode", "Sec-Fetch-Dest", "Sec-Fetch-Site", "Upgrade"]
NAMES += ["Content-Type", "Content-Encoding", "Purpose", "Sec-Purpose", "Host", "Access-Control-Request-Method"]
headers_of_any_kind = st.lists(
    st.tuples(st.sampled_from(NAMES).map(str.encode) | st.binary(min_size=1, max_size=8), bytes_of_text),
    max_size=6,
)
ways_in = st.sampled_from(
    [
        [],
        [(b"Accept", b"text/html")],
        [(b"Accept", b"application/json"), (b"Origin", f"https://{REMINDER_HOST}".encode())],
        [
            (b"Origin", f"https://{REMINDER_HOST}".encode()),
            (b"Content-Type", b"application/x-www-form-urlencoded"),
        ],
    ]
)
bodies = st.one_of(
    st.binary(max_size=60),
    st.lists(
        st.tuples(
            st.sampled_from([b"platform", b"token", b"choice", b"x"]),
            st.sampled_from([b"facebook", b"youtube", b"work", b"channel", b"%ff", b"%00", b"\xff", b""]),
        )
    ).map(lambda fields: b"&".join(name + b"=" + value for name, value in fields)),
)
KNOWN = {200, 302, 303, 307, 400, 403, 404, 405, 503}
HOSTILE = [(b"Accept", b"text/html")]


def hostile_request(method: bytes, path: bytes, headers: list[tuple[bytes, bytes]], body: bytes) -> http.Request:
    one = request(PAGE, method="GET", body=body)
    one.data.method, one.data.path, one.data.headers = method, path, http.Headers(headers)
    return one


def faults_of(one: http.Request, over: str, weaken: Callable[[Desk], Any] = lambda _desk: None) -> int:
    desk = Desk()
    weaken(desk)
    response = desk.answer(one, over)
    assert response.status_code in KNOWN
    location = response.headers.get("Location", "https://www.facebook.com/")
    assert location.startswith(("https://www.facebook.com/", f"https://{REMINDER_HOST}/"))
    if response.status_code == 302:  # follow it, and choose as the page's script does
        token = location.rpartition("/")[2]
        assert desk.answer(request(location), "reminder").status_code == 200
        form = f"platform=facebook&token={token}&choice=work".encode()
        sent = {"Origin": f"https://{REMINDER_HOST}", "Accept": "application/json"}
        sent["Content-Type"] = "application/x-www-form-urlencoded"
        chosen = desk.answer(request("https://x/continue", sent, method="POST", body=form), "reminder")
        assert chosen.status_code == 200 or desk.edge.faults
    return desk.edge.faults


@given(
    method=st.sampled_from([b"GET", b"POST", b"HEAD", b"OPTIONS", b"PUT", b"\xff"]),
    path=st.one_of(bytes_of_text, st.sampled_from(ODD).map(lambda path: path.encode("utf-8", "surrogateescape"))),
    headers=st.tuples(ways_in, headers_of_any_kind).map(lambda both: [*both[0], *both[1]]),
    body=bodies,
    over=st.sampled_from(["listed", "reminder"]),
)
@example(method=b"GET", path=b"/\xff", headers=HOSTILE, body=b"", over="listed")
def test_nothing_that_a_site_or_program_sends_is_a_fault(
    method: bytes, path: bytes, headers: list[tuple[bytes, bytes]], body: bytes, over: str
) -> None:
    """A fault lets everything through for a minute, so it must not be had for the asking."""
    assert faults_of(hostile_request(method, path, headers, body), over) == 0


def test_the_same_look_finds_a_fault_that_is_there() -> None:
    def weaken(desk: Desk) -> None:
        del desk.situation.visits

    assert faults_of(hostile_request(b"GET", b"/", HOSTILE, b""), "listed", weaken) == 1


@pytest.mark.parametrize(
    ("over", "url", "headers"),
    [
        ("listed", PAGE, {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Site": "same-origin"}),
        ("reminder", f"https://{REMINDER_HOST}/facebook/", AS_A_BROWSER),
    ],
    ids=["set aside", "the reminder"],
)
def test_head_gets_the_headers_of_get_and_no_content(over: str, url: str, headers: dict[str, str]) -> None:
    desk = Desk()
    asked = request(url, headers)
    full = desk.answer(asked, over)
    asked.method = "HEAD"
    bare = desk.answer(asked, over)
    assert full.raw_content
    assert bare.raw_content == b""
    assert bare.headers["Content-Length"] == str(len(full.raw_content))
