"""What a release is made of: the counts of a period that is over, read once, and forgotten a week later."""

import datetime as dt
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from advisory_server.store.activity import devices_active_in, gateways_active_in
from advisory_server.store.contacts import forget_contacts
from advisory_server.store.counts import counts_of
from advisory_server.store.releases import instant
from school_policy.count_report import Cell
from school_policy.half_term import HalfTerm
from school_policy.period import PeriodKind, next_week


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedWeek:
    """What the release of a week is made of; never kept as a whole."""

    counts: Mapping[Cell, int]
    enrolled: int
    reporting: int
    gateways: int
    """Of those that reported."""
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedHalfTerm:
    """What the release of a half-term is made of, beside what its weeks' releases say; never kept as a whole."""

    counts: Mapping[Cell, int]
    enrolled: int


def last_released(connection: sqlite3.Connection) -> dt.date | None:
    """Return the last week that was released; all before it were, too."""
    ((week,),) = connection.execute("SELECT max(start) FROM release WHERE kind = ?", (PeriodKind.WEEK,))
    return dt.date.fromisoformat(week) if week else None


def is_released(connection: sqlite3.Connection, kind: PeriodKind, start: dt.date) -> bool:
    """Tell whether a period was released."""
    asked = "SELECT 1 FROM release WHERE (kind, start) = (?, ?)"
    return connection.execute(asked, (kind, start.isoformat())).fetchone() is not None


def finished_week(connection: sqlite3.Connection, week: dt.date) -> FinishedWeek:
    """Return what was counted in a week."""
    late = connection.execute("SELECT reports FROM late WHERE week = ?", (week.isoformat(),)).fetchone()
    return FinishedWeek(
        counts=counts_of(connection, PeriodKind.WEEK, week),
        enrolled=_enrolled(connection, week, next_week(week)),
        reporting=devices_active_in(connection, week),
        gateways=gateways_active_in(connection, week),
        late=late[0] if late else 0,
    )


def finished_half_term(connection: sqlite3.Connection, half_term: HalfTerm) -> FinishedHalfTerm:
    """Return what was counted in a half-term."""
    return FinishedHalfTerm(
        counts=counts_of(connection, PeriodKind.HALF_TERM, half_term.first),
        enrolled=_enrolled(connection, half_term.first, half_term.last + dt.timedelta(days=1)),
    )


def forget_counted(connection: sqlite3.Connection, released_by: dt.datetime) -> bool:
    """Forget all that was counted in the periods released by then; tell whether there was anything.

    Weeks are released in their order, and half-terms in theirs, so that whatever is older was released, or never
    will be.
    """
    forgotten = 0
    for kind in PeriodKind:
        ((start,),) = connection.execute(
            "SELECT max(start) FROM release WHERE kind = ? AND released_at <= ?", (kind, instant(released_by))
        )
        if start is None:
            continue
        counted = connection.execute("DELETE FROM count WHERE kind = ? AND start <= ?", (kind, start))
        marks = connection.execute("DELETE FROM mark WHERE kind = ? AND start <= ?", (kind, start))
        forgotten += counted.rowcount + marks.rowcount
        if kind is PeriodKind.WEEK:
            forgotten += connection.execute("DELETE FROM active WHERE week <= ?", (start,)).rowcount
            forgotten += connection.execute("DELETE FROM late WHERE week <= ?", (start,)).rowcount
            forgotten += forget_contacts(connection, before=next_week(dt.date.fromisoformat(start)))
    return bool(forgotten)


def _enrolled(connection: sqlite3.Connection, first: dt.date, until: dt.date) -> int:
    """Count the devices and gateways that were enrolled on a day from one to before another."""
    ((enrolled,),) = connection.execute(
        "SELECT count(*) FROM device WHERE added_on < ? AND (revoked_on IS NULL OR revoked_on >= ?)",
        (until.isoformat(), first.isoformat()),
    )
    return int(enrolled)
