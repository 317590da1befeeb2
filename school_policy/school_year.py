"""What each day is to the school as a whole, and which week of two it lies in."""

import datetime as dt
from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import Literal

from school_policy.calendar import Calendar, Closure, Term
from school_policy.period import next_week, week_of

WeekLetter = Literal["A", "B"]

_WEEK = dt.timedelta(days=7)
_SCHOOL_DAYS = 5  # Monday to Friday


class DayKind(StrEnum):
    """What a day is to the school as a whole; of several, the first in this order that holds."""

    CLOSED = "closed"
    INSET = "inset"
    BANK_HOLIDAY = "bank holiday"
    HALF_TERM = "half-term"
    HOLIDAY = "holiday"
    TERM = "term"


class SchoolYear:
    """A calendar, ready to be asked about any day. Without terms every day is one of a term.

    An INSET day of some groups only is no INSET day of the school: the others have an ordinary day.
    """

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._terms = sorted(calendar.terms, key=lambda term: term.first)
        self._insets = {inset.day: f"INSET day: {inset.reason}" for inset in calendar.insets if not inset.groups}
        self._openings = {opening.day: opening.reason for opening in calendar.openings}
        self._bank_holidays = {holiday.day: holiday.name for holiday in calendar.bank_holidays}

    @cached_property
    def first(self) -> dt.date | None:
        """The earliest day that the calendar names, None where it names none."""
        return min(self._named_days(), default=None)

    @cached_property
    def last(self) -> dt.date | None:
        """The latest day that the calendar names, None where it names none."""
        return max(self._named_days(), default=None)

    def kind(self, day: dt.date) -> DayKind:
        """Return what the day is."""
        if self.closure(day) is not None:
            return DayKind.CLOSED
        if day in self._insets:
            return DayKind.INSET
        return self.kind_without_entries(day)

    def kind_without_entries(self, day: dt.date) -> DayKind:
        """Return what the day would be if there were neither closures nor INSET days."""
        if day in self._bank_holidays and day not in self._openings:
            return DayKind.BANK_HOLIDAY
        term = self.term(day)
        if term is None:
            return DayKind.HOLIDAY if self._terms else DayKind.TERM
        return DayKind.HALF_TERM if term.half_term is not None and term.half_term.holds(day) else DayKind.TERM

    def reason(self, day: dt.date) -> str:
        """Say why the day is no ordinary day of term; nothing where it is one."""
        return self.reason_of(self.kind(day), day)

    def reason_of(self, kind: DayKind, day: dt.date) -> str:
        """Say why the day is no ordinary day of term, where it is of this kind."""
        match kind:
            case DayKind.CLOSED:
                closure = self.closure(day)
                return f"closed: {closure.reason}" if closure else ""
            case DayKind.INSET:
                return self._insets[day]
            case DayKind.BANK_HOLIDAY:
                return self._bank_holidays[day]
            case DayKind.HALF_TERM:
                return "half-term"
            case DayKind.HOLIDAY:
                return self._holiday(day)
            case DayKind.TERM:
                return self._openings.get(day, "") if day in self._bank_holidays else ""

    def term(self, day: dt.date) -> Term | None:
        """Return the term that the day lies in, if any."""
        return next((term for term in self._terms if term.holds(day)), None)

    def closure(self, day: dt.date) -> Closure | None:
        """Return the closure that the day lies in, if any."""
        return next((closure for closure in self._calendar.closures if closure.holds(day)), None)

    def is_school_day(self, day: dt.date) -> bool:
        """Tell whether there are lessons: a Monday to Friday of a term, with none of the exceptions."""
        return day.weekday() < _SCHOOL_DAYS and self.kind(day) is DayKind.TERM

    def week_letter(self, day: dt.date) -> WeekLetter:
        """Return which week of two the day lies in, counted from the calendar's `week_a`.

        Whole weeks without a school day are not counted: the last week before a holiday and the first one
        after it have different letters. A week that is not counted has the letter of the next one that is.
        """
        anchor = week_of(self._calendar.week_a) if self._calendar.week_a else self._before
        week = week_of(day)
        return "A" if (self._counted_before(week) - self._counted_before(anchor)) % 2 == 0 else "B"

    def _holiday(self, day: dt.date) -> str:
        if day < self._terms[0].first:
            return f"before {self._terms[0].name}"
        for before, after in pairwise(self._terms):
            if before.last < day < after.first:
                return f"holidays after {before.name}"
        return "the terms are over"

    def _named_days(self) -> Iterator[dt.date]:
        calendar = self._calendar
        for term in calendar.terms:
            yield from (term.first, term.last)
        for closure in calendar.closures:
            yield from (closure.first, closure.last)
        yield from (inset.day for inset in calendar.insets)
        yield from (change.day for change in calendar.changes)
        yield from (holiday.day for holiday in calendar.bank_holidays)

    @cached_property
    def _before(self) -> dt.date:
        """The Monday of the first week that the calendar names a day of (any, where it names none)."""
        return week_of(self.first or dt.date(2001, 1, 1))

    @cached_property
    def _counts(self) -> list[int]:
        """How many weeks count before each week from `_before` to the one after the last."""
        counts, week = [0], self._before
        while self.last is not None and week <= self.last:
            counts.append(counts[-1] + self._counts_as_week(week))
            week = next_week(week)
        return counts

    def _counts_as_week(self, week: dt.date) -> bool:
        return any(self.is_school_day(week + dt.timedelta(days=number)) for number in range(_SCHOOL_DAYS))

    def _counted_before(self, week: dt.date) -> int:
        """Count the weeks with a school day from `_before` to a week (negative where that comes earlier)."""
        position = (week - self._before) // _WEEK
        within = min(max(position, 0), len(self._counts) - 1)
        outside = 0 if self._terms else position - within  # outside the calendar there are no terms
        return self._counts[within] + outside
