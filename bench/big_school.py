"""A school with twenty staff groups and five years of exceptions, to see what its calendar costs."""

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from school_policy.calendar import BankHoliday, Calendar, Change, Closure, DateRange, Inset, Opening, Region, Term
from school_policy.policy import Group
from school_policy.timetable import NO_WORK, Break, Day, TimeRange, Week, sessions_around
from school_policy.vocabulary import GroupId

ZONE = ZoneInfo("Europe/London")
GROUPS, FIRST_YEAR, YEARS = 20, 2026, 5
FIRST, LAST = dt.date(FIRST_YEAR, 9, 1), dt.date(FIRST_YEAR + YEARS, 8, 31)
SUMMER_HOLIDAYS = dt.date(FIRST_YEAR + 1, 7, 24)
"""Their first whole day: nothing is further from the next boundary."""

_INSETS = ((9, 1), (11, 27), (1, 5), (4, 13), (6, 28))
_CHANGES = ((10, 14), (11, 11), (12, 16), (2, 10), (3, 17), (5, 12), (6, 16), (7, 7))
_CLOSURES = ((12, 7), (1, 21), (3, 2))
_BANK_HOLIDAYS = ((12, 25), (12, 26), (1, 1), (4, 2), (4, 5), (5, 3), (5, 31), (8, 30))


def some_groups() -> tuple[Group, ...]:
    """Return the groups: each has other hours, every second one a two-week timetable, every third holiday work."""
    return tuple(
        Group(
            id=GroupId(f"group-{number}"),
            name=f"Group {number}",
            week=_week(number),
            week_b=_week(number + 3) if number % 2 else None,
            holiday_week=_week(number, days=2) if number % 3 == 0 else NO_WORK,
        )
        for number in range(GROUPS)
    )


def some_calendar() -> Calendar:
    """Return the calendar: each year three terms with their half-terms, and 25 exceptions.

    They are five INSET days, eight changes, three closures, eight bank holidays, and one of those at work.
    """
    years = range(FIRST_YEAR, FIRST_YEAR + YEARS)
    return Calendar(
        region=Region.ENGLAND,
        week_a=dt.date(FIRST_YEAR, 9, 7),
        terms=tuple(term for year in years for term in _terms(year)),
        insets=tuple(
            Inset(day=day, reason="INSET", groups=_some(number), plan=_day(number))
            for number, day in enumerate(_dates(_INSETS))
        ),
        closures=tuple(
            Closure(first=day, last=day + dt.timedelta(days=1), reason="snow") for day in _dates(_CLOSURES)
        ),
        changes=tuple(
            Change(day=day, reason="Parents' evening", groups=_some(number), plan=_day(number))
            for number, day in enumerate(_dates(_CHANGES))
        ),
        openings=tuple(Opening(day=day, reason="Moved") for day in _dates(((5, 3),))),
        bank_holidays=tuple(BankHoliday(day=day, name="Bank holiday") for day in _dates(_BANK_HOLIDAYS)),
    )


def _terms(year: int) -> Iterator[Term]:
    for name, first, last, half_term in (
        ("Autumn term", dt.date(year, 9, 2), dt.date(year, 12, 18), dt.date(year, 10, 26)),
        ("Spring term", dt.date(year + 1, 1, 6), dt.date(year + 1, 3, 26), dt.date(year + 1, 2, 15)),
        ("Summer term", dt.date(year + 1, 4, 14), dt.date(year + 1, 7, 23), dt.date(year + 1, 5, 31)),
    ):
        days = DateRange(first=half_term, last=half_term + dt.timedelta(days=4))
        yield Term(name=f"{name} {first.year}", first=first, last=last, half_term=days)


def _dates(days: tuple[tuple[int, int], ...]) -> Iterator[dt.date]:
    """Yield days (month, day) of each school year."""
    for year in range(FIRST_YEAR, FIRST_YEAR + YEARS):
        for month, day in days:
            yield dt.date(year + (month < FIRST.month), month, day)


def _some(number: int) -> tuple[GroupId, ...]:
    """Return whom an entry concerns: all, or every third group."""
    if number % 2:
        return ()
    return tuple(GroupId(f"group-{one}") for one in range(number % 3, GROUPS, 3))


def _week(number: int, days: int = 5) -> Week:
    one, two, three, four, five = (_day(number + day) if day < days else Day() for day in range(5))
    return one, two, three, four, five, Day(), Day()


def _day(number: int) -> Day:
    late = number % 5 * 10
    work = TimeRange(dt.time(7, late), dt.time(15 + number % 3, late))
    pauses = [TimeRange(dt.time(10, late), dt.time(10, late + 5)), TimeRange(dt.time(12, late), dt.time(13, late))]
    return Day(
        sessions=sessions_around(work, pauses),
        breaks=tuple(Break(name=name, time=time) for name, time in zip(("Tea", "Lunch"), pauses, strict=True)),
    )
