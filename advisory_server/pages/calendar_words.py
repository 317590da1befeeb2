"""The whole of the school's calendar in words, for the IT admin: what is over, and what has no effect, too."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from advisory_server.pages.date_words import date_words, days_words
from advisory_server.pages.year_words import YearLine, whose
from school_policy.calendar import Calendar, Region
from school_policy.policy import EVERY_PLATFORM, Policy

_DAY = dt.timedelta(days=1)
_REGIONS = {
    Region.ENGLAND: "England",
    Region.WALES: "Wales",
    Region.SCOTLAND: "Scotland",
    Region.NORTHERN_IRELAND: "Northern Ireland",
    Region.NONE: "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietRow:
    """A platform that a group is never reminded about."""

    group: str
    platform: str
    reason: str
    review_on: str


def term_lines(calendar: Calendar) -> tuple[YearLine, ...]:
    """Return terms, half-terms and the holidays between the terms, in the order of their days."""
    terms = sorted(calendar.terms, key=lambda term: term.first)
    lines = [(term.first, term.name, days_words(term.first, term.last)) for term in terms]
    halves = [(term.name, term.half_term) for term in terms if term.half_term]
    lines += [(half.first, f"Half-term of {name}", days_words(half.first, half.last)) for name, half in halves]
    for term, after in pairwise(terms):
        first, last = term.last + _DAY, after.first - _DAY
        if first <= last:
            lines.append((first, "Holidays", days_words(first, last)))
    return tuple(YearLine(name=name, words=words) for _, name, words in sorted(lines))


def single_days(policy: Policy) -> tuple[YearLine, ...]:
    """Return every entry for a day or a few, by its days."""
    return tuple(
        YearLine(name=days_words(first, last), words=words) for first, last, words in sorted(_entries(policy))
    )


def bank_holiday_lines(calendar: Calendar) -> tuple[YearLine, ...]:
    """Return the bank holidays that were worked out, in order."""
    holidays = sorted(calendar.bank_holidays, key=lambda holiday: holiday.day)
    return tuple(YearLine(name=date_words(holiday.day), words=holiday.name) for holiday in holidays)


def region_words(calendar: Calendar) -> str:
    """Return the nation whose bank holidays the school keeps; nothing where it keeps none."""
    return _REGIONS[calendar.region]


def quiet_rows(policy: Policy) -> tuple[QuietRow, ...]:
    """Return every quiet entry with its review date, in the order of the settings."""
    names = {platform.id: platform.name for platform in policy.platforms} | {EVERY_PLATFORM: "Every platform"}
    return tuple(
        QuietRow(
            group=group.name,
            platform=names.get(quiet.platform, quiet.platform),
            reason=quiet.reason,
            review_on=date_words(quiet.review_on),
        )
        for group in policy.groups
        for quiet in group.quiet
    )


def _entries(policy: Policy) -> Iterator[tuple[dt.date, dt.date, str]]:
    calendar = policy.calendar
    for inset in calendar.insets:
        yield inset.day, inset.day, f"INSET day: {inset.reason}{whose(policy, inset.groups)}"
    for closure in calendar.closures:
        yield closure.first, closure.last, f"Closed: {closure.reason}"
    for change in calendar.changes:
        yield change.day, change.day, f"Another plan: {change.reason}{whose(policy, change.groups)}"
    for opening in calendar.openings:
        yield opening.day, opening.day, f"Open on a bank holiday: {opening.reason}"
