"""Rows T12, I9 and I10. No answer of ours pins, sets a cookie or may be kept, and none of a site's is touched."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from owntime.demo.client import AS_A_BROWSER
from school_policy.vocabulary import REMINDER_HOST
from tests.flow.chain import FACEBOOK, UNLISTED, DeviceAtWork, device_on, stage_with
from tests.flow.proxy_here import ProxyHere
from tests.flow.test_contacts import REQUESTS
from tests.flow.traveller import Arrival, Traveller, trusting
from tests.trust.certificates import chain_for
from tests.trust.site import Site
from tests.trust.steps import AS_THE_REMINDER, CONTINUE, carry_on

REMINDER = f"https://{REMINDER_HOST}/"
COOKIES = {"Cookie": "session=canary; consent=yes"}
ASKED_OF_THE_REMINDER = ("", "facebook/", "facebook/x", "reminder.css", "reminder.js", "favicon.ico", "continue")
LASTING = ("Strict-Transport-Security", "Public-Key-Pins", "Expect-CT", "Alt-Svc", "NEL", "Report-To")
KEPT = ("ETag", "Last-Modified", "Expires", "Age")
FOR_GOOD = {301, 308}
SITES_OWN = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
    "Set-Cookie": "session=1; Secure; HttpOnly",
    "ETag": '"1"',
    "Alt-Svc": 'h3=":443"',
    "Cache-Control": "max-age=600",
}


def every_answer(traveller: Traveller) -> list[Arrival]:
    """Have every kind of answer of ours: of a listed site, of the reminder's host, and to its forms."""
    told = [
        traveller.ask(FACEBOOK, {**headers, **COOKIES}, method=method, body=b"x" if method == "POST" else None)
        for method, headers, _ in REQUESTS
    ]
    told += [traveller.ask(REMINDER + path, {**AS_A_BROWSER, **COOKIES}) for path in ASKED_OF_THE_REMINDER]
    token = told[0].location.rpartition("/")[2]
    form = f"platform=facebook&token={token}&choice=own-time".encode()
    for headers in ({**AS_THE_REMINDER, "Origin": "null"}, {**AS_THE_REMINDER, "Accept": "application/json"}):
        told.append(traveller.ask(CONTINUE, {**headers, **COOKIES}, method="POST", body=form))
    told.append(traveller.ask(CONTINUE, AS_THE_REMINDER, method="POST", body=form))
    told.append(traveller.ask(told[0].location))  # leads on by now
    return told


def lasting(arrivals: list[Arrival]) -> set[str]:
    """Return what in the answers would outlast the page: in a browser's pins, cookie jar or cache."""
    found = set()
    for arrival in arrivals:
        names = {name.lower() for name in arrival.headers}
        found |= {name for name in (*LASTING, *KEPT, "Set-Cookie", "Clear-Site-Data") if name.lower() in names}
        found |= {f"status {arrival.status}"} & {f"status {status}" for status in FOR_GOOD}
        if arrival.headers.get("Cache-Control") != "no-store":
            found.add("Cache-Control")
    return found


@pytest.mark.trust("T12")
@pytest.mark.trust("I9")
@pytest.mark.trust("I10")
def test_nothing_of_our_answers_outlasts_the_page(own_device: DeviceAtWork) -> None:
    told = every_answer(own_device.traveller())
    assert {arrival.status for arrival in told} == {200, 302, 303, 403, 404, 503}
    assert lasting(told) == set()


@pytest.mark.trust("I9")
def test_cookies_change_no_answer_and_are_in_none(at_work: DeviceAtWork) -> None:
    def ask(headers: Mapping[str, str]) -> list[tuple[int, bytes]]:
        page = at_work.traveller().ask(FACEBOOK, {**AS_A_BROWSER, **headers})
        told = [page, at_work.traveller().ask(f"{REMINDER}facebook/", {**AS_A_BROWSER, **headers})]
        assert b"canary" not in b"".join([repr(each).encode() for each in told])
        return [(each.status, each.body) for each in told]

    assert ask(COOKIES) == ask({})


@pytest.mark.trust("T12", control=True)
@pytest.mark.trust("I9", control=True)
@pytest.mark.trust("I10", control=True)
@pytest.mark.parametrize("name", SITES_OWN)
def test_the_same_look_sees_each_of_them_in_a_sites_own_answer(tmp_path: Path, name: str) -> None:
    arrivals = arrive_at_a_site(tmp_path, {"Cache-Control": "no-store", name: SITES_OWN[name]})
    assert lasting(arrivals) == {name}


@pytest.mark.trust("T12")
def test_a_sites_own_headers_arrive_as_they_are(tmp_path: Path) -> None:
    for arrival in arrive_at_a_site(tmp_path, SITES_OWN):
        assert {name: arrival.headers.get(name) for name in SITES_OWN} == SITES_OWN


def arrive_at_a_site(folder: Path, headers: Mapping[str, str]) -> list[Arrival]:
    """Load a page of a site with such headers: a listed one after carrying on, and an unlisted one."""
    chain = chain_for("www.facebook.com", "www.ashover.example")
    with (
        Site(chain.server(folder), headers) as site,
        stage_with(folder, origin=site.address) as stage,
        ProxyHere(device_on(stage), stage) as proxy,
    ):
        traveller = Traveller(proxy=proxy.address, trusted=trusting(proxy.certificate, chain.root.pem))
        carry_on(traveller)
        return [traveller.ask(FACEBOOK), traveller.ask(UNLISTED)]
