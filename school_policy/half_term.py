"""Half-terms as periods that figures are for: worked out from the school's calendar alone, the same everywhere.

A term with a half-term holiday makes two of them, up to the holiday and after it; a term without one makes one.
Days outside of the terms, and the holiday itself, are in none; a calendar without terms has none at all. A
half-term is named by its first day.
"""

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import msgspec

from school_policy.calendar import Calendar, Term
from school_policy.period import next_week, week_is_released, week_of

_DAY = dt.timedelta(days=1)
_TO_WEDNESDAY = dt.timedelta(days=2)


class HalfTerm(msgspec.Struct, frozen=True, kw_only=True, order=True, forbid_unknown_fields=True):
    """Days in a row, both ends among them."""

    first: dt.date
    """What it is named by."""
    last: dt.date

    def holds(self, day: dt.date) -> bool:
        """Tell whether the day is one of them."""
        return self.first <= day <= self.last

    def overlaps(self, first: dt.date, last: dt.date) -> bool:
        """Tell whether it has a day in common with those from one to another."""
        return self.first <= last and first <= self.last

    def weeks(self) -> tuple[dt.date, ...]:
        """Return the Mondays of its weeks: those with most of their working days in it, so with their Wednesday.

        A week is so of one half-term at most, even where the holiday between two is shorter than a week.
        """
        return tuple(week for week in self._touched() if self.holds(week + _TO_WEDNESDAY))

    def _touched(self) -> Iterator[dt.date]:
        week = week_of(self.first)
        while week <= self.last:
            yield week
            week = next_week(week)


def half_terms_of(calendar: Calendar) -> tuple[HalfTerm, ...]:
    """Return the half-terms of a calendar, the earliest first; no two share a day."""
    found: list[HalfTerm] = []
    for half_term in sorted(part for term in calendar.terms for part in _parts(term)):
        if not found or half_term.first > found[-1].last:
            found.append(half_term)
    return tuple(found)


def half_term_is_released(half_term: HalfTerm, zone: ZoneInfo) -> dt.datetime:
    """Return when its figures are released: Monday 06:00 after its last week, in the school's zone; in UTC."""
    return week_is_released(week_of(half_term.last), zone)


def _parts(term: Term) -> Iterator[HalfTerm]:
    holiday = term.half_term
    bounds = [(term.first, term.last)]
    if holiday is not None:
        before, after = holiday.first - _DAY, holiday.last + _DAY
        bounds = [(term.first, min(before, term.last)), (max(after, term.first), term.last)]
    yield from (HalfTerm(first=first, last=last) for first, last in bounds if first <= last)
