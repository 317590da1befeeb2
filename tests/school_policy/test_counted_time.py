"""In which parts of the day anything can be counted, against a look at the clock every five minutes."""

import datetime as dt
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from school_policy.calendar import Calendar, Closure
from school_policy.count_report import Band, band_of
from school_policy.counted_time import ALL_PARTS, Span, counted_parts
from school_policy.group_calendar import GroupCalendar
from school_policy.own_time import stretch_at
from school_policy.policy import EVERY_PLATFORM, Group, Notice, Quiet
from school_policy.timetable import Day, Week, parse_time_range
from school_policy.vocabulary import GroupId
from tests.school_policy.school_model import LONDON, STEP
from tests.school_policy.wall_clock import WEEKS

MONDAY = dt.date(2026, 11, 16)
TOLD = Notice(given_on=dt.date(2026, 9, 1))
QUIET = (Quiet(platform=EVERY_PLATFORM, reason="clips", review_on=MONDAY),)
SPRING, AUTUMN = dt.date(2026, 3, 23), dt.date(2026, 10, 19)
"""Weeks with a change of the clocks in them."""


def days(*works: str) -> Week:
    """Return a week with this work from Monday on."""
    planned = [Day(sessions=(parse_time_range(work),)) if work else Day() for work in works]
    monday, tuesday, wednesday, thursday, friday = [*planned, *[Day()] * (5 - len(planned))]
    return (monday, tuesday, wednesday, thursday, friday, Day(), Day())


def group(week: Week, *, quiet: bool = False) -> GroupCalendar:
    its = Group(id=GroupId("a"), name="A", week=week, quiet=QUIET if quiet else ())
    return GroupCalendar(its, Calendar(), LONDON)


def at(day: int, time: str) -> dt.datetime:
    return dt.datetime.combine(MONDAY + dt.timedelta(days=day), dt.time.fromisoformat(time), LONDON)


MORNINGS = days(*["08:30-12:00"] * 5)
WHOLE = days(*["08:30-15:30"] * 5)
FIRST_TWO = {Band.UNTIL_10, Band.FROM_10_TO_12}


@pytest.mark.parametrize(
    ("calendars", "notice", "pauses", "parts"),
    [
        pytest.param([group(WHOLE)], TOLD, [], ALL_PARTS, id="an ordinary week"),
        pytest.param([group(MORNINGS)], TOLD, [], FIRST_TWO, id="mornings alone"),
        pytest.param([group(days("", "14:00-15:00"))], TOLD, [], {Band.AFTER_14}, id="one part begins as it ends"),
        pytest.param(
            [group(MORNINGS), group(days("14:00-15:00"))], TOLD, [], {*FIRST_TWO, Band.AFTER_14}, id="two groups"
        ),
        pytest.param(
            [group(MORNINGS), group(WHOLE, quiet=True)], TOLD, [], FIRST_TWO, id="a group never reminded"
        ),
        pytest.param([group(days())], TOLD, [], set(), id="nobody works"),
        pytest.param([], TOLD, [], ALL_PARTS, id="no groups"),
        pytest.param([], Notice(), [], set(), id="no groups, and nobody told"),
        pytest.param([group(WHOLE)], Notice(), [], set(), id="nobody told"),
        pytest.param(
            [group(days("08:30-15:30", "08:30-12:00"))],
            Notice(given_on=MONDAY + dt.timedelta(days=1)),
            [],
            FIRST_TWO,
            id="told on the second day",
        ),
        pytest.param(
            [group(WHOLE)], Notice(given_on=MONDAY + dt.timedelta(days=5)), [], set(), id="told on Saturday"
        ),
        pytest.param(
            [group(days("09:00-15:00"))], TOLD, [(at(0, "07:00"), at(1, "00:00"))], set(), id="a day of pause"
        ),
        pytest.param(
            [group(days("09:00-15:00"))], TOLD, [(at(0, "12:00"), at(1, "00:00"))], FIRST_TWO, id="paused at noon"
        ),
        pytest.param(
            [group(days("09:00-10:00"))],
            TOLD,
            [(at(0, "09:30"), at(0, "10:00")), (at(0, "08:00"), at(0, "09:30"))],
            set(),
            id="two pauses, the later one first",
        ),
        pytest.param(
            [group(days("09:00-10:00"))],
            TOLD,
            [(at(0, "08:00"), at(0, "09:30")), (at(0, "09:31"), at(0, "10:00"))],
            {Band.UNTIL_10},
            id="a minute between two pauses",
        ),
    ],
)
def test_parts_in_which_something_can_be_counted(
    calendars: Sequence[GroupCalendar], notice: Notice, pauses: Sequence[Span], parts: set[Band]
) -> None:
    assert counted_parts(calendars, notice, MONDAY, pauses) == parts


def test_a_week_in_which_the_school_is_closed_has_none() -> None:
    closed = Calendar(closures=(Closure(first=MONDAY, last=MONDAY + dt.timedelta(days=4), reason="snow"),))
    calendar = GroupCalendar(Group(id=GroupId("a"), name="A", week=WHOLE), closed, LONDON)

    assert counted_parts([calendar], TOLD, MONDAY) == set()
    assert counted_parts([calendar], TOLD, MONDAY + dt.timedelta(days=7)) == ALL_PARTS


@st.composite
def pauses_in(draw: st.DrawFn, week: dt.date) -> list[Span]:
    start = dt.datetime.combine(week, dt.time(), dt.UTC)
    steps = st.lists(st.integers(0, 7 * 24 * 12), max_size=4).map(sorted)
    moments = [start + step * STEP for step in draw(steps)]
    return [(begun, over) for begun, over in zip(moments[::2], moments[1::2], strict=False) if begun < over]


@settings(max_examples=20)
@given(
    data=st.data(),
    weeks=st.lists(WEEKS, min_size=1, max_size=2),
    week=st.sampled_from([MONDAY, SPRING, AUTUMN]),
    told=st.integers(-1, 7),
)
def test_it_is_what_a_look_every_five_minutes_finds(
    data: st.DataObject, weeks: list[Week], week: dt.date, told: int
) -> None:
    calendars = [group(its) for its in weeks]
    pauses = data.draw(pauses_in(week))
    given_on = week + dt.timedelta(days=told)

    found = set[Band]()
    look = dt.datetime.combine(week, dt.time(), LONDON).astimezone(dt.UTC)
    end = dt.datetime.combine(week + dt.timedelta(days=7), dt.time(), LONDON).astimezone(dt.UTC)
    while look < end:
        local = look.astimezone(LONDON)
        paused = any(begun <= look < over for begun, over in pauses)
        if local.date() >= given_on and not paused and any(stretch_at(it, look).working for it in calendars):
            found.add(band_of(local))
        look += STEP

    assert counted_parts(calendars, Notice(given_on=given_on), week, pauses) == found
