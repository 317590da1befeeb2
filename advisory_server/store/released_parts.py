"""Parts of what was released, each read by two queries however long the part is: a page never reads it all."""

import datetime as dt
import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from advisory_server.store.releases import Coverage, ReleasedWeek
from school_policy.count_report import Cell, Dimension
from school_policy.period import PeriodKind

type Rows = list[tuple[Cell, str]]

_RELEASES = (
    "SELECT start, released_at, active, enrolled, reporting, late FROM release"
    " WHERE kind = ? AND start >= ? AND start < ? ORDER BY start DESC"
)
_ROWS = (
    "SELECT start, dimension, value, shown FROM released"
    " WHERE kind = ? AND start >= ? AND start < ? ORDER BY start, place"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest:
    """The last releases. They tell what all releases are, as none ever changes, and each comes after all before."""

    week: dt.date | None
    first_week: dt.date | None
    half_term: dt.date | None
    """Its first day."""


def newest_releases(connection: sqlite3.Connection) -> Newest:
    """Return which the last releases are."""
    ((week, first, half_term),) = connection.execute(
        "SELECT (SELECT max(start) FROM release WHERE kind = 'week'),"
        " (SELECT min(start) FROM release WHERE kind = 'week'),"
        " (SELECT max(start) FROM release WHERE kind = 'half_term')"
    )
    return Newest(week=_day(week), first_week=_day(first), half_term=_day(half_term))


def weeks_between(connection: sqlite3.Connection, first: dt.date, before: dt.date) -> tuple[ReleasedWeek, ...]:
    """Return the released weeks from one on and before another, the newest first."""
    part = (PeriodKind.WEEK, first.isoformat(), before.isoformat())
    rows: defaultdict[str, Rows] = defaultdict(list)
    for start, dimension, value, shown in connection.execute(_ROWS, part):
        rows[start].append((_cell(PeriodKind.WEEK, dimension, value), shown))
    return tuple(
        ReleasedWeek(
            week=dt.date.fromisoformat(start),
            released_at=dt.datetime.fromisoformat(released_at),
            coverage=Coverage(active=active, enrolled=enrolled, reporting=reporting, late=late),
            rows=tuple(rows[start]),
        )
        for start, released_at, active, enrolled, reporting, late in connection.execute(_RELEASES, part)
    )


@lru_cache(maxsize=1_024)
def _cell(period: PeriodKind, dimension: str, value: str) -> Cell:
    return Cell(period=period, dimension=Dimension(dimension), value=value)


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
