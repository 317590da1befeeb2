"""Row I1, at the form itself: 1,000 forged carry-ons, each with the true token, and none is taken.

That Chromium lets no site write the reminder's `Origin` is shown in tests/browser/trust.
"""

import random
from urllib.parse import urlencode

import pytest
from mitmproxy import http

from proxy_addons import reminder_site
from school_policy.vocabulary import REMINDER_HOST
from tests.proxy_addons.sample import ANNE, FACEBOOK, request
from tests.proxy_addons.test_reminder import Desk

OWN = f"https://{REMINDER_HOST}"
_DICE = random.Random(1)  # noqa: S311 (the same forgeries in each run)
FORM = "application/x-www-form-urlencoded"
ORIGINS: tuple[str | None, ...] = (
    "https://www.facebook.com",
    "https://school.example",
    "null",
    None,
    "",
    OWN.replace("https", "http"),
    f"{OWN}:8443",
    f"{OWN}/",
    f"{OWN}.evil.example",
    OWN.upper(),
    f"https://evil.example {OWN}",
    f"{OWN}, https://evil.example",
    f"https://www.{REMINDER_HOST}",
    "https://owntime.internal",
)
SITES = ("cross-site", "same-site", "none", "", "same-origin, cross-site", "Same-Origin")
METHODS = ("GET", "HEAD", "PUT", "OPTIONS", "PATCH")


def forgery(token: str) -> http.Request:
    """One form that does not come from the reminder, in one of three ways."""
    headers = {"Content-Type": FORM, "Origin": OWN, "Sec-Fetch-Site": "same-origin", "Cookie": f"token={token}"}
    fields = {"platform": "facebook", "token": token, "choice": _DICE.choice(["work", "channel", "own-time"])}
    method, url, way = "POST", f"{OWN}/continue", _DICE.randrange(3)
    if way == 0:
        origin = _DICE.choice(ORIGINS)
        headers = {name: value for name, value in headers.items() if name != "Origin"}
        headers |= {} if origin is None else {"Origin": origin}
        headers["Sec-Fetch-Site"] = _DICE.choice([*SITES, "same-origin"])
    elif way == 1:
        headers["Sec-Fetch-Site"] = _DICE.choice(SITES)
    else:
        method, url = _DICE.choice(METHODS), f"{url}?{urlencode(fields)}"
    return request(url, headers, method=method, body=urlencode(fields).encode())


def own_form(token: str) -> http.Request:
    fields = {"platform": "facebook", "token": token, "choice": "work"}
    headers = {"Content-Type": FORM, "Origin": OWN, "Sec-Fetch-Site": "same-origin"}
    return request(f"{OWN}/continue", headers, method="POST", body=urlencode(fields).encode())


def true_token(desk: Desk) -> str:
    page = request("https://www.facebook.com/", {"Accept": "text/html", "Sec-Fetch-Mode": "navigate"})
    return str(desk.answer(page).headers["Location"]).rpartition("/")[2]


def is_granted(desk: Desk) -> bool:
    return desk.situation.grants.is_granted((ANNE, FACEBOOK), desk.situation.now())


def accepted(desk: Desk, times: int) -> int:
    """How many of so many forgeries were taken."""
    token = true_token(desk)
    answers = [desk.answer(forgery(token), "reminder") for _ in range(times)]
    assert desk.edge.faults == 0
    return sum(answer.status_code in {200, 303} for answer in answers) + is_granted(desk)


@pytest.mark.trust("I1")
def test_none_of_a_thousand_forged_forms_is_taken() -> None:
    desk = Desk()
    assert accepted(desk, 1_000) == 0
    assert desk.answer(own_form(true_token(desk)), "reminder").status_code == 303


@pytest.mark.trust("I1", control=True)
def test_without_the_look_at_the_origin_most_would_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminder_site, "_is_own", lambda _request: True)
    assert accepted(Desk(), 1_000) > 500


@pytest.mark.trust("I1", control=True)
def test_the_reminders_own_form_is_taken_each_time() -> None:
    for _ in range(2):
        desk = Desk()
        assert desk.answer(own_form(true_token(desk)), "reminder").status_code == 303
        assert is_granted(desk)
