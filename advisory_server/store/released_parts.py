"""Parts of what was released, each read by two queries however long the part is: a page never reads it all."""

import datetime as dt
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from advisory_server.store.releases import Coverage, ReleasedHalfTerm, ReleasedWeek, Rows
from school_policy.count_report import Cell, Dimension
from school_policy.period import PeriodKind

_RELEASES = (
    "SELECT start, released_at, active, enrolled, reporting, late, gateways FROM release"
    " WHERE kind = ? AND start >= ? AND start < ? ORDER BY start DESC"
)
_ROWS = (
    "SELECT start, dimension, value, shown FROM released"
    " WHERE kind = ? AND start >= ? AND start < ? ORDER BY start, place"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest:
    """The last releases. They tell what all releases are, as none ever changes or goes."""

    week: dt.date | None
    first_week: dt.date | None
    half_term: dt.date | None
    """Its first day."""
    releases: int
    """How many there are."""


def newest_releases(connection: sqlite3.Connection) -> Newest:
    """Return which the last releases are."""
    ((week, first, half_term, releases),) = connection.execute(
        "SELECT (SELECT max(start) FROM release WHERE kind = 'week'),"
        " (SELECT min(start) FROM release WHERE kind = 'week'),"
        " (SELECT max(start) FROM release WHERE kind = 'half_term'), (SELECT count(*) FROM release)"
    )
    return Newest(week=_day(week), first_week=_day(first), half_term=_day(half_term), releases=releases)


def weeks_between(connection: sqlite3.Connection, first: dt.date, before: dt.date) -> tuple[ReleasedWeek, ...]:
    """Return the released weeks from one on and before another, the newest first."""
    return tuple(
        ReleasedWeek(week=start, released_at=at, coverage=coverage, rows=rows)
        for start, at, coverage, rows in _between(connection, PeriodKind.WEEK, first, before)
    )


def half_terms_between(
    connection: sqlite3.Connection, first: dt.date, before: dt.date
) -> tuple[ReleasedHalfTerm, ...]:
    """Return the released half-terms whose first day is in that part, the newest first."""
    last = dict(connection.execute("SELECT first, last FROM frozen WHERE kind = ?", (PeriodKind.HALF_TERM,)))
    return tuple(
        ReleasedHalfTerm(
            first_day=start,
            last_day=dt.date.fromisoformat(last[start.isoformat()]),
            released_at=at,
            coverage=coverage,
            rows=rows,
        )
        for start, at, coverage, rows in _between(connection, PeriodKind.HALF_TERM, first, before)
    )


def released_half_term_days(connection: sqlite3.Connection) -> tuple[dt.date, ...]:
    """Return the first day of every released half-term, the newest first."""
    found = connection.execute(
        "SELECT start FROM release WHERE kind = ? ORDER BY start DESC", (PeriodKind.HALF_TERM,)
    )
    return tuple(dt.date.fromisoformat(start) for (start,) in found)


def _between(
    connection: sqlite3.Connection, period: PeriodKind, first: dt.date, before: dt.date
) -> Iterator[tuple[dt.date, dt.datetime, Coverage, Rows]]:
    part = (period, first.isoformat(), before.isoformat())
    rows: defaultdict[str, list[tuple[Cell, str]]] = defaultdict(list)
    for start, dimension, value, shown in connection.execute(_ROWS, part):
        rows[start].append((_cell(period, dimension, value), shown))
    for start, released_at, active, enrolled, reporting, late, gateways in connection.execute(_RELEASES, part):
        coverage = Coverage(active=active, enrolled=enrolled, reporting=reporting, late=late, gateways=gateways)
        at = dt.datetime.fromisoformat(released_at)
        yield dt.date.fromisoformat(start), at, coverage, tuple(rows[start])


@lru_cache(maxsize=1_024)
def _cell(period: PeriodKind, dimension: str, value: str) -> Cell:
    return Cell(period=period, dimension=Dimension(dimension), value=value)


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
