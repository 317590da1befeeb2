"""Row I8. Nothing in a request chooses where the answer leads: 200 tries, judged as a browser reads a Location."""

import itertools
import re
from urllib.parse import quote, urlencode

import pytest
from mitmproxy import http

from proxy_addons.answers import try_again
from school_policy.hostname import Hostname
from school_policy.vocabulary import REMINDER_HOST
from tests.proxy_addons.sample import request
from tests.proxy_addons.test_reminder import Desk

EVIL = (
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example/",
    "https:evil.example",
    "https:/evil.example",
    "http://evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "@evil.example",
    ":@evil.example",
    ".evil.example/",
    "%2f%2fevil.example",
    "/%09/evil.example",
    "/\t/evil.example",
    "\r\nLocation: https://evil.example/",
    "%0d%0aLocation:%20https://evil.example/",
    "///evil.example",
    "https://www.facebook.com@evil.example/",
    "https://www.facebook.com.evil.example/",
    "https://evil.example\\@www.facebook.com/",
    "/..//evil.example",
    "?return=//evil.example",
    "#//evil.example",
    "\uff0f\uff0fevil.example",
)
BROWSER = {"Accept": "text/html", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "none"}
OWN = f"https://{REMINDER_HOST}"
FORM = {"Origin": OWN, "Content-Type": "application/x-www-form-urlencoded"}
NAMES = ("return", "next", "url", "to", "location", "redirect_uri")
HERE = re.compile(rf"https://(www\.facebook\.com|{re.escape(REMINDER_HOST)})/[\x21-\x7e]*")
"""Of an absolute URL whose authority ends in a slash, no browser reads another host; and no blank may end it."""


def stays(response: http.Response) -> bool:
    """Tell whether every address in an answer is the site's own or the reminder's."""
    told = [value for name, value in response.headers.fields if name.lower() in {b"location", b"refresh", b"link"}]
    return len(told) <= 1 and all(HERE.fullmatch(value.decode("latin-1")) for value in told)


def raw(url: str) -> http.Request:
    """A request for what stands after the host, byte for byte."""
    one = request("https://www.facebook.com/", BROWSER)
    one.data.path = url.encode("utf-8")
    return one


def in_path(desk: Desk, evil: str) -> list[http.Response]:
    return through_reminder(desk, desk.answer(raw(evil)))


def in_query(desk: Desk, evil: str) -> list[http.Response]:
    named = urlencode(dict.fromkeys(NAMES, evil))
    return through_reminder(desk, desk.answer(raw(f"/?{named}")))


def in_headers(desk: Desk, evil: str) -> list[http.Response]:
    one = raw("/")
    for name in ("Referer", "Host", "X-Forwarded-Host", "X-Original-URL", "Origin"):
        one.headers[name] = evil.encode("utf-8").decode("utf-8", "surrogateescape")
    return through_reminder(desk, desk.answer(one))


def in_reminder_address(desk: Desk, evil: str) -> list[http.Response]:
    first = desk.answer(raw("/")).headers["Location"]
    named = urlencode(dict.fromkeys(NAMES, evil))
    return [desk.answer(request(f"{first}?{named}"), "reminder"), *chosen(desk, first.rpartition("/")[2], {})]


def in_token(desk: Desk, evil: str) -> list[http.Response]:
    asked = desk.answer(request(f"{OWN}/facebook/{quote(evil)}"), "reminder")
    return [asked, *chosen(desk, evil, {})]


def in_form(desk: Desk, evil: str) -> list[http.Response]:
    token = desk.answer(raw("/")).headers["Location"].rpartition("/")[2]
    return chosen(desk, token, dict.fromkeys(NAMES, evil))


def in_platform(desk: Desk, evil: str) -> list[http.Response]:
    return [desk.answer(request(f"{OWN}/{quote(evil)}/x"), "reminder"), *chosen(desk, "", {"platform": evil})]


def under_a_grant(desk: Desk, evil: str) -> list[http.Response]:
    """What follows is a 307 to the same address."""
    chosen(desk, "", {})
    return [desk.answer(raw(evil))]


PLACES = (
    in_path,
    in_query,
    in_headers,
    in_reminder_address,
    in_token,
    in_form,
    in_platform,
    under_a_grant,
)


def through_reminder(desk: Desk, led: http.Response) -> list[http.Response]:
    return [led, *chosen(desk, led.headers["Location"].rpartition("/")[2], {})]


def chosen(desk: Desk, token: str, more: dict[str, str]) -> list[http.Response]:
    body = urlencode({"platform": "facebook", "token": token, "choice": "work"} | more).encode()
    return [desk.answer(request(f"{OWN}/continue", FORM, method="POST", body=body), "reminder")]


CORPUS = list(itertools.product(PLACES, EVIL))


@pytest.mark.trust("I8")
def test_none_of_two_hundred_tries_leads_to_another_host() -> None:
    assert len(CORPUS) == 200
    left, led = [], 0
    for place, evil in CORPUS:
        desk = Desk()
        answers = place(desk, evil)
        assert desk.edge.faults == 0
        led += any("Location" in answer.headers for answer in answers)
        left += [(place.__name__, evil) for answer in answers if not stays(answer)]
    assert left == []
    assert led > 150, "most of them are answered by a redirect"


@pytest.mark.trust("I8", control=True)
@pytest.mark.parametrize("evil", EVIL[:9])
def test_the_same_look_sees_an_answer_that_leads_where_the_request_says(evil: str) -> None:
    assert not stays(http.Response.make(303, b"", {"Location": evil}))


@pytest.mark.trust("I8", control=True)
def test_the_same_look_sees_an_address_put_together_without_care() -> None:
    for evil in ("@evil.example", ".evil.example/"):
        assert stays(try_again(raw(evil), Hostname("www.facebook.com")))
        assert not stays(http.Response.make(307, b"", {"Location": f"https://www.facebook.com{evil}"}))
