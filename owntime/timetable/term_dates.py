"""From the entries of a calendar to a school's terms. What fits nowhere is kept, with the reason."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from owntime.timetable.at_school import (
    AtSchool,
    Breaks,
    between,
    paired,
    united,
    weekday_after,
    weekday_before,
    without,
)
from owntime.timetable.ical_events import DatedEvent
from owntime.timetable.summary_meaning import Meaning, NotUnderstood, meaning_of
from school_policy.calendar import DateRange

SEASONS = ("Autumn", "Spring", "Summer")
_SATURDAY = 5
_YEAR_STARTS = (8, 1)
"""1 August: after the summer term everywhere, and before Scottish schools come back."""

_SUMMER_STARTS = (3, 26)
"""What begins earlier in the year is spring: no school comes back from Easter before this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundTerm:
    """A term, and where it comes from."""

    name: str
    first: dt.date
    last: dt.date
    half_term: DateRange | None
    other_breaks: tuple[DateRange, ...]
    """Further breaks within it, for which a term has no place."""
    sources: tuple[str, ...]
    """The summaries of the entries that say so; none: worked out from the holidays around it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """An entry that is not taken over, and why."""

    event: DatedEvent
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TermDates:
    """All that was found, each list in the order of its days."""

    terms: list[FoundTerm] = field(default_factory=list)
    insets: list[DatedEvent] = field(default_factory=list)
    closures: list[DatedEvent] = field(default_factory=list)
    bank_holidays: list[DatedEvent] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)


def find_term_dates(events: Iterable[DatedEvent]) -> TermDates:
    """Sort the entries (in the order of their days) out; none is lost."""
    by_meaning: dict[Meaning, list[DatedEvent]] = {meaning: [] for meaning in Meaning}
    left: list[Left] = []
    for event in events:
        match meaning_of(event):
            case NotUnderstood(reason=reason):
                left.append(Left(event=event, reason=reason))
            case meaning:
                by_meaning[meaning].append(event)
    terms = list(_terms(by_meaning, left))
    return TermDates(
        terms=terms,
        insets=[day for event in by_meaning[Meaning.INSET] for day in _single_days(event)],
        closures=by_meaning[Meaning.CLOSURE],
        bank_holidays=by_meaning[Meaning.BANK_HOLIDAY],
        left=sorted(left, key=lambda one: one.event),
    )


def of_school_year(found: TermDates, year: int) -> TermDates:
    """Return what begins in the school year that starts in the given year."""
    starts, ends = dt.date(year, *_YEAR_STARTS), dt.date(year + 1, *_YEAR_STARTS)
    return TermDates(
        terms=[term for term in found.terms if starts <= term.first < ends],
        insets=[event for event in found.insets if starts <= event.first < ends],
        closures=[event for event in found.closures if starts <= event.first < ends],
        bank_holidays=[event for event in found.bank_holidays if starts <= event.first < ends],
        left=[one for one in found.left if starts <= one.event.first < ends],
    )


def school_year_of(day: dt.date) -> int:
    """Return the year in which the school year of a day started."""
    return day.year if (day.month, day.day) >= _YEAR_STARTS else day.year - 1


def _single_days(event: DatedEvent) -> Iterator[DatedEvent]:
    """Yield an entry's days one by one, without the weekend in the middle of several."""
    day = event.first
    while day <= event.last:
        if day.weekday() < _SATURDAY or event.first == event.last:
            yield DatedEvent(first=day, last=day, summary=event.summary)
        day += dt.timedelta(days=1)


def _terms(by_meaning: dict[Meaning, list[DatedEvent]], left: list[Left]) -> Iterator[FoundTerm]:
    half_terms = by_meaning[Meaning.HALF_TERM]
    for name, parts in groupby(_at_school(by_meaning, left), key=_term_name):
        stretches = list(parts)
        within = [event for event in half_terms if _holds(stretches, event)]
        half_terms = [event for event in half_terms if event not in within]
        yield _term(name, stretches, within)
    left += [Left(event=event, reason="there is no term around it") for event in half_terms]


def _at_school(by_meaning: dict[Meaning, list[DatedEvent]], left: list[Left]) -> list[AtSchool]:
    """Return the stretches at school in the order of their days, none overlapping another."""
    holidays = by_meaning[Meaning.HOLIDAY]
    breaks = Breaks(holidays=holidays, half_terms=by_meaning[Meaning.HALF_TERM])
    known, alone = paired(by_meaning[Meaning.TERM_STARTS], by_meaning[Meaning.TERM_ENDS], breaks)
    left += [Left(event=event, reason="there is nothing to pair it with") for event in alone]
    known += [
        AtSchool(first=event.first, last=event.last, sources=(event.summary,))
        for event in by_meaning[Meaning.TERM]
    ]
    parts = [part for stretch in united(known) for part in without(stretch, holidays)]
    derived = [gap for gap in between(holidays) if not any(gap.overlaps(part) for part in parts)]
    return sorted([*parts, *derived])


def _term_name(stretch: AtSchool) -> str:
    """Name the term that a stretch is of, by its first day."""
    day = (stretch.first.month, stretch.first.day)
    season = "Autumn" if day >= _YEAR_STARTS else "Spring" if day < _SUMMER_STARTS else "Summer"
    return f"{season} term {stretch.first.year}"


def _holds(stretches: list[AtSchool], event: DatedEvent) -> bool:
    return stretches[0].first <= event.first and event.last <= stretches[-1].last


def _term(name: str, stretches: list[AtSchool], half_terms: list[DatedEvent]) -> FoundTerm:
    breaks = {DateRange(first=event.first, last=event.last) for event in half_terms}
    for before, after in pairwise(stretches):
        gap = DateRange(first=weekday_after(before.last), last=weekday_before(after.first))
        if gap.first <= gap.last and not any(gap.first <= one.last and one.first <= gap.last for one in breaks):
            breaks.add(gap)
    in_order = sorted(breaks, key=lambda one: (one.first - one.last, one.first))  # the longest first
    return FoundTerm(
        name=name,
        first=stretches[0].first,
        last=stretches[-1].last,
        half_term=in_order[0] if in_order else None,
        other_breaks=tuple(sorted(in_order[1:], key=lambda one: one.first)),
        sources=tuple(dict.fromkeys(source for stretch in stretches for source in stretch.sources)),
    )
