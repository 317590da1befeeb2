import json
import re
from urllib.parse import urlencode

import msgspec
import pytest

from proxy_addons.reminder_page import HEADERS
from proxy_addons.reminder_site import ReminderSite
from proxy_addons.situation import Situation
from proxy_addons.visits import Visit
from school_policy.vocabulary import REMINDER_HOST, Choice, ClientId
from tests.proxy_addons.sample import ANNE, BEN, FACEBOOK, POLICY, at, request, situation_at, with_cap

OWN = f"https://{REMINDER_HOST}"
WANTED = "https://www.facebook.com/groups/1?post=2"
FRONT = "https://www.facebook.com/"
FORM = {"Origin": OWN, "Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}


class Desk:
    """One person at one reminder: her situation, her token, and what she asks for."""

    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        self.site = ReminderSite(situation)
        self.token = situation.visits.remember(
            Visit(
                client=ANNE,
                platform=FACEBOOK,
                url=WANTED,
                started=situation.now(),
                from_unlisted_site=True,
                form_lost=False,
            )
        )

    def turn_to(self, moment: str) -> None:
        self.situation.clock.set(at(moment))

    def get(self, path: str, client: ClientId = ANNE, method: str = "GET") -> tuple[int, str, str]:
        answer = self.site.answer(request(OWN + path, method=method), client)
        return answer.status_code, answer.headers.get("Location", ""), answer.text or ""

    def choose(  # noqa: PLR0913 (what a form consists of)
        self,
        choice: str = "work",
        *,
        headers: dict[str, str] | None = None,
        token: str | None = None,
        platform: str = "facebook",
        client: ClientId = ANNE,
        padding: str = "",
    ) -> tuple[int, str]:
        fields = {"platform": platform, "token": self.token if token is None else token, "choice": choice}
        body = urlencode(fields | ({"padding": padding} if padding else {})).encode()
        one = request(OWN + "/continue", FORM if headers is None else headers, method="POST", body=body)
        answer = self.site.answer(one, client)
        return answer.status_code, answer.headers.get("Location", "")

    @property
    def granted(self) -> bool:
        return self.situation.grants.is_granted((ANNE, FACEBOOK), self.situation.now())


@pytest.fixture
def desk() -> Desk:
    return Desk(situation_at("10:42"))


def test_the_page_shows_the_time_and_keeps_the_token(desk: Desk) -> None:
    status, _, page = desk.get(f"/facebook/{desk.token}")
    assert status == 200
    assert "10:42" in page
    assert desk.token in page


@pytest.mark.parametrize(
    ("own", "wish", "says"),
    [
        ("en", "", "Go back"),
        ("en", "cy-GB,cy;q=0.9,en;q=0.8", "Ewch yn ôl"),
        ("cy", "", "Ewch yn ôl"),
        ("cy", "fr", "Ewch yn ôl"),
        ("cy", "en-GB", "Go back"),
    ],
)
def test_the_page_speaks_as_the_browser_asks_else_as_the_school_does(own: str, wish: str, says: str) -> None:
    school = msgspec.structs.replace(POLICY.school, language=own)
    site = ReminderSite(situation_at("10:42", msgspec.structs.replace(POLICY, school=school)))
    answer = site.answer(request(f"{OWN}/facebook/", {"Accept-Language": wish} if wish else {}), ANNE)
    assert f">{says}<" in (answer.text or "")
    assert ("eich amser eich hun nesaf am 12:15" in (answer.text or "")) is (says == "Ewch yn ôl")
    assert ("Pryder am blentyn" in (answer.text or "")) is (says == "Ewch yn ôl")


def test_a_form_from_elsewhere_is_answered_in_the_browsers_language(desk: Desk) -> None:
    one = request(f"{OWN}/continue", {"Accept-Language": "cy"}, method="POST", body=b"")
    assert "Ni newidiwyd dim" in (desk.site.answer(one, ANNE).text or "")


CONTACTS = [
    ("A worry about a child, or about something seen online", "DSL, dsl@ashover.example"),
    (
        "Something said online about the school or its staff. Keep a picture, and do not reply yourself.",
        "Headteacher, head@ashover.example",
    ),
    (
        "A complaint that names staff or pupils, or a worry about what one of them does online",
        "Headteacher, head@ashover.example",
    ),
    ("A page that should not be listed", "IT admin, it@ashover.example"),
]


def test_whom_to_tell_about_what(desk: Desk) -> None:
    page = desk.get("/facebook/")[2]
    assert re.findall("<dt>(.*?)</dt><dd>(.*?)</dd>", page) == CONTACTS
    for words in ("Keep a picture of the screen", "never of an image of a child", "need not sort it out yourself"):
        assert words in page


@pytest.mark.parametrize("path", ["/facebook/", "/facebook", "/facebook/unknown", "/facebook/a/b?c#d"])
def test_without_a_token_the_same_page_is_shown(desk: Desk, path: str) -> None:
    status, _, page = desk.get(path)
    assert (status, desk.token in page) == (200, False)


def test_another_clients_token_is_unknown(desk: Desk) -> None:
    status, _, page = desk.get(f"/facebook/{desk.token}", BEN)
    assert (status, desk.token in page) == (200, False)
    assert desk.choose(client=BEN) == (303, FRONT)
    assert not desk.granted


def test_after_ten_minutes_carrying_on_leads_to_the_front_page(desk: Desk) -> None:
    desk.turn_to("10:52")
    assert desk.get(f"/facebook/{desk.token}")[0] == 200
    assert desk.choose() == (303, FRONT)
    assert desk.granted


@pytest.mark.parametrize(
    ("choice", "until", "after"),
    [
        ("work", "15:44:59", "15:45"),
        ("channel", "15:44:59", "15:45"),
        ("own-time", "10:56:59", "10:57"),
        ("wrongly-listed", "23:59:59", "2026-11-24T00:00"),
    ],
)
def test_each_choice_leads_on_and_lasts(desk: Desk, choice: str, until: str, after: str) -> None:
    assert desk.choose(choice) == (303, WANTED)
    desk.turn_to(until)
    assert desk.granted
    desk.turn_to(after)
    assert not desk.granted


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://www.facebook.com"},
        {"Origin": "null"},
        {"Origin": OWN + ".other.example"},
        {"Origin": OWN + ", https://www.facebook.com"},
        {"Origin": "http://" + REMINDER_HOST},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
    ids=str,
)
def test_a_form_of_another_site_is_refused_and_changes_nothing(desk: Desk, headers: dict[str, str]) -> None:
    assert desk.choose(headers=FORM | headers) == (403, "")
    assert not desk.granted


def test_a_form_without_origin_is_refused(desk: Desk) -> None:
    assert desk.choose(headers={name: value for name, value in FORM.items() if name != "Origin"}) == (403, "")
    assert not desk.granted


def test_a_browser_without_fetch_metadata_may_send_the_form(desk: Desk) -> None:
    headers = {name: value for name, value in FORM.items() if name != "Sec-Fetch-Site"}
    assert desk.choose(headers=headers) == (303, WANTED)


@pytest.mark.parametrize(
    "form",
    [
        {"choice": "leisure"},
        {"choice": ""},
        {"platform": "bebo"},
        {"choice": "channel", "platform": "youtube"},  # its channel is closed
        {"padding": "x" * 2_048},
        {"headers": FORM | {"Content-Type": "text/plain"}},
        {"headers": FORM | {"Content-Type": "multipart/form-data; boundary=x"}},
        {"headers": {"Origin": OWN}},
    ],
    ids=str,
)
def test_what_is_no_choice_of_the_page_is_refused(desk: Desk, form: dict[str, str]) -> None:
    assert desk.choose(**form) == (400, "")  # type: ignore[arg-type]
    assert not desk.granted


def test_a_content_type_with_a_charset_is_a_form(desk: Desk) -> None:
    headers = FORM | {"Content-Type": "application/x-www-form-urlencoded;charset=UTF-8"}
    assert desk.choose(headers=headers) == (303, WANTED)


def test_the_pages_own_script_gets_the_address_as_json(desk: Desk) -> None:
    body = urlencode({"platform": "facebook", "token": desk.token, "choice": Choice.WORK}).encode()
    one = request(OWN + "/continue", FORM | {"Accept": "application/json"}, method="POST", body=body)
    answer = desk.site.answer(one, ANNE)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    assert json.loads(answer.text or "") == {"location": WANTED}
    assert desk.granted


def test_a_used_token_leads_on_again_as_long_as_the_grant_lives(desk: Desk) -> None:
    assert desk.choose("own-time") == (303, WANTED)
    desk.turn_to("10:45")
    assert desk.choose("own-time") == (303, WANTED)
    assert desk.get(f"/facebook/{desk.token}")[:2] == (303, WANTED)
    desk.turn_to("10:57")  # the second time gave no longer one
    assert not desk.granted
    assert desk.get(f"/facebook/{desk.token}")[0] == 200


def test_in_own_time_the_page_leads_on_and_a_choice_grants_nothing(desk: Desk) -> None:
    desk.turn_to("12:15")
    assert desk.get("/facebook/")[:2] == (303, FRONT)
    assert desk.choose() == (303, FRONT)
    assert not desk.granted


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("HEAD", "/facebook/", 200),
        ("HEAD", "/reminder.css", 200),
        ("GET", "/reminder.js", 200),
        ("GET", "/", 404),
        ("GET", "/bebo/", 404),
        ("GET", "/continue", 404),
        ("GET", "/favicon.ico", 404),
        ("POST", "/facebook/", 405),
        ("PUT", "/continue", 405),
        ("OPTIONS", "/continue", 405),
    ],
)
def test_what_is_not_there_is_said_to_be_so(desk: Desk, method: str, path: str, status: int) -> None:
    answer = desk.site.answer(request(OWN + path, method=method), ANNE)
    assert answer.status_code == status
    assert {name: answer.headers[name] for name in HEADERS if name != "Content-Type"} == {
        name: value for name, value in HEADERS.items() if name != "Content-Type"
    }


def test_the_cap_counts_the_first_view_of_a_token_alone() -> None:
    desk = Desk(situation_at("10:42", with_cap(2)))
    for moment in ("10:42", "10:43", "10:44"):  # reloads
        desk.turn_to(moment)
        assert desk.get(f"/facebook/{desk.token}")[0] == 200
    assert desk.get("/facebook/")[0] == 200  # and pages without a token
    second = Desk(desk.situation)
    assert second.get(f"/facebook/{second.token}")[0] == 200
    third = Desk(desk.situation)
    assert third.get(f"/facebook/{third.token}")[:2] == (303, WANTED)


def test_the_channel_is_offered_where_one_is_open(desk: Desk) -> None:
    assert "Ashover Primary" in desk.get("/facebook/")[2]
    assert 'value="channel"' in desk.get("/facebook/")[2]
    assert 'value="channel"' not in desk.get("/youtube/")[2]
    assert POLICY.channels[1].name not in desk.get("/youtube/")[2]


def test_a_channel_that_is_not_official_is_neither_offered_nor_taken() -> None:
    own_page = msgspec.structs.replace(POLICY.channels[0], school_holds_access=False)
    desk = Desk(situation_at("10:42", msgspec.structs.replace(POLICY, channels=(own_page,))))

    page = desk.get("/facebook/")[2]
    assert 'value="channel"' not in page
    assert "go on as" not in page
    assert desk.choose("channel")[0] == 400
    assert not desk.granted
