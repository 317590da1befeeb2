import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from school_policy.grant import ALLOWANCE, GRACE, STEPPED_ASIDE, Allowance, Grace, Grant, give_grant
from school_policy.timetable import Break, Day, Week, parse_time_range, sessions_around
from school_policy.vocabulary import Choice
from tests.school_policy.wall_clock import MOMENTS, WEEKS, Moment, weekly

LONDON = ZoneInfo("Europe/London")
LUNCH = parse_time_range("12:15-13:15")
TEACHING = Day(
    sessions=sessions_around(parse_time_range("08:30-15:45"), [LUNCH]), breaks=(Break(name="Lunch", time=LUNCH),)
)
WEEK: Week = (TEACHING, TEACHING, TEACHING, TEACHING, TEACHING, Day(), Day())
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
QUARTER_OF_AN_HOUR = dt.timedelta(minutes=15)


@pytest.mark.parametrize(
    ("choice", "now", "end"),
    [
        pytest.param(Choice.WORK, "2026-11-23T10:42", "2026-11-23T15:45", id="work: the day's work, across lunch"),
        pytest.param(Choice.WORK, "2026-11-23T15:44", "2026-11-23T15:45", id="work: its last minute"),
        pytest.param(Choice.WORK, "2026-11-23T15:45", "2026-11-24T00:00", id="work: chosen when work is over"),
        pytest.param(Choice.WORK, "2026-11-21T10:42", "2026-11-22T00:00", id="work: on a Saturday"),
        pytest.param(Choice.CHANNEL, "2026-11-23T10:42", "2026-11-23T15:45", id="channel: as work"),
        pytest.param(Choice.CHANNEL, "2026-11-23T16:00", "2026-11-24T00:00", id="channel: when work is over"),
        pytest.param(Choice.OWN_TIME, "2026-11-23T10:42", "2026-11-23T10:57", id="own time: a quarter of an hour"),
        pytest.param(Choice.OWN_TIME, "2026-11-23T12:10", "2026-11-23T12:25", id="own time: across a boundary"),
        pytest.param(Choice.OWN_TIME, "2026-11-23T23:50", "2026-11-24T00:05", id="own time: across midnight"),
        pytest.param(Choice.WRONGLY_LISTED, "2026-11-23T10:42", "2026-11-24T00:00", id="wrongly listed: midnight"),
        pytest.param(Choice.WRONGLY_LISTED, "2026-07-06T10:42", "2026-07-07T00:00", id="midnight of the summer"),
    ],
)
def test_each_choice_lasts_as_the_policy_says(choice: Choice, now: str, end: str) -> None:
    chosen = dt.datetime.fromisoformat(now).replace(tzinfo=LONDON)

    grant = give_grant(choice, chosen, weekly(WEEK, LONDON), QUARTER_OF_AN_HOUR)

    assert f"{grant.end.astimezone(LONDON):%Y-%m-%dT%H:%M}" == end
    assert grant.start == chosen
    assert grant.choice is choice


@given(st.sampled_from(Choice), WEEKS, MOMENTS)
@settings(max_examples=60)
def test_a_grant_begins_at_once_and_ends_that_day_or_after_the_minutes_of_own_time(
    choice: Choice, week: Week, moment: Moment
) -> None:
    zone, now = moment
    grant = give_grant(choice, now, weekly(week, zone), QUARTER_OF_AN_HOUR)

    assert grant.is_live(now)
    assert not grant.is_live(grant.end)
    if choice is Choice.OWN_TIME:
        assert grant.end.astimezone(dt.UTC) - now.astimezone(dt.UTC) == QUARTER_OF_AN_HOUR
    else:
        assert (grant.end - dt.timedelta(microseconds=1)).astimezone(zone).date() == now.date()


@pytest.mark.parametrize(
    ("what", "lasts"),
    [
        pytest.param(
            Grant(choice=Choice.WORK, start=NOON, end=NOON + QUARTER_OF_AN_HOUR), QUARTER_OF_AN_HOUR, id="a grant"
        ),
        pytest.param(Grace(start=NOON, end=NOON + GRACE), dt.timedelta(minutes=5), id="a grace"),
        pytest.param(Allowance(end=NOON + ALLOWANCE), dt.timedelta(seconds=2), id="an allowance"),
    ],
)
def test_it_is_live_from_its_first_instant_until_its_end(
    what: Grant | Grace | Allowance, lasts: dt.timedelta
) -> None:
    instant = dt.timedelta(microseconds=1)

    assert what.is_live(NOON)
    assert what.is_live(NOON + lasts - instant)
    assert not what.is_live(NOON + lasts)
    assert not what.is_live(NOON - instant), "the clock was set back"
    assert not what.is_live(NOON - dt.timedelta(days=1)), "the clock was set back by a day"


def test_a_connection_that_stepped_aside_lives_a_minute() -> None:
    assert dt.timedelta(minutes=1) == STEPPED_ASIDE
