"""The school's year in words: the terms, and the days on which work is other than usual."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from advisory_server.pages.date_words import day_words, days_words
from school_policy.calendar import Calendar
from school_policy.policy import Policy
from school_policy.school_year import DayKind, SchoolYear
from school_policy.vocabulary import GroupId

_YEAR = dt.timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class YearLine:
    """A term, or one day: "Autumn term", "2 September to 18 December 2026; half-term 26 October to 30 October"."""

    name: str
    words: str


def year_lines(policy: Policy, today: dt.date) -> tuple[YearLine, ...]:
    """Return the terms that are not over, then the days to come that are other than usual, by their dates."""
    days = sorted(
        (day, last, words) for day, last, words in _other_days(policy) if today <= last and day <= today + _YEAR
    )
    return (
        *_terms(policy, today),
        *(YearLine(name=days_words(day, last), words=words) for day, last, words in days),
    )


def _terms(policy: Policy, today: dt.date) -> Iterator[YearLine]:
    for term in sorted(policy.calendar.terms, key=lambda term: term.first):
        if term.last >= today:
            half = term.half_term
            more = f"; half-term {day_words(half.first)} to {day_words(half.last)}" if half else ""
            yield YearLine(name=term.name, words=f"{days_words(term.first, term.last)}{more}")


def _other_days(policy: Policy) -> Iterator[tuple[dt.date, dt.date, str]]:
    """Yield first day, last day and words."""
    calendar, year = policy.calendar, SchoolYear(policy.calendar)
    for inset in calendar.insets:
        yield inset.day, inset.day, f"INSET day: {inset.reason}{whose(policy, inset.groups)}"
    for closure in calendar.closures:
        yield closure.first, closure.last, f"Closed: {closure.reason}"
    for change in calendar.changes:
        yield change.day, change.day, f"{change.reason}{whose(policy, change.groups)}"
    for opening in calendar.openings:
        yield opening.day, opening.day, f"Open: {opening.reason}"
    for holiday in calendar.bank_holidays:
        if _is_lesson_time(year, calendar, holiday.day) and year.kind(holiday.day) is DayKind.BANK_HOLIDAY:
            yield holiday.day, holiday.day, f"Bank holiday: {holiday.name}"


def _is_lesson_time(year: SchoolYear, calendar: Calendar, day: dt.date) -> bool:
    """Tell whether the day lies in a term and not in its half-term; in holidays a bank holiday is no news."""
    term = year.term(day)
    if term is None:
        return not calendar.terms
    return term.half_term is None or not term.half_term.holds(day)


def whose(policy: Policy, groups: tuple[GroupId, ...]) -> str:
    """Return the groups that an entry names, to stand after its words; nothing where it is for all."""
    names = [group.name for group in policy.groups if group.id in groups]
    return f" ({', '.join(names)})" if names else ""
