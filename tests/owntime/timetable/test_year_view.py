import datetime as dt
from zoneinfo import ZoneInfo

import msgspec
import pytest

from owntime.bank_holidays import bank_holidays
from owntime.timetable.year_days import Mark
from owntime.timetable.year_view import YearView
from school_policy.calendar import Calendar, Region
from school_policy.group_calendar import GroupCalendar
from school_policy.settings import read_settings
from tests.owntime.timetable.school import SCHOOL

SETTINGS = read_settings(SCHOOL, file="school.toml", platforms=None)
CALENDAR = msgspec.structs.replace(SETTINGS.calendar, bank_holidays=bank_holidays(Region.ENGLAND, (2026, 2027)))
NAMES = {group.id: group.name for group in SETTINGS.groups}
SCHOOLS_YEAR = YearView(CALENDAR, 2026, names=NAMES)


def of_group(name: str) -> YearView:
    group = next(group for group in SETTINGS.groups if group.id == name)
    return YearView(CALENDAR, 2026, group=GroupCalendar(group, CALENDAR, ZoneInfo("Europe/London")))


VIEWS = {"": SCHOOLS_YEAR} | {name: of_group(name) for name in ("teaching", "site", "supply")}


def mark(view: YearView, day: str) -> tuple[Mark, str]:
    (found,) = [one for one in view.days if one.date.isoformat() == day]
    return found.mark, found.reason


MARKS = [
    ("", "2026-09-03", Mark.WORK, ""),
    ("", "2026-09-05", Mark.WEEKEND, ""),
    ("", "2026-09-01", Mark.INSET, "planning"),
    ("", "2027-01-11", Mark.INSET, "phonics (Teaching staff)"),
    ("", "2026-10-26", Mark.HALF_TERM, "half-term"),
    ("", "2026-10-31", Mark.WEEKEND, ""),
    ("", "2026-11-12", Mark.CHANGE, "Parents' evening (Teaching staff)"),
    ("", "2026-11-26", Mark.CLOSED, "closed: no heating"),
    ("", "2026-11-28", Mark.WEEKEND, "closed: no heating"),
    ("", "2026-12-21", Mark.HOLIDAY, "holidays after Autumn term"),
    ("", "2026-12-25", Mark.BANK_HOLIDAY, "Christmas Day"),
    ("", "2026-12-26", Mark.BANK_HOLIDAY, "Boxing Day"),
    ("", "2027-05-03", Mark.CHANGE, "open for the village fair"),
    ("", "2027-08-30", Mark.BANK_HOLIDAY, "Late Summer Bank Holiday"),
    ("", "2027-08-31", Mark.HOLIDAY, "the terms are over"),
    ("teaching", "2026-11-12", Mark.CHANGE, "Parents' evening"),
    ("teaching", "2027-01-11", Mark.INSET, "phonics"),
    ("teaching", "2026-11-26", Mark.CLOSED, "closed: no heating"),
    ("teaching", "2026-11-28", Mark.WEEKEND, "closed: no heating"),
    ("teaching", "2027-05-03", Mark.CHANGE, "open for the village fair"),
    ("site", "2026-11-12", Mark.NOT_AT_WORK, "no work on Thursdays"),
    ("site", "2026-11-11", Mark.WORK, ""),
    ("site", "2026-10-26", Mark.HOLIDAY_WORK, "half-term"),
    ("site", "2026-10-27", Mark.HALF_TERM, "half-term"),
    ("site", "2027-01-11", Mark.WORK, ""),
    ("supply", "2026-09-07", Mark.WORK, "week A"),
    ("supply", "2026-09-14", Mark.NOT_AT_WORK, "no work on Mondays of week B"),
    ("supply", "2026-09-15", Mark.WORK, "week B"),
    ("supply", "2026-12-25", Mark.BANK_HOLIDAY, "Christmas Day"),
]


@pytest.mark.parametrize(
    ("whose", "day", "expected", "reason"), MARKS, ids=[f"{whose or 'school'} {day}" for whose, day, *_ in MARKS]
)
def test_a_day_is_marked_with_its_reason(whose: str, day: str, expected: Mark, reason: str) -> None:
    assert mark(VIEWS[whose], day) == (expected, reason)


def test_every_day_of_the_year_stands_in_one_month_and_under_its_weekday() -> None:
    cells = [
        (number, day)
        for month in SCHOOLS_YEAR.months
        for week in month.weeks
        for number, day in enumerate(week)
        if day
    ]
    assert [day.date for _, day in cells] == [
        dt.date(2026, 9, 1) + dt.timedelta(days=number) for number in range(365)
    ]
    assert all(day.date.weekday() == number for number, day in cells)
    assert all(len(week) == 7 for month in SCHOOLS_YEAR.months for week in month.weeks)


def test_days_in_a_row_are_one_entry_and_bank_holidays_do_not_part_them() -> None:
    december = [
        (one.days.first.isoformat(), one.days.last.isoformat(), one.reason)
        for one in SCHOOLS_YEAR.special
        if "2026-11-20" < one.days.first.isoformat() < "2027-01-12"
    ]
    assert december == [
        ("2026-11-26", "2026-11-30", "closed: no heating"),
        ("2026-12-21", "2027-01-04", "holidays after Autumn term"),
        ("2026-12-25", "2026-12-25", "Christmas Day"),
        ("2026-12-26", "2026-12-26", "Boxing Day"),
        ("2026-12-28", "2026-12-28", "Boxing Day (substitute day)"),
        ("2027-01-01", "2027-01-01", "New Year's Day"),
        ("2027-01-11", "2027-01-11", "phonics (Teaching staff)"),
    ]


def test_the_counts_are_of_all_days_and_of_lessons_by_term() -> None:
    assert sum(SCHOOLS_YEAR.counts.values()) == 365
    assert SCHOOLS_YEAR.counts[Mark.INSET] == 2
    # Weekdays of the term, less half-term and three days without heating.
    assert [(term.name, term.lessons) for term in SCHOOLS_YEAR.terms] == [
        ("Autumn term", 78 - 5 - 3),
        ("Spring term", 58 - 5),
        ("Summer term", 73 - 5),
    ]
    assert VIEWS["teaching"].terms[1].lessons == 58 - 5 - 1
    assert SCHOOLS_YEAR.work_days == 70 + 53 + 68 + 1


def test_scotlands_year_starts_in_august_and_without_terms_every_weekday_is_work() -> None:
    view = YearView(Calendar(region=Region.SCOTLAND), 2026)
    assert (view.first, view.last) == (dt.date(2026, 8, 1), dt.date(2027, 7, 31))
    assert set(view.counts) == {Mark.WORK, Mark.WEEKEND}
    assert (view.terms, view.special) == ((), ())


def test_every_mark_but_work_has_a_sign_of_its_own() -> None:
    signs = [mark.sign for mark in Mark]
    assert len(set(signs)) == len(signs)
    assert [mark for mark in Mark if not mark.sign] == [Mark.WORK]
