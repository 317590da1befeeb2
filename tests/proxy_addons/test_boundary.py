import datetime as dt

import msgspec
import pytest

from proxy_addons.boundary import MOST_AT_ONCE, Boundary
from proxy_addons.connections import REMINDER, Way
from proxy_addons.school_contact import SchoolContact
from school_policy.grant import Grant
from school_policy.policy import EVERY_PLATFORM
from school_policy.standing import Standing
from school_policy.vocabulary import Choice
from tests.proxy_addons.boundary_day import Day, TwoGroups, closing, day_at, without_lunch
from tests.proxy_addons.sample import (
    ANNE,
    BEN,
    FACEBOOK,
    OFFICE,
    POLICY,
    TEACHING,
    YOUTUBE,
    at,
    in_force,
    live,
    only_at_school,
    quiet_for,
    situation_at,
    situations,
)


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
    day.boundary.observe(day.situation, at("13:15"))
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


def test_a_connection_that_was_just_opened_is_closed_by_the_second_look_and_answered_before() -> None:
    day = day_at("12:14:59")
    day.has(live(Way.INTERCEPTED))
    day.situation.clock.set(at("12:15"))
    day.boundary.tick()
    assert day.closed == []
    day.boundary.tick()
    assert day.closed == ["1"]


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
    ("start", "step", "closed"),
    [
        pytest.param("12:20", "13:14:59", [], id="within own time"),
        pytest.param("12:20", "13:15", [], id="to the boundary"),
        pytest.param("12:20", "13:19:59", [], id="into the grace"),
        pytest.param("12:20", "13:20", ["page"], id="over the grace"),
        pytest.param("12:20", "2026-11-24T10:42", ["page"], id="over a night"),
        pytest.param("12:20", "2026-11-24T12:20", [], id="from own time to own time"),
        pytest.param("12:20", "2026-12-05T10:42", [], id="to a Saturday"),
    ],
)
def test_what_a_machine_slept_through_counts_as_if_it_had_been_awake(
    start: str, step: str, closed: list[str]
) -> None:
    day = day_at(start)
    day.has(live(Way.WHILE_FREE, name="page"))
    assert day.tick(step) == closed


def test_a_grace_that_is_noticed_late_ends_five_minutes_after_the_boundary() -> None:
    day = day_at("13:00")
    day.has(live(Way.WHILE_FREE))
    assert day.tick("13:18") == []
    assert day.tick("13:19:59") == []
    assert day.tick("13:20") == ["1"]


def test_a_lesson_that_is_slept_into_ends_what_was_intercepted_and_yesterdays_grants() -> None:
    day = day_at("10:42")
    day.situation.grants.give((ANNE, FACEBOOK), Grant(choice=Choice.WORK, start=at("10:42"), end=at("15:45")))
    day.has(live(Way.WHILE_FREE, name="granted"), live(Way.INTERCEPTED, name="intercepted", client=BEN))
    assert day.tick("12:20") == ["intercepted"]
    assert day.tick("2026-11-24T10:42") == ["granted"]


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


def test_a_timetable_that_changes_to_working_time_gives_the_grace_from_that_moment() -> None:
    day = day_at("12:20")
    day.has(live(Way.WHILE_FREE))
    day.situation.in_force = in_force(without_lunch())
    assert day.tick("12:20:01") == []
    assert day.tick("12:24:59") == []
    assert day.tick("12:25") == ["1"]


def test_a_timetable_that_changes_to_own_time_closes_what_is_intercepted_at_once() -> None:
    day = Day(situation_at("12:20", without_lunch()))
    day.boundary.tick()
    day.has(live(Way.INTERCEPTED, since="12:19"))
    day.situation.in_force = in_force()
    assert day.tick("12:20:01") == ["1"]


def test_a_platform_that_is_quiet_no_more_gets_the_grace_and_the_others_nothing() -> None:
    day = Day(situation_at("10:42", quiet_for(YOUTUBE)))
    day.boundary.tick()
    day.has(live(Way.WHILE_FREE, name="quiet", platform=YOUTUBE), live(Way.INTERCEPTED, name="reminded"))
    day.situation.in_force = in_force()
    assert day.tick("10:43") == []
    assert day.tick("10:47:59") == ["quiet"]


def test_a_platform_that_becomes_quiet_is_let_go_and_the_others_are_not() -> None:
    day = day_at("10:42")
    day.has(live(Way.INTERCEPTED, name="quiet", platform=YOUTUBE), live(Way.INTERCEPTED, name="reminded"))
    day.situation.in_force = in_force(quiet_for(YOUTUBE))
    assert day.tick("10:43") == ["quiet"]


def test_a_pause_lets_go_at_once_and_its_end_gives_the_grace() -> None:
    day = day_at("10:42")
    day.has(live(Way.INTERCEPTED, name="before"), live(Way.INTERCEPTED, name="the page", platform=REMINDER))
    day.contact.hear(Standing(on_site=True, paused_until=at("2026-11-24T00:00")), 0.0)
    assert day.tick("10:43") == ["before", "the page"]
    day.has(live(Way.WHILE_FREE, name="during"))
    assert day.tick("11:00") == []
    day.contact.hear(Standing(on_site=True), 0.0)
    assert day.tick("11:00:30") == []
    assert day.tick("11:04:59") == []
    assert day.tick("11:05:00") == ["during"]


def test_a_pause_that_ran_out_ends_at_its_time_without_another_word() -> None:
    day = day_at("10:42")
    day.contact.hear(Standing(on_site=True, paused_until=at("11:00")), 0.0)
    day.tick("10:43")
    day.has(live(Way.WHILE_FREE))
    assert not day.situation.reminded(at("10:59:59"))
    assert day.situation.reminded(at("11:00"))


def test_a_published_policy_that_runs_out_lets_everything_go_and_its_return_gives_the_grace() -> None:
    day = day_at("10:42")
    day.has(live(Way.INTERCEPTED, name="before"))
    day.situation.in_force = in_force(msgspec.structs.replace(POLICY, valid_until=at("10:43")))
    assert day.tick("10:42:59") == []
    assert day.tick("10:43") == ["before"]
    assert day.situation.circumstances(ANNE, FACEBOOK, at("10:43")).free
    day.has(live(Way.WHILE_FREE, name="during"))
    assert day.tick("10:50") == []
    day.situation.in_force = in_force(msgspec.structs.replace(POLICY, valid_until=at("2026-11-30T10:50")))
    assert day.tick("10:50:30") == []
    assert day.tick("10:54:59") == []
    assert day.tick("10:55") == ["during"]


def test_whoever_comes_to_school_with_an_open_page_has_the_grace() -> None:
    day = Day(situation_at("08:40", only_at_school(), contact=SchoolContact(lambda: 0.0)))
    day.boundary.tick()
    day.has(live(Way.WHILE_FREE))
    assert day.tick("08:41") == []
    day.situation.contact.hear(Standing(on_site=True), 0.0)
    assert day.tick("08:41:30") == []
    assert day.tick("08:45:59") == []
    assert day.tick("08:46") == ["1"]


def test_what_one_group_meets_is_nothing_to_another_at_the_same_machine() -> None:
    both = TwoGroups("13:14:59", Way.WHILE_FREE, platform=YOUTUBE)
    both.tick("13:20")
    assert both.closed == [TEACHING]  # for office staff YouTube is quiet


def test_the_own_time_of_one_group_lets_nothing_of_another_go() -> None:
    both = TwoGroups("12:14:59", Way.INTERCEPTED, without_lunch(OFFICE))
    both.tick("12:15")
    both.tick("12:15")
    assert both.closed == [TEACHING]


def test_many_are_closed_in_turns_and_none_twice() -> None:
    day = day_at("12:14:59")
    day.has(*(live(Way.INTERCEPTED, name=str(number)) for number in range(2 * MOST_AT_ONCE + 1)))
    gone = list[str]()
    boundary = Boundary(situations(day.situation), day.connections, closing(gone))
    boundary.tick()
    day.situation.clock.set(at("12:15"))
    boundary.tick()
    more = [boundary.tick() for _ in range(4)]
    assert more == [True, True, False, False]
    assert gone == [str(number) for number in range(2 * MOST_AT_ONCE + 1)]


def test_each_tick_forgets_what_is_over() -> None:
    day = day_at("10:42")
    day.situation.grants.give_grace((ANNE, FACEBOOK), at("10:42"))
    day.tick("10:47")
    assert not day.situation.grants.is_graced((ANNE, FACEBOOK), at("10:42") + dt.timedelta(seconds=1))
