"""What in a school's calendar is not wrong but looks like a mistake."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from zoneinfo import ZoneInfo

from school_policy.calendar import Calendar
from school_policy.group_calendar import GroupCalendar
from school_policy.policy import Group, Settings
from school_policy.school_year import DayKind, SchoolYear
from school_policy.timetable import Day
from school_policy.vocabulary import GroupId

_EARLY = dt.timedelta(weeks=8)
"""How long before the terms run out it is said: there is a holiday and some of a term to find the new dates."""
_LONGEST_CLOSURE = dt.timedelta(days=60)

_NEW_TERMS = "add the terms that follow (owntime timetable import reads them from a calendar file)"
_ONE_OF_TWO = "keep one of the two"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to look at."""

    text: str
    about: str
    """The entry or the day: term "Spring", 2026-11-12, group "supply", week_a."""
    to_do: str
    """What to do in school.toml, where it is a mistake."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One entry for one day, as two of them are compared; no groups: all."""

    day: dt.date
    what: str
    groups: frozenset[GroupId]

    def meets(self, other: "_Entry") -> bool:
        whom = not self.groups or not other.groups or self.groups & other.groups
        return self.day == other.day and bool(whom)


def suspicious(settings: Settings, today: dt.date) -> tuple[Finding, ...]:
    """Return all that looks like a mistake; a compiled policy knows its bank holidays, mere settings do not."""
    calendar, groups = settings.calendar, settings.groups
    return (
        *_terms(calendar, today),
        *_groups(calendar, groups),
        *_two_weeks(calendar, groups),
        *_closures(calendar),
        *_double_days(calendar),
        *_without_effect(calendar, groups),
    )


def _terms(calendar: Calendar, today: dt.date) -> Iterator[Finding]:
    for term in calendar.terms:
        if term.half_term is None:
            to_do = "add half_term = { first = …, last = … } if it has one"
            yield Finding(text=f"{term.name} has no half-term", about=f'term "{term.name}"', to_do=to_do)
    if not calendar.terms:
        if calendar != Calendar(bank_holidays=calendar.bank_holidays):
            text = "there are no terms: the weekly timetables hold all year"
            to_do = "add the terms (owntime timetable import reads them from a calendar file)"
            yield Finding(text=text, about="calendar", to_do=to_do)
        return
    last = max(calendar.terms, key=lambda term: term.last)
    if last.last < today:
        yield Finding(
            text=f"the terms are over since {_said(last.last)}: who has no holiday timetable has own time all day",
            about=f'term "{last.name}"',
            to_do=_NEW_TERMS,
        )
    elif last.last - today <= _EARLY:
        text = f"the last term ends on {_said(last.last)}, and none follows"
        yield Finding(text=text, about=f'term "{last.name}"', to_do=_NEW_TERMS)


def _groups(calendar: Calendar, groups: Sequence[Group]) -> Iterator[Finding]:
    for group in groups:
        about = f'group "{group.id}"'
        weeks = (*group.week, *(group.week_b or ()))
        if not any(day.sessions for day in (*weeks, *group.holiday_week)):
            text = f"{group.name} never works: there is no timetable"
            yield Finding(text=text, about=about, to_do="add [[group.timetable]], or take the group out")
        elif group.week_b is not None and not _works(group.week):
            text, to_do = f"{group.name} has no work in week A", 'add [[group.timetable]] with week = "A"'
            yield Finding(text=text, about=about, to_do=to_do)
        elif group.week_b is not None and not _works(group.week_b):
            text, to_do = f"{group.name} has no work in week B", 'add [[group.timetable]] with week = "B"'
            yield Finding(text=text, about=about, to_do=to_do)
        if _works(group.holiday_week) and not calendar.terms:
            text = f"{group.name} has a holiday timetable, but there are no terms"
            to_do = "add the terms, or take [[group.holiday_timetable]] out"
            yield Finding(text=text, about=about, to_do=to_do)


def _works(week: Sequence[Day]) -> bool:
    return any(day.sessions for day in week)


def _two_weeks(calendar: Calendar, groups: Sequence[Group]) -> Iterator[Finding]:
    if calendar.week_a is None:
        return
    if all(group.week_b is None for group in groups):
        to_do = 'give a [[group.timetable]] week = "A" or "B", or take week_a out'
        yield Finding(text="no group has a two-week timetable", about="week_a", to_do=to_do)
    year = SchoolYear(calendar)
    if not any(year.is_school_day(calendar.week_a + dt.timedelta(days=n)) for n in range(7)):
        text = f"the week of {_said(calendar.week_a)} has no school day"
        yield Finding(text=text, about="week_a", to_do="name the Monday of a week A that has school days")


def _closures(calendar: Calendar) -> Iterator[Finding]:
    for closure in calendar.closures:
        days = closure.last - closure.first + dt.timedelta(days=1)
        if days > _LONGEST_CLOSURE:
            text, to_do = f"closed for {days.days} days: {closure.reason}", "look at its first and last day"
            yield Finding(text=text, about=str(closure.first), to_do=to_do)


def _double_days(calendar: Calendar) -> Iterator[Finding]:
    entries = [
        *(
            _Entry(day=it.day, what=f"INSET day: {it.reason}", groups=frozenset(it.groups))
            for it in calendar.insets
        ),
        *(_Entry(day=it.day, what=f"change: {it.reason}", groups=frozenset(it.groups)) for it in calendar.changes),
        *(_Entry(day=it.day, what=f"open: {it.reason}", groups=frozenset()) for it in calendar.openings),
    ]
    for one, other in combinations(entries, 2):
        if one.meets(other):
            text = f"two entries for one day: {one.what}; {other.what}"
            yield Finding(text=text, about=str(one.day), to_do=_ONE_OF_TWO)
    for closure in calendar.closures:
        what = f"closed: {closure.reason}"
        for entry in entries:
            if closure.holds(entry.day):
                text = f"two entries for one day: {what}; {entry.what} (nobody works)"
                yield Finding(text=text, about=str(entry.day), to_do=_ONE_OF_TWO)
    for former, latter in combinations(calendar.closures, 2):
        first = max(former.first, latter.first)
        if first <= min(former.last, latter.last):
            text = f"two entries for one day: closed: {former.reason}; closed: {latter.reason}"
            yield Finding(text=text, about=str(first), to_do="make one of the two, or mend their days")


def _without_effect(calendar: Calendar, groups: Sequence[Group]) -> Iterator[Finding]:
    """Find what bank holidays make of changes and openings; without a compiled policy nobody knows."""
    if not calendar.bank_holidays:
        return
    year = SchoolYear(calendar)
    days = {holiday.day for holiday in calendar.bank_holidays}
    for opening in calendar.openings:
        if opening.day not in days:
            text = f"open: {opening.reason}: the day is no bank holiday"
            yield Finding(text=text, about=str(opening.day), to_do="mend its day, or take the entry out")
        elif year.kind_without_entries(opening.day) is not DayKind.TERM:
            text = f"open: {opening.reason}: the day is in no term anyway"
            yield Finding(text=text, about=str(opening.day), to_do="mend its day, or take the entry out")
    for change in calendar.changes:
        concerned = [group for group in groups if not change.groups or group.id in change.groups]
        plans = [GroupCalendar(group, calendar, ZoneInfo("UTC"), year=year).day(change.day) for group in concerned]
        if all(day.kind is DayKind.BANK_HOLIDAY for day in plans):
            text = f"change: {change.reason}: nobody works on a bank holiday ({year.reason(change.day)})"
            to_do = "add [[calendar.open]] for the day if the school is open, or take the change out"
            yield Finding(text=text, about=str(change.day), to_do=to_do)


def _said(day: dt.date) -> str:
    return f"{day.day} {day:%B} {day.year}"
