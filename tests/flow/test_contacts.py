"""Until somebody carries on, a listed site is not contacted at all: no connection, no look-up of its name."""

import contextlib
from urllib.parse import urlencode

import pytest

from owntime.demo.client import AS_A_BROWSER
from school_policy.vocabulary import REMINDER_HOST
from tests.flow.chain import FACEBOOK, ORIGIN_ISSUER, UNLISTED, DeviceAtWork

POLL = {"Accept": "*/*", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty", "Sec-Fetch-Site": "same-origin"}
REQUESTS = [
    ("GET", AS_A_BROWSER, 302),
    ("HEAD", AS_A_BROWSER, 302),
    ("POST", AS_A_BROWSER, 302),
    ("GET", POLL, 403),
    ("POST", POLL, 403),
    ("GET", {**AS_A_BROWSER, "Sec-Purpose": "prefetch"}, 503),
    ("GET", {"Upgrade": "websocket", "Connection": "Upgrade", "Origin": FACEBOOK[:-1]}, 403),
    ("OPTIONS", POLL, 403),
    ("PUT", POLL, 403),
]
FORM = {
    **AS_A_BROWSER,
    "Origin": f"https://{REMINDER_HOST}",
    "Sec-Fetch-Site": "same-origin",
    "Content-Type": "application/x-www-form-urlencoded",
}


@pytest.mark.trust("T1")
@pytest.mark.parametrize("url", [FACEBOOK, "https://m.facebook.com/groups/1?post=2", "https://www.instagram.com/"])
def test_no_request_reaches_a_listed_site(at_work: DeviceAtWork, url: str) -> None:
    at_work.stage.school_filter.forget_contacts()
    traveller = at_work.traveller()
    seen = [
        traveller.ask(url, headers, method=method, body=b"x" if method == "POST" else None).status
        for method, headers, _ in REQUESTS
    ]
    assert seen == [status for *_, status in REQUESTS]
    assert not at_work.stage.school_filter.contacts
    assert not at_work.stage.origin.requests


@pytest.mark.trust("T1")
def test_the_reminder_and_its_forms_reach_nobody(at_work: DeviceAtWork) -> None:
    at_work.stage.school_filter.forget_contacts()
    traveller = at_work.traveller()
    reminder = traveller.ask(FACEBOOK).location
    assert traveller.ask(reminder).status == 200
    assert traveller.ask(f"https://{REMINDER_HOST}/reminder.css").status == 200
    for headers in (FORM | {"Origin": FACEBOOK[:-1]}, FORM | {"Content-Type": "text/plain"}):
        refused = traveller.ask(f"https://{REMINDER_HOST}/continue", headers, method="POST", body=b"choice=work")
        assert refused.status in {400, 403}
    assert not at_work.stage.school_filter.contacts


@pytest.mark.trust("T1", control=True)
def test_one_who_carries_on_contacts_the_site_once_and_an_unlisted_one_always_does(
    own_device: DeviceAtWork,
) -> None:
    traveller, contacts = own_device.traveller(), own_device.stage.school_filter
    traveller.ask(UNLISTED)
    token = traveller.ask(FACEBOOK).location.rpartition("/")[2]
    assert sum(contacts.contacts.values()) == 1
    form = urlencode({"platform": "facebook", "token": token, "choice": "work"}).encode()
    chosen = traveller.ask(f"https://{REMINDER_HOST}/continue", FORM, method="POST", body=form)
    assert (chosen.status, chosen.location) == (303, FACEBOOK)
    assert contacts.contacts["www.facebook.com"] == 0
    assert traveller.ask(FACEBOOK).issuer == ORIGIN_ISSUER
    assert contacts.contacts["www.facebook.com"] == 1


def test_large_and_odd_bodies_are_refused_and_reach_nobody(at_work: DeviceAtWork) -> None:
    at_work.stage.school_filter.forget_contacts()
    traveller = at_work.traveller()
    assert traveller.ask(FACEBOOK, method="POST", body=b"x" * 200_000).status == 302
    with contextlib.suppress(ConnectionError):  # it may be closed while the body is still being sent
        assert traveller.ask(FACEBOOK, method="POST", body=b"x" * 300_000).status == 413
    assert not at_work.stage.school_filter.contacts
