"""Periods as they were when they were first seen: their days, and the platforms with their categories.

Half-terms, and weeks that begin outside of any. What a policy says of them later changes nothing of them.
"""

import datetime as dt
import sqlite3
from dataclasses import dataclass
from functools import cached_property

import msgspec

from school_policy.count_report import CellCount, half_term_cells
from school_policy.dimensions import CountedPlatform, Dimensions
from school_policy.half_term import HalfTerm
from school_policy.period import PeriodKind, next_week, week_of

Platforms = tuple[CountedPlatform, ...]

_DAY = dt.timedelta(days=1)
_read = msgspec.json.Decoder(Platforms).decode


@dataclass(frozen=True, kw_only=True)
class FrozenHalfTerm:
    """A half-term as the server first saw it."""

    half_term: HalfTerm
    platforms: Platforms
    """In the policy's order."""

    @cached_property
    def sayable(self) -> frozenset[CellCount]:
        """All that a device may say of it, worked out once as every report is held against it."""
        return frozenset(
            CellCount(period=cell.period, dimension=cell.dimension, value=cell.value, clients=1)
            for cell in half_term_cells(self.platforms)
        )


def see(
    connection: sqlite3.Connection, dimensions: Dimensions, today: dt.date, since: dt.date
) -> tuple[FrozenHalfTerm, ...]:
    """Freeze what has begun by today and is not frozen yet; return every half-term that is, the newest first.

    Half-terms that were over before the week `since`, and those that share a day with one that is frozen, are let
    be: a calendar that is put right in the middle of one takes effect with the next.
    """
    begun = [each for each in dimensions.half_terms if each.first <= today and week_of(each.last) >= since]
    for half_term in begun:
        _freeze_unless_overlapping(connection, PeriodKind.HALF_TERM, half_term, dimensions.platforms)
    if not _overlapping(connection, PeriodKind.HALF_TERM, today, today):
        week = HalfTerm(first=week_of(today), last=next_week(week_of(today)) - _DAY)
        _freeze_unless_overlapping(connection, PeriodKind.WEEK, week, dimensions.platforms)
    return frozen_half_terms(connection)


def frozen_half_terms(connection: sqlite3.Connection) -> tuple[FrozenHalfTerm, ...]:
    """Return every half-term that was seen, the newest first."""
    rows = connection.execute(
        "SELECT first, last, platforms FROM frozen WHERE kind = ? ORDER BY first DESC", (PeriodKind.HALF_TERM,)
    )
    return tuple(
        FrozenHalfTerm(half_term=_days(first, last), platforms=_read(platforms)) for first, last, platforms in rows
    )


def platforms_of_week(connection: sqlite3.Connection, week: dt.date) -> tuple[Platforms, ...]:
    """Return the platforms of each frozen period that the week has a day of."""
    rows = connection.execute(
        "SELECT platforms FROM frozen WHERE first < ? AND last >= ?",
        (next_week(week).isoformat(), week.isoformat()),
    )
    return tuple(_read(platforms) for (platforms,) in rows)


def _overlapping(connection: sqlite3.Connection, kind: PeriodKind, first: dt.date, last: dt.date) -> bool:
    asked = "SELECT 1 FROM frozen WHERE kind = ? AND first <= ? AND last >= ?"
    return connection.execute(asked, (kind, last.isoformat(), first.isoformat())).fetchone() is not None


def _freeze_unless_overlapping(
    connection: sqlite3.Connection, kind: PeriodKind, period: HalfTerm, platforms: Platforms
) -> None:
    if not _overlapping(connection, kind, period.first, period.last):
        connection.execute(
            "INSERT INTO frozen (kind, first, last, platforms) VALUES (?, ?, ?, ?)",
            (kind, period.first.isoformat(), period.last.isoformat(), msgspec.json.encode(platforms).decode()),
        )


def _days(first: str, last: str) -> HalfTerm:
    return HalfTerm(first=dt.date.fromisoformat(first), last=dt.date.fromisoformat(last))
