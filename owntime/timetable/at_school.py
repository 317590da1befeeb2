"""The stretches at school between the breaks.

First and last days are paired, and what has only one of the two reaches to the break that the calendar shows.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from owntime.timetable.ical_events import DatedEvent

_DAY = dt.timedelta(days=1)
_SATURDAY = 5
_SHORTEST = dt.timedelta(days=16)  # between two holidays; less is no term, but a gap in what the calendar tells

LONGEST_TERM = dt.timedelta(days=130)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class AtSchool:
    """A term, or a part of one: from its first to its last day no break is known."""

    first: dt.date
    last: dt.date
    sources: tuple[str, ...] = ()
    """The summaries of the entries that say so; none: worked out from the breaks around it."""

    def overlaps(self, other: "AtSchool") -> bool:
        """Tell whether the two share a day."""
        return self.first <= other.last and other.first <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaks:
    """The breaks of a calendar, each in the order of their days."""

    holidays: list[DatedEvent]
    half_terms: list[DatedEvent]

    def before_the_next_start(self, start: dt.date, limit: dt.date | None) -> DatedEvent | None:
        """Return the break that ends what began with `start`.

        It is the last one before the next first day (`limit`), or where there is none the first holiday.
        """
        if limit is None:
            return next((event for event in self.holidays if event.first > start), None)
        within = [event for event in (*self.holidays, *self.half_terms) if start < event.first < limit]
        return max(within, default=None)

    def after_the_previous_end(self, end: dt.date, limit: dt.date | None) -> DatedEvent | None:
        """Return the break before what stops with `end`.

        It is the first one since the last day before (`limit`), or where there is none the last holiday.
        """
        if limit is None:
            return next((event for event in reversed(self.holidays) if event.last < end), None)
        within = [event for event in (*self.holidays, *self.half_terms) if limit < event.last < end]
        return min(within, default=None)


def paired(
    starts: list[DatedEvent], ends: list[DatedEvent], breaks: Breaks
) -> tuple[list[AtSchool], list[DatedEvent]]:
    """Return the stretches from a first to a last day, and the days of either kind that lack the other."""
    edges: list[_Edge | None] = [_Edge(event, starts=True) for event in starts]
    edges += [_Edge(event, starts=False) for event in ends]
    in_order = [None, *sorted(filter(None, edges)), None]
    found: list[AtSchool] = []
    alone: list[DatedEvent] = []
    for before, edge, after in zip(in_order, in_order[1:], in_order[2:], strict=False):
        if edge is None or (not edge.starts and before is not None and before.starts):
            continue  # a last day that the first day before it has taken
        stretch = _from_start(edge, after, breaks) if edge.starts else _to_end(edge, before, breaks)
        if stretch is not None and stretch.first <= stretch.last:
            found.append(stretch)
        else:
            alone.append(edge.event)
    return found, alone


class _Edge(NamedTuple):
    event: DatedEvent
    starts: bool


def _from_start(edge: _Edge, after: _Edge | None, breaks: Breaks) -> AtSchool | None:
    event = edge.event
    if after is not None and not after.starts:
        return AtSchool(first=event.first, last=after.event.last, sources=(event.summary, after.event.summary))
    stop = breaks.before_the_next_start(event.first, after.event.first if after else None)
    if stop is None:
        return None
    return AtSchool(first=event.first, last=weekday_before(stop.first), sources=(event.summary,))


def _to_end(edge: _Edge, before: _Edge | None, breaks: Breaks) -> AtSchool | None:
    event = edge.event
    since = breaks.after_the_previous_end(event.last, before.event.last if before else None)
    if since is None:
        return None
    return AtSchool(first=weekday_after(since.last), last=event.last, sources=(event.summary,))


def between(holidays: list[DatedEvent]) -> Iterator[AtSchool]:
    """Yield what lies between one holiday and the next, where that is as long as a term may be."""
    for before, after in pairwise(holidays):
        first, last = weekday_after(before.last), weekday_before(after.first)
        if _SHORTEST <= last - first <= LONGEST_TERM:
            yield AtSchool(first=first, last=last)


def united(stretches: list[AtSchool]) -> list[AtSchool]:
    """Make one of stretches that overlap: some calendars have a term as a whole, and its ends beside it."""
    found: list[AtSchool] = []
    for stretch in sorted(stretches):
        if found and found[-1].overlaps(stretch):
            one = found.pop()
            sources = tuple(dict.fromkeys((*one.sources, *stretch.sources)))
            stretch = AtSchool(first=one.first, last=max(one.last, stretch.last), sources=sources)  # noqa: PLW2901
        found.append(stretch)
    return found


def without(stretch: AtSchool, holidays: list[DatedEvent]) -> Iterator[AtSchool]:
    """Yield a stretch's parts before, between and after the holidays that lie wholly within it."""
    first = stretch.first
    for holiday in holidays:
        if first < holiday.first and holiday.last < stretch.last:
            yield AtSchool(first=first, last=weekday_before(holiday.first), sources=stretch.sources)
            first = weekday_after(holiday.last)
    yield AtSchool(first=first, last=stretch.last, sources=stretch.sources)


def weekday_after(day: dt.date) -> dt.date:
    """Return the next Monday to Friday after a day."""
    day += _DAY
    while day.weekday() >= _SATURDAY:
        day += _DAY
    return day


def weekday_before(day: dt.date) -> dt.date:
    """Return the last Monday to Friday before a day."""
    day -= _DAY
    while day.weekday() >= _SATURDAY:
        day -= _DAY
    return day
