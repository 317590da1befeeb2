"""Instants that lie far from every boundary: found rightly, and without a look at every day between."""

import datetime as dt

import pytest

from school_policy.calendar import Closure
from school_policy.group_calendar import GroupCalendar
from school_policy.own_time import stretch_at
from school_policy.school_year import SchoolYear
from tests.school_policy.test_group_calendar import LONDON, SETTINGS, at, calendar_of


@pytest.mark.parametrize("group", ["teaching", "job-share"])
@pytest.mark.parametrize(
    ("year", "near"),
    [pytest.param(1970, "2026-07-01T10:42", id="long before"), pytest.param(2090, "2027-12-01T10:42", id="after")],
)
def test_a_clock_that_is_decades_wrong_finds_what_one_outside_the_calendar_finds(
    group: str, year: int, near: str
) -> None:
    far = at(near).replace(year=year)

    assert stretch_at(calendar_of(group), far) == stretch_at(calendar_of(group), at(near))


class CountingYear(SchoolYear):
    """Counts how many days it is asked about."""

    days = 0

    def closure(self, day: dt.date) -> Closure | None:
        self.days += 1
        return super().closure(day)


@pytest.mark.parametrize("now", ["1970-01-01T00:00", "2090-07-01T10:42"])
def test_a_clock_that_is_decades_wrong_looks_at_no_more_than_the_calendars_own_days(now: str) -> None:
    year = CountingYear(SETTINGS.calendar)
    stretch_at(GroupCalendar(SETTINGS.groups[0], SETTINGS.calendar, LONDON, year=year), at(now))

    assert 0 < year.days < 2_000


def test_the_stretch_is_the_same_wherever_in_it_the_instant_lies() -> None:
    calendar = calendar_of("teaching")
    summer = {stretch_at(calendar, at(f"2027-0{month}-24T10:42")) for month in (7, 8, 9)}
    christmas = {stretch_at(calendar_of("teaching"), at(f"2026-12-{day}T10:42")) for day in range(19, 32)}

    assert len(summer) == len(christmas) == 1
