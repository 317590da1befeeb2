import datetime as dt
from dataclasses import dataclass, field

import pytest

from proxy_addons.boundary import Boundary
from proxy_addons.connections import Connections, Live, Way
from proxy_addons.situation import Situation
from school_policy.grant import Grant
from school_policy.policy import EVERY_PLATFORM
from school_policy.vocabulary import Choice
from tests.proxy_addons.sample import ANNE, BEN, FACEBOOK, YOUTUBE, at, live, quiet_for, situation_at


@dataclass
class Day:
    """A boundary with its situation; closing a connection is noted, with whether its platform was free then."""

    situation: Situation
    connections: Connections = field(default_factory=Connections)
    closed: list[str] = field(default_factory=list)
    free_when_closed: list[bool] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.boundary = Boundary(self.situation, self.connections, self._close)

    def _close(self, name: str) -> bool:
        one = self.connections.get(name)
        assert one is not None
        self.closed.append(name)
        self.free_when_closed.append(
            self.situation.circumstances(one.client, one.platform, self.situation.now()).free
        )
        self.connections.remove(name)
        return True

    def has(self, *connections: Live) -> None:
        for one in connections:
            self.connections.add(one)

    def tick(self, moment: str) -> list[str]:
        """Set the clock, look at it once, and return what was closed by that."""
        self.situation.clock.set(at(moment))
        before = len(self.closed)
        self.boundary.tick()
        return self.closed[before:]


def day_at(moment: str) -> Day:
    day = Day(situation_at(moment))
    day.boundary.tick()
    return day


def test_when_lunch_ends_open_pages_get_five_minutes_and_are_closed_then() -> None:
    day = day_at("13:14:59")
    day.has(live(Way.WHILE_FREE, name="page"), live(Way.WHILE_FREE, name="asset", host="static.fbcdn.net"))
    assert day.tick("13:15") == []
    assert day.situation.grants.is_graced((ANNE, FACEBOOK), at("13:15"))
    assert day.tick("13:19:59") == []
    assert day.tick("13:20") == ["page", "asset"]


def test_where_every_platform_is_quiet_no_open_page_is_ever_closed() -> None:
    quiet, other = (Day(situation_at("13:14:59", quiet_for(one))) for one in (EVERY_PLATFORM, YOUTUBE))
    for day in (quiet, other):
        day.boundary.tick()
        day.has(live(Way.WHILE_FREE, name="page"))
        day.tick("13:15")
    assert (quiet.tick("13:20"), other.tick("13:20")) == ([], ["page"])


def test_only_those_with_an_open_page_get_the_grace() -> None:
    day = day_at("13:14:59")
    day.has(
        live(Way.WHILE_FREE, name="1"),
        live(Way.ANYWAY, name="2", client=BEN),
        live(Way.STEPPED_ASIDE, name="3", client=BEN, since="13:14:59"),
    )
    day.tick("13:15")
    graced = {
        (client, platform): day.situation.circumstances(client, platform, at("13:15")).graced
        for client in (ANNE, BEN)
        for platform in (FACEBOOK, YOUTUBE)
    }
    assert [pair for pair, given in graced.items() if given] == [(ANNE, FACEBOOK)]


def test_the_grace_is_given_before_the_first_decision_and_not_only_by_the_tick() -> None:
    day = day_at("13:14:59")
    day.has(live(Way.WHILE_FREE))
    day.boundary.observe(at("13:15"))
    assert day.situation.circumstances(ANNE, FACEBOOK, at("13:15")).free


def test_a_proxy_that_starts_in_working_time_gives_no_grace() -> None:
    day = Day(situation_at("13:15"))
    day.has(live(Way.WHILE_FREE))
    assert day.tick("13:15") == ["1"]


def test_when_a_grant_ends_its_connections_are_closed_without_grace() -> None:
    day = day_at("10:42")
    day.situation.grants.give((ANNE, FACEBOOK), Grant(choice=Choice.OWN_TIME, start=at("10:42"), end=at("10:57")))
    day.has(live(Way.WHILE_FREE, name="hers"), live(Way.WHILE_FREE, name="granted to nobody", platform=YOUTUBE))
    assert day.tick("10:42:01") == ["granted to nobody"]
    assert day.tick("10:56:59") == []
    assert day.tick("10:57") == ["hers"]


def test_a_grant_for_work_lasts_over_lunch() -> None:
    day = day_at("10:42")
    day.situation.grants.give((ANNE, FACEBOOK), Grant(choice=Choice.WORK, start=at("10:42"), end=at("15:45")))
    day.has(live(Way.WHILE_FREE))
    assert [day.tick(moment) for moment in ("12:15", "13:15", "13:20", "15:44:59")] == [[], [], [], []]


def test_when_own_time_begins_the_intercepted_connections_are_closed_and_no_others() -> None:
    day = day_at("12:14:59")
    day.has(*(live(way, name=way.name, since="12:14:30") for way in Way if way is not Way.WHILE_FREE))
    assert day.tick("12:14:59") == []
    assert day.tick("12:15") == ["INTERCEPTED"]


@pytest.mark.parametrize(
    ("moment", "closed"), [("10:42:59", []), ("10:43", ["1"]), ("10:41:59", ["1"])], ids=["", "", "clock set back"]
)
def test_what_stepped_aside_lives_for_a_minute(moment: str, closed: list[str]) -> None:
    day = day_at("10:42")
    day.has(live(Way.STEPPED_ASIDE, since="10:42"))
    assert day.tick(moment) == closed


@pytest.mark.parametrize("moment", ["10:43", "12:15", "13:15", "13:20", "15:45", "2026-11-24T10:42"])
def test_what_passes_anyway_is_never_closed(moment: str) -> None:
    day = day_at("10:42")
    day.has(live(Way.ANYWAY))
    assert day.tick(moment) == []


def test_the_state_flips_before_anything_is_closed() -> None:
    day = day_at("12:14:59")
    day.has(live(Way.INTERCEPTED))
    day.tick("12:15")
    day.has(live(Way.WHILE_FREE))
    day.tick("13:15")
    day.tick("13:20")
    assert day.free_when_closed == [True, False]


@pytest.mark.parametrize(
    ("start", "step", "closed_at_once", "graced"),
    [
        ("12:20", "13:30", [], True),  # into the afternoon: the grace starts now
        ("12:20", "2026-11-24T10:42", [], True),
        ("12:20", "2026-11-24T12:20", [], False),  # from own time to own time
        ("10:42", "2026-11-24T10:42", ["while free"], False),  # the grants of yesterday are over
        ("10:42", "12:20", ["intercepted"], False),
    ],
)
def test_a_clock_stepped_forward_counts_as_if_it_had_run(
    *, start: str, step: str, closed_at_once: list[str], graced: bool
) -> None:
    day = day_at(start)
    day.situation.grants.give(
        (ANNE, FACEBOOK), Grant(choice=Choice.WORK, start=at("10:42"), end=at("2026-11-23T15:45"))
    )
    day.has(live(Way.WHILE_FREE, name="while free"), live(Way.INTERCEPTED, name="intercepted", client=BEN))
    expected = closed_at_once
    if start == "12:20":
        assert day.tick(start) == ["intercepted"]
    assert day.tick(step) == expected
    assert day.situation.grants.is_graced((ANNE, FACEBOOK), at(step)) is graced


def test_a_clock_set_back_from_lunch_to_lesson_gives_a_grace() -> None:
    day = day_at("12:20")
    day.has(live(Way.WHILE_FREE, since="12:20"))
    assert day.tick("12:10") == []
    assert day.situation.grants.is_graced((ANNE, FACEBOOK), at("12:10"))
    assert day.tick("12:15") == []  # own time anyway


def test_a_clock_set_back_from_lesson_to_lunch_closes_what_is_intercepted() -> None:
    day = day_at("13:30")
    day.has(live(Way.INTERCEPTED, since="13:30"))
    assert day.tick("13:10") == ["1"]


def test_each_tick_forgets_what_is_over() -> None:
    day = day_at("10:42")
    day.situation.grants.give_grace((ANNE, FACEBOOK), at("10:42"))
    day.tick("10:47")
    assert not day.situation.grants.is_graced((ANNE, FACEBOOK), at("10:42") + dt.timedelta(seconds=1))
