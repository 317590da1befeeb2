import pytest

from proxy_addons.connections import Way
from school_policy.grant import Grant
from school_policy.standing import Standing
from school_policy.vocabulary import Choice
from tests.proxy_addons.boundary_day import Day, TwoGroups, day_at, without_lunch
from tests.proxy_addons.sample import (
    ANNE,
    FACEBOOK,
    OFFICE,
    TEACHING,
    YOUTUBE,
    at,
    live,
    quiet_for,
    situation_at,
)


@pytest.mark.parametrize(
    ("listed", "left_alone", "closed"),
    [
        pytest.param("10:42", ("12:14:59", "12:15", "13:14:59", "13:15", "13:19:59"), "13:20", id="in a session"),
        pytest.param("12:20", ("13:14:59", "13:15", "13:19:59"), "13:20", id="at lunch"),
        pytest.param("13:15", ("15:45", "2026-11-24T08:30"), "2026-11-24T08:35", id="as a session begins"),
        pytest.param("15:50", ("2026-11-24T08:29:59", "2026-11-24T08:34:59"), "2026-11-24T08:35", id="at home"),
        pytest.param("10:42", ("13:18", "13:19:59"), "13:20", id="slept over lunch, woken in the grace"),
        pytest.param("10:42", (), "13:20", id="slept over lunch and the grace"),
        pytest.param("10:42", (), "2026-11-24T10:42", id="slept till the next day"),
        pytest.param("10:42", ("2026-11-24T12:20",), "2026-11-24T13:20", id="slept into the next lunch"),
    ],
)
def test_what_was_open_before_its_host_was_listed_is_left_alone_until_the_next_session(
    listed: str, left_alone: tuple[str, ...], closed: str
) -> None:
    day = day_at(listed)
    day.has(live(Way.BEFORE_LISTED, name="page", since=listed))
    assert [day.tick(moment) for moment in (listed, *left_alone)] == [[]] * (1 + len(left_alone))
    assert day.tick(closed) == ["page"]
    assert day.free_when_closed == [False]


@pytest.mark.parametrize("listed", ["13:15", "13:15:01"])
def test_a_host_that_is_listed_in_a_session_that_nobody_noticed_yet_is_left_alone_in_that_one(listed: str) -> None:
    day = day_at("13:14:59")
    day.has(live(Way.BEFORE_LISTED, name="page", since=listed))
    assert [day.tick(moment) for moment in ("13:15:01", "13:20", "15:44:59", "2026-11-24T08:30")] == [[]] * 4
    assert day.tick("2026-11-24T08:35") == ["page"]


def test_a_pause_a_grant_or_a_set_clock_within_the_session_is_nothing_to_what_was_open_before() -> None:
    day = day_at("10:42")
    day.has(live(Way.BEFORE_LISTED, name="page"))
    day.situation.grants.give((ANNE, FACEBOOK), Grant(choice=Choice.OWN_TIME, start=at("10:42"), end=at("10:57")))
    day.contact.hear(Standing(on_site=True, paused_until=at("2026-11-24T00:00")), 0.0)
    assert day.tick("10:43") == []
    day.contact.hear(Standing(on_site=True), 0.0)
    assert [day.tick(moment) for moment in ("10:44", "10:50", "10:57", "09:00", "12:14:59")] == [[]] * 5
    assert not day.situation.circumstances(ANNE, FACEBOOK, at("10:58")).free


@pytest.mark.parametrize("moment", ["12:15", "13:15", "13:20", "15:44:59"])
def test_what_was_open_before_stays_where_its_client_was_granted_the_platform_by_then(moment: str) -> None:
    day = day_at("10:42")
    day.has(live(Way.BEFORE_LISTED))
    day.situation.grants.give((ANNE, FACEBOOK), Grant(choice=Choice.WORK, start=at("10:42"), end=at("15:45")))
    assert day.tick(moment) == []


def test_what_was_open_before_is_never_closed_where_its_platform_is_quiet() -> None:
    quiet, other = (Day(situation_at("10:42", quiet_for(one))) for one in (FACEBOOK, YOUTUBE))
    for day in (quiet, other):
        day.boundary.tick()
        day.has(live(Way.BEFORE_LISTED, name="page"))
        day.tick("12:15")
        day.tick("13:15")
    assert (quiet.tick("13:20"), other.tick("13:20")) == ([], ["page"])


def test_the_next_session_of_one_group_is_nothing_to_what_another_had_open_before() -> None:
    both = TwoGroups("10:42", Way.BEFORE_LISTED, without_lunch(OFFICE))
    for moment in ("12:15", "13:15", "13:20", "15:44:59"):
        both.tick(moment)
    assert both.closed == [TEACHING]


def test_the_grace_for_what_was_open_before_is_given_before_the_first_decision() -> None:
    day = day_at("10:42")
    day.has(live(Way.BEFORE_LISTED))
    day.boundary.observe(day.situation, at("13:16"))  # the machine slept over lunch
    assert day.situation.circumstances(ANNE, FACEBOOK, at("13:16")).free
    assert not day.situation.circumstances(ANNE, FACEBOOK, at("13:20")).free
