"""When anything can be counted at all in a week. Everybody knows that, and so that all other parts are empty.

A part that is known to be empty hides nothing: figures may not rely on it as one of four.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from zoneinfo import ZoneInfo

from school_policy.count_report import BAND_EDGES, Band, band_of
from school_policy.group_calendar import GroupCalendar
from school_policy.policy import Notice
from school_policy.stretch import instant

type Span = tuple[dt.datetime, dt.datetime]
"""[start, end), both aware."""

ALL_PARTS = frozenset(Band)
_DAYS = 7


def counted_parts(
    calendars: Sequence[GroupCalendar], notice: Notice, week: dt.date, pauses: Iterable[Span] = ()
) -> frozenset[Band]:
    """Return the parts of the day with working time of some group in a week (its Monday), told of and not paused.

    None of them: nothing can be counted in that week. Where a policy has no groups, all of it is working time.
    """
    told = [day for day in _days(week) if notice.is_given(day)]
    if told and not calendars:
        return ALL_PARTS
    reminded = [calendar for calendar in calendars if not calendar.group.never_reminded]
    pauses = sorted(pauses)
    return frozenset(
        band_of(start.astimezone(calendar.zone))
        for calendar in reminded
        for day in told
        for start, end in _worked(calendar, day)
        if not _is_paused(start, end, pauses)
    )


def _days(week: dt.date) -> Iterator[dt.date]:
    yield from (week + dt.timedelta(days=number) for number in range(_DAYS))


def _worked(calendar: GroupCalendar, day: dt.date) -> Iterator[Span]:
    """Yield the working time of a day, each piece within one part of it."""
    for stretch in calendar.stretches(day):
        if stretch.working and stretch.start is not None and stretch.end is not None:
            edges = _edges(day, calendar.zone)
            inside = [edge for edge in edges if stretch.start < edge < stretch.end]
            yield from pairwise([stretch.start, *inside, stretch.end])


def _edges(day: dt.date, zone: ZoneInfo) -> list[dt.datetime]:
    return [instant(day, edge, zone) for edge in BAND_EDGES]


def _is_paused(start: dt.datetime, end: dt.datetime, pauses: Sequence[Span]) -> bool:
    """Tell whether pauses, in order, leave nothing of a piece of time."""
    for begun, over in pauses:
        if begun <= start < over:
            start = over
    return start >= end
