"""What is counted of what people and their browsers do: from the request to the tally, on a clock that is set."""

import datetime as dt
from urllib.parse import urlencode

import msgspec
import pytest
from mitmproxy import http
from mitmproxy.test import tflow

from proxy_addons.boundary import Boundary
from proxy_addons.connections import REMINDER, Connections, Way
from proxy_addons.fail_open import Edge
from proxy_addons.reminder import Reminder
from proxy_addons.situation import Situation
from proxy_addons.tally import Noted
from school_policy.count_report import Band, WronglyListed
from school_policy.policy import EVERY_PLATFORM, Counting, Notice, Policy, Quiet
from school_policy.policy import Reminder as ReminderSettings
from school_policy.timetable import Day, parse_time_range
from school_policy.vocabulary import REMINDER_HOST, ClientId, Outcome, PlatformId
from tests.proxy_addons.sample import (
    ANNE,
    BEN,
    FACEBOOK,
    POLICY,
    TEACHING,
    YOUTUBE,
    StoppedClock,
    at,
    at_school,
    in_force,
    live,
    request,
    situations,
)

SERVER = Counting(server="https://owntime.school.example/")
COUNTED = msgspec.structs.replace(POLICY, counting=SERVER)
NO_SERVER = POLICY
MONDAY = dt.date(2026, 11, 23)

DID_NOT = Outcome.DID_NOT_CARRY_ON
WORK = Outcome.CARRIED_ON_WORK
CHANNEL = Outcome.CARRIED_ON_CHANNEL
WRONGLY = WronglyListed(platform=FACEBOOK, day=MONDAY)

NAVIGATION = {"Accept": "text/html", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "none"}
POLL = {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Site": "same-origin", "Referer": "https://www.facebook.com/"}
APP = {"User-Agent": "app"}
WEBSOCKET = {"Upgrade": "websocket", "Connection": "Upgrade", "Origin": "https://www.facebook.com"}
FORM = {
    "Origin": f"https://{REMINDER_HOST}",
    "Sec-Fetch-Site": "same-origin",
    "Content-Type": "application/x-www-form-urlencoded",
}
HOSTS = {FACEBOOK: "www.facebook.com", YOUTUBE: "www.youtube.com"}


class Staffroom:
    """Two people with a browser each, and the proxy's answers to them; tabs are named by letters."""

    def __init__(self, moment: str = "10:42", policy: Policy = COUNTED, *, has_spool: bool = True) -> None:
        self.situation = Situation(
            in_force(policy), StoppedClock(at(moment)), has_spool=has_spool, contact=at_school()
        )
        connections = Connections()
        for client in (ANNE, BEN):
            for platform, host in {**HOSTS, REMINDER: REMINDER_HOST}.items():
                name = f"{client} {platform}"
                one = live(Way.INTERCEPTED, name=name, client=client, platform=platform, host=host, since=moment)
                connections.add(one)
        self.edge = Edge()
        self.addon = Reminder(situations(self.situation), connections, self.edge)
        self.boundary = Boundary(situations(self.situation), connections, lambda _name: True)
        self.tokens: dict[str, str] = {}
        self._noted: set[Noted | WronglyListed] = set()

    def send(self, one: http.Request, platform: PlatformId = FACEBOOK, client: ClientId = ANNE) -> http.Response:
        flow = tflow.tflow(req=one)
        flow.client_conn.id = f"{client} {platform}"
        self.addon.request(flow)
        assert flow.response is not None
        assert self.edge.faults == 0
        return flow.response

    def turn_to(self, moment: str) -> None:
        self.situation.clock.set(at(moment))
        self.boundary.tick()

    def open(self, tab: str, platform: PlatformId = FACEBOOK, client: ClientId = ANNE) -> None:
        """Go to a page of the platform; `see` shows the reminder that it leads to."""
        location = self.send(request(f"https://{HOSTS[platform]}/page", NAVIGATION), platform, client).headers
        self.tokens[tab] = location["Location"].rpartition("/")[2]

    def look(
        self, tab: str, platform: PlatformId = FACEBOOK, client: ClientId = ANNE, method: str = "GET"
    ) -> http.Response:
        url = f"https://{REMINDER_HOST}/{platform}/{self.tokens[tab]}"
        return self.send(request(url, NAVIGATION, method=method), REMINDER, client)

    def see(self, tab: str, platform: PlatformId = FACEBOOK, client: ClientId = ANNE) -> None:
        self.open(tab, platform, client)
        assert self.look(tab, platform, client).status_code == 200

    def choose(self, choice: str, tab: str) -> str:
        fields = {"platform": FACEBOOK, "token": self.tokens.get(tab, "unknown"), "choice": choice}
        url = f"https://{REMINDER_HOST}/continue"
        answer = self.send(request(url, FORM, method="POST", body=urlencode(fields).encode()), REMINDER)
        assert answer.status_code == 303
        return str(answer.headers["Location"])

    def act(self, script: str) -> None:
        """Do what a line says: times at which the clock ticks, and things done to a tab, with bars between."""
        for step in script.split(" | "):
            deed, _, tab = step.partition(" ")
            match deed:
                case "open":
                    self.open(tab)
                case "look":
                    self.look(tab)
                case "see":
                    self.see(tab)
                case _ if ":" in deed:
                    self.turn_to(deed)
                case _:
                    self.choose(deed, tab)

    @property
    def noted(self) -> set[Noted | WronglyListed]:
        """The outcomes, and what was said to be wrongly listed, since the start."""
        batch = self.situation.tally.take()
        if batch is not None:
            self._noted |= batch.noted | batch.wrongly_listed
        return {it for it in self._noted if isinstance(it, WronglyListed) or it.outcome is not None}

    @property
    def beside(self) -> set[tuple[Band | None, PlatformId | None]]:
        """The parts of the day and the platforms that were noted beside them, each alone."""
        assert self.noted is not None
        of_days = {it for it in self._noted if isinstance(it, Noted) and it.outcome is None}
        assert all(it.band is None or it.platform is None for it in of_days)
        return {(it.band, it.platform) for it in of_days}

    @property
    def outcomes(self) -> set[Outcome]:
        return {thing.outcome for thing in self.noted if isinstance(thing, Noted) and thing.outcome is not None}


def on_monday(*outcomes: Outcome) -> set[Noted | WronglyListed]:
    return {Noted(day=MONDAY, outcome=outcome) for outcome in outcomes}


# A reminder, from its beginning to its end


SCRIPTS = [
    pytest.param("see A | 10:51:59", set(), id="not over yet"),
    pytest.param("see A | 10:52", on_monday(DID_NOT), id="ten minutes without a choice"),
    pytest.param("open A | 10:52", set(), id="never seen"),
    pytest.param("see A | 10:45 | work A | 10:56", on_monday(WORK), id="for work"),
    pytest.param("see A | 10:45 | channel A | 10:56", on_monday(CHANNEL), id="official channel"),
    pytest.param("see A | 10:45 | own-time A | 10:56", set(), id="own time"),
    pytest.param("see A | 10:45 | wrongly-listed A | 10:56", {WRONGLY}, id="wrongly listed"),
    pytest.param("see A | see B | 10:52", on_monday(DID_NOT), id="two tabs and no choice"),
    pytest.param("see A | see B | work A | 10:56", on_monday(WORK), id="the other tab is the same reminder"),
    pytest.param("see A | 10:47 | see B | work A | 10:58", on_monday(WORK), id="a later tab is too"),
    pytest.param("see A | see B | own-time B | 10:56", set(), id="own time settles the other tab"),
    pytest.param("see A | see B | wrongly-listed B | 10:56", {WRONGLY}, id="wrongly listed settles it too"),
    pytest.param("see A | 10:48 | see B | 10:53 | work B | 11:00", on_monday(DID_NOT, WORK), id="two reminders"),
    pytest.param("see A | 10:52 | work A", on_monday(DID_NOT, WORK), id="a choice too late is one of its own"),
    pytest.param("work unknown", on_monday(WORK), id="a choice without a visit"),
    pytest.param("see A | work unknown | 10:56", on_monday(WORK), id="a choice without a visit settles the visit"),
    pytest.param("see A | work A | channel A | 10:56", on_monday(WORK), id="a used token, another choice"),
    pytest.param("see A | own-time A | 10:45 | work A | 10:56", set(), id="a used token under a live grant"),
    pytest.param("see A | own-time A | 10:58 | work A", on_monday(WORK), id="a used token after the grant"),
    pytest.param("see A | see B | work A | wrongly-listed B", on_monday(WORK), id="a choice under a live grant"),
    pytest.param("12:10 | see A | 12:20", on_monday(DID_NOT), id="over in own time, but it began before"),
    pytest.param("12:10 | see A | 12:15 | work A | 12:30", set(), id="a choice in own time"),
    pytest.param("12:10 | see A | 12:15 | wrongly-listed A | 12:30", set(), id="wrongly listed in own time"),
    pytest.param("12:10 | see A | 12:15 | look A | 12:30", set(), id="led on in own time"),
    pytest.param("see A | 10:41 | 10:52 | 10:53", set(), id="a clock set back ends it"),
    pytest.param("see A | 10:41 | work A | 10:52", on_monday(WORK), id="and a choice is still one"),
    pytest.param("see A | 2026-11-24T10:42", on_monday(DID_NOT), id="on the day on which it began"),
]


@pytest.mark.parametrize(("script", "noted"), SCRIPTS)
def test_a_reminder_counts_what_it_ended_in(script: str, noted: set[Noted | WronglyListed]) -> None:
    room = Staffroom()
    room.act(script)
    assert room.noted == noted


def test_a_choice_counts_at_once_and_its_page_is_still_found() -> None:
    room = Staffroom()
    room.act("see A")
    assert room.choose("work", "A") == "https://www.facebook.com/page"
    assert room.noted == on_monday(WORK)
    assert room.choose("work", "A") == "https://www.facebook.com/page"


def test_a_choice_settles_neither_another_platform_nor_another_client() -> None:
    for platform, client in ((YOUTUBE, ANNE), (FACEBOOK, BEN)):
        room = Staffroom()
        room.see("A")
        room.see("B", platform, client)
        room.act("work A | 10:52")
        assert room.noted == on_monday(WORK, DID_NOT)


def test_the_headers_of_the_page_alone_show_it_to_nobody() -> None:
    room = Staffroom()
    room.open("A")
    assert room.look("A", method="HEAD").status_code == 200
    room.turn_to("10:52")
    assert room.noted == set()


def test_a_choice_in_a_grace_counts_nothing() -> None:
    room = Staffroom()
    room.see("A")
    room.situation.grants.give_grace((ANNE, FACEBOOK), at("10:42"))
    room.act("work A | 10:56")
    assert room.noted == set()


def test_the_reminder_that_reached_the_daily_cap_is_answered_as_any_other() -> None:
    room = Staffroom(policy=msgspec.structs.replace(COUNTED, reminder=ReminderSettings(daily_cap=1)))
    room.act("see A | 10:43 | work A | 10:56")
    assert room.noted == on_monday(WORK)


def test_a_choice_that_the_page_does_not_offer_counts_nothing_and_settles_nothing() -> None:
    room = Staffroom()
    room.see("A")
    fields = {"platform": FACEBOOK, "token": room.tokens["A"], "choice": "work"}
    forged = request(
        f"https://{REMINDER_HOST}/continue",
        FORM | {"Origin": "https://www.facebook.com"},
        method="POST",
        body=urlencode(fields).encode(),
    )
    assert room.send(forged, REMINDER).status_code == 403
    assert room.noted == set()
    room.turn_to("10:52")
    assert room.noted == on_monday(DID_NOT)


def quiet_now(platform: PlatformId = FACEBOOK) -> Policy:
    quiet = Quiet(platform=platform, reason="Lessons", review_on=dt.date(2027, 7, 1))
    group = msgspec.structs.replace(COUNTED.groups[0], quiet=(quiet,))
    return msgspec.structs.replace(COUNTED, groups=(group, *COUNTED.groups[1:]))


@pytest.mark.parametrize(
    "policy",
    [
        pytest.param(quiet_now(), id="quiet"),
        pytest.param(msgspec.structs.replace(COUNTED, platforms=COUNTED.platforms[1:]), id="no longer listed"),
    ],
)
def test_a_reminder_that_was_shown_counts_though_its_platform_is_let_alone_by_now(policy: Policy) -> None:
    room = Staffroom()
    room.see("A")
    room.situation.in_force = in_force(policy)
    room.turn_to("10:52")
    assert room.noted == on_monday(DID_NOT)


# Which part of the day, and which platform


ROUND_THE_CLOCK = msgspec.structs.replace(
    COUNTED.groups[0], week=(Day(sessions=(parse_time_range("00:00-23:59"),)),) * 7
)
NIGHT = msgspec.structs.replace(COUNTED, groups=(ROUND_THE_CLOCK,))

BESIDE = [
    pytest.param("10:42", "see A | work A", {Band.FROM_10_TO_12}, id="a choice"),
    pytest.param("11:58", "see A | 12:01 | work A", {Band.FROM_10_TO_12}, id="a choice later than it began"),
    pytest.param("09:55", "see A | 10:05", {Band.UNTIL_10}, id="nobody carried on"),
    pytest.param("14:00", "see A | channel A", {Band.AFTER_14}, id="the official channel"),
    pytest.param("10:42", "see A | own-time A", set(), id="declared own time"),
    pytest.param("10:42", "see A | wrongly-listed A", set(), id="wrongly listed"),
]


@pytest.mark.parametrize(("moment", "script", "bands"), BESIDE)
def test_what_is_counted_has_its_part_of_the_day_and_its_platform_each_alone(
    moment: str, script: str, bands: set[Band]
) -> None:
    room = Staffroom(moment, NIGHT)
    room.act(script)
    assert room.beside == {(band, None) for band in bands} | ({(None, FACEBOOK)} if bands else set())


# Which day


@pytest.mark.parametrize(
    ("choice", "thing"),
    [
        ("work", Noted(day=MONDAY, outcome=WORK)),
        ("wrongly-listed", WRONGLY),
        (None, Noted(day=MONDAY, outcome=DID_NOT)),
    ],
)
def test_the_day_is_that_on_which_the_reminder_began(choice: str | None, thing: Noted | WronglyListed) -> None:
    room = Staffroom("23:58", NIGHT)
    room.act(f"see A | 2026-11-24T00:03 | {choice} A" if choice else "see A | 2026-11-24T00:09")
    assert room.noted == {thing}


def test_the_day_is_the_schools_and_not_utcs() -> None:
    room = Staffroom("2026-10-05T00:30", NIGHT)  # the 4th in UTC
    room.send(request("https://www.facebook.com/api", APP))
    room.act("wrongly-listed unknown")
    day = dt.date(2026, 10, 5)
    assert room.noted == {WronglyListed(platform=FACEBOOK, day=day), Noted(day=day, outcome=Outcome.APP)}


# What browsers and programs do by themselves


REQUESTS = [
    pytest.param(POLL, {Outcome.SET_ASIDE}, id="row 9: an open tab"),
    pytest.param(WEBSOCKET, {Outcome.SET_ASIDE}, id="row 4: WebSocket"),
    pytest.param(
        WEBSOCKET | {"Origin": "https://lesson.example"}, {Outcome.SET_ASIDE}, id="row 4: of another site"
    ),
    pytest.param(APP, {Outcome.APP}, id="row 8: no browser"),
    pytest.param(NAVIGATION, set(), id="row 7: a page that is not shown yet"),
    pytest.param(NAVIGATION | {"Sec-Purpose": "prefetch"}, set(), id="row 3: prefetch"),
    pytest.param({"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "cross-site"}, set(), id="row 5: an embed"),
]


@pytest.mark.parametrize(("headers", "outcomes"), REQUESTS)
def test_what_a_request_counts_is_noted_at_once(headers: dict[str, str], outcomes: set[Outcome]) -> None:
    room = Staffroom()
    room.send(request("https://www.facebook.com/api", headers))
    assert room.outcomes == outcomes


FREE = [
    pytest.param("12:20", COUNTED, id="own time"),
    pytest.param("10:42", msgspec.structs.replace(COUNTED, notice=Notice()), id="before the notice"),
    pytest.param("10:42", quiet_now(), id="a quiet platform"),
    pytest.param("10:42", quiet_now(EVERY_PLATFORM), id="quiet for every platform"),
]


@pytest.mark.parametrize(("moment", "policy"), FREE)
@pytest.mark.parametrize("headers", [POLL, WEBSOCKET, APP], ids=["tab", "WebSocket", "app"])
def test_where_nothing_is_shown_nothing_is_counted(moment: str, policy: Policy, headers: dict[str, str]) -> None:
    room = Staffroom(moment, policy)
    room.send(request("https://www.facebook.com/api", headers))
    room.act("work unknown")
    room.turn_to("13:14")
    assert room.noted == set()


# Whether anything is counted at all


@pytest.mark.parametrize(
    ("policy", "has_spool", "counts"),
    [(COUNTED, True, True), (NO_SERVER, True, False), (COUNTED, False, False)],
    ids=["server and spool", "no server", "no spool"],
)
def test_without_a_server_or_a_spool_nothing_is_noted(*, policy: Policy, has_spool: bool, counts: bool) -> None:
    room = Staffroom(policy=policy, has_spool=has_spool)
    room.send(request("https://www.facebook.com/api", POLL))
    room.act("see A | wrongly-listed A | 2026-11-24T10:42 | see B | 2026-11-24T10:52 | work C")
    assert bool(room.noted) is counts
    assert room.outcomes == ({Outcome.SET_ASIDE, DID_NOT, WORK} if counts else set())
    room.turn_to("2026-11-25T10:42")
    room.open("D")
    page = room.look("D").text or ""
    assert ("https://owntime.school.example/what-we-count" in page) is counts
    assert ("Nothing is counted." in page) is not counts
    # Asked for on its own, it names neither host nor page.
    assert ('href="https://owntime.school.example/why"' in page) is (policy is COUNTED)


@pytest.mark.parametrize(("before", "after"), [(NO_SERVER, COUNTED), (COUNTED, NO_SERVER)], ids=["set", "removed"])
def test_a_reminder_counts_only_if_its_page_said_so_and_the_server_is_still_there(
    before: Policy, after: Policy
) -> None:
    room = Staffroom(policy=before)
    room.see("A")
    room.situation.in_force = in_force(after, TEACHING)
    room.turn_to("10:52")
    assert room.noted == set()
