"""A group's time in the school's calendar against the slow model, and what the model must find by itself."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct, structs

from school_policy.calendar import Calendar, Closure, DateRange, Region
from school_policy.group_calendar import GroupCalendar
from school_policy.own_time import local_midnight, next_own_time, stretch_at, working_day_end
from school_policy.stretch import Stretch
from school_policy.timetable import Day, parse_time_range
from tests.school_policy.school_model import FIRST, HOLIDAYS, LONDON, MODELS, THIS, Model
from tests.school_policy.test_settings import SAMPLE, read
from tests.school_policy.wall_clock import Run

A_MICROSECOND = dt.timedelta(microseconds=1)
SNOW = Closure(first=dt.date(2027, 1, 28), last=dt.date(2027, 1, 29), reason="snow")
WINDOWS = [
    pytest.param("2026-10-09", 30, id="across half-term and the night when clocks go back"),
    pytest.param("2027-03-19", 30, id="across Easter and the night when clocks go on"),
    pytest.param("2026-12-14", 40, id="across Christmas"),
    pytest.param("2027-07-01", 80, id="across the summer"),
]


def midnight(day: str | dt.date) -> dt.datetime:
    return dt.datetime.fromisoformat(str(day)).replace(tzinfo=LONDON).astimezone(dt.UTC)


def local_date(instant: dt.datetime | None) -> dt.date | None:
    return None if instant is None else instant.astimezone(LONDON).date()


def facts(stretch: Stretch) -> tuple[bool, str, dt.datetime | None, dt.datetime | None]:
    return stretch.working, stretch.name, stretch.start, stretch.end


def wanted(run: Run) -> tuple[bool, str, dt.datetime, dt.datetime]:
    return run.working, run.name, run.start, run.end


def assert_every_instant_is_in_one_stretch(calendar: GroupCalendar, runs: list[Run]) -> None:
    for run in runs:
        for instant in (run.start, run.start + (run.end - run.start) / 3, run.end - A_MICROSECOND):
            assert facts(stretch_at(calendar, instant)) == wanted(run)


def assert_own_time_is_next(calendar: GroupCalendar, runs: list[Run]) -> None:
    for run, after in pairwise(runs):
        later = after if not after.working else None
        found = next_own_time(calendar, run.start)
        if later is not None:
            assert found is not None
            assert facts(found) == wanted(later)
        else:
            assert found is None or (found.start is not None and found.start >= after.end)


def assert_the_working_day_ends(calendar: GroupCalendar, runs: list[Run]) -> None:
    working = [run for run in runs if run.working]
    for run in runs:
        its_midnight = local_midnight(LONDON, run.start)
        if its_midnight > runs[-1].end:  # what comes on that day was not walked to its end
            break
        ends = [each.end for each in working if run.start < each.end and each.start < its_midnight]
        assert working_day_end(calendar, run.start) == (ends[-1] if ends else its_midnight)


@pytest.mark.trust("I19")
@pytest.mark.parametrize(("first", "days"), WINDOWS)
@given(model=MODELS)
@settings(max_examples=12)
def test_the_stretches_are_those_that_the_clock_on_the_wall_shows(model: Model, first: str, days: int) -> None:
    start = midnight(first)
    runs = model.walk(start, start + dt.timedelta(days=days))[1:-1]
    calendar = GroupCalendar(model.group, model.calendar, LONDON)

    assert_every_instant_is_in_one_stretch(calendar, runs)
    assert_own_time_is_next(calendar, runs)
    assert_the_working_day_ends(calendar, runs)


@given(model=MODELS, offset=st.integers(-300, 700))
@settings(max_examples=8)
def test_a_boundary_is_found_however_far_away(model: Model, offset: int) -> None:
    """Days are enough here: on which one is the next session or break, and on which was the last?"""
    today = FIRST + dt.timedelta(days=offset)
    around = [today + dt.timedelta(days=n) for n in range(-1100, 800)]  # all that the calendar names and more
    busy = [day for day in around if model.plan(day) != Day()]
    before, after = [day for day in busy if day < today], [day for day in busy if day > today]

    found = stretch_at(
        GroupCalendar(model.group, model.calendar, LONDON), midnight(today) + dt.timedelta(hours=12)
    )

    if today not in busy:
        assert found.name == "out of hours"
        assert local_date(found.end) in {*after[:2], None if not after else after[0]}, (
            "a clock change may swallow the first"
        )
        assert local_date(found.start) in {*before[-2:], None if not before else before[-1]}


def ten_years(region: Region) -> Calendar:
    """The sample school's year ten times over, each 52 weeks after the one before."""
    year = read(SAMPLE).calendar
    changes = [structs.replace(change, groups=(THIS,)) for change in year.changes]
    shifts = [dt.timedelta(weeks=52 * number) for number in range(10)]
    return Calendar(
        region=region,
        week_a=dt.date(2026, 9, 7),
        terms=tuple(moved(term, shift) for shift in shifts for term in year.terms),
        insets=tuple(moved(inset, shift) for shift in shifts for inset in year.insets),
        changes=tuple(moved(change, shift) for shift in shifts for change in changes),
        closures=tuple(moved(SNOW, shift) for shift in shifts[::3]),
        bank_holidays=HOLIDAYS[region],
    )


def moved[T: Struct](entry: T, shift: dt.timedelta) -> T:
    values = structs.asdict(entry).items()
    return structs.replace(entry, **{key: shifted(value, shift) for key, value in values})


def shifted(value: object, shift: dt.timedelta) -> object:
    if isinstance(value, DateRange):
        return moved(value, shift)
    return value + shift if isinstance(value, dt.date) else value


@pytest.mark.trust("I19")
@pytest.mark.exam
@pytest.mark.parametrize("region", [region for region in Region if region is not Region.NONE])
def test_ten_years_minute_by_minute(region: Region) -> None:
    teaching, office, site = read(SAMPLE).groups
    night = Day(sessions=(parse_time_range("00:30-01:30"), parse_time_range("01:45-03:00")))
    week_b = (*office.week[:6], night)  # a Sunday night, when clocks change
    group = structs.replace(teaching, id=THIS, week_b=week_b, holiday_week=(*site.week[:6], night))
    model = Model(group, ten_years(region))
    runs = model.walk(midnight("2026-09-01"), midnight("2036-09-01"), dt.timedelta(minutes=1))[1:-1]

    assert len(runs) > 5_000
    assert_every_instant_is_in_one_stretch(GroupCalendar(group, model.calendar, LONDON), runs)
