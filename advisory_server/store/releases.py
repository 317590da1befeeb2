"""What was released: text as it is shown, written once; every page with figures is made from this alone."""

import datetime as dt
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from advisory_server.store.activity import devices_active_in
from school_policy.count_report import Cell, Dimension
from school_policy.period import PeriodKind, next_week

_WEEK = PeriodKind.WEEK


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How many devices a release is about."""

    active: int
    """A: the devices that reported, at most as many as there are staff."""
    enrolled: int
    """Devices enrolled for at least a part of the week."""
    reporting: int
    """Devices of which at least one report of the week came in time."""
    late: int
    """Reports that came in the week for a week released already, and are in no figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedWeek:
    """One week as it was released."""

    week: dt.date
    """Its Monday."""
    released_at: dt.datetime
    coverage: Coverage
    rows: tuple[tuple[Cell, str], ...]
    """Each cell with the text that is shown for it, in the policy's order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedWeek:
    """What a release is made of; never kept as a whole."""

    counts: Mapping[Cell, int]
    enrolled: int
    reporting: int
    late: int


def begin(connection: sqlite3.Connection, week: dt.date) -> dt.date:
    """Return the first week that is released; where none is noted yet, it is this one from now on."""
    connection.execute("INSERT INTO began SELECT ? WHERE NOT EXISTS (SELECT 1 FROM began)", (week.isoformat(),))
    ((began,),) = connection.execute("SELECT week FROM began")
    return dt.date.fromisoformat(began)


def last_released(connection: sqlite3.Connection) -> dt.date | None:
    """Return the last week that was released; all before it were, too."""
    ((week,),) = connection.execute("SELECT max(start) FROM release WHERE kind = ?", (_WEEK,))
    return dt.date.fromisoformat(week) if week else None


def finished_week(connection: sqlite3.Connection, week: dt.date) -> FinishedWeek:
    """Return what was counted in a week."""
    counts = connection.execute(
        "SELECT dimension, value, clients FROM count WHERE (kind, start) = (?, ?)", (_WEEK, week.isoformat())
    )
    ((enrolled,),) = connection.execute(
        "SELECT count(*) FROM device WHERE added_on < ? AND (revoked_on IS NULL OR revoked_on >= ?)",
        (next_week(week).isoformat(), week.isoformat()),
    )
    late = connection.execute("SELECT reports FROM late WHERE week = ?", (week.isoformat(),)).fetchone()
    return FinishedWeek(
        counts={_cell(dimension, value): clients for dimension, value, clients in counts},
        enrolled=enrolled,
        reporting=devices_active_in(connection, week),
        late=late[0] if late else 0,
    )


def write_release(connection: sqlite3.Connection, release: ReleasedWeek) -> None:
    """Write a release for good, within the transaction at hand. A second one of the same week raises."""
    key, its = (str(_WEEK), release.week.isoformat()), release.coverage
    connection.executemany(
        "INSERT INTO released (kind, start, place, dimension, value, shown) VALUES (?, ?, ?, ?, ?, ?)",
        [(*key, place, cell.dimension, cell.value, shown) for place, (cell, shown) in enumerate(release.rows)],
    )
    connection.execute(
        "INSERT INTO release (kind, start, released_at, active, enrolled, reporting, late)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (*key, _instant(release.released_at), its.active, its.enrolled, its.reporting, its.late),
    )


def released_weeks(connection: sqlite3.Connection) -> tuple[ReleasedWeek, ...]:
    """Return every week that was released, the newest first."""
    releases = connection.execute(
        "SELECT start, released_at, active, enrolled, reporting, late FROM release WHERE kind = ?"
        " ORDER BY start DESC",
        (_WEEK,),
    ).fetchall()
    return tuple(
        ReleasedWeek(
            week=dt.date.fromisoformat(start),
            released_at=dt.datetime.fromisoformat(released_at),
            coverage=Coverage(active=active, enrolled=enrolled, reporting=reporting, late=late),
            rows=_released_rows(connection, start),
        )
        for start, released_at, active, enrolled, reporting, late in releases
    )


def forget_counted(connection: sqlite3.Connection, released_by: dt.datetime) -> bool:
    """Forget all that was counted of the weeks released by then; tell whether there was anything.

    Weeks are released in their order, so that whatever is older was released, or never will be.
    """
    ((week,),) = connection.execute(
        "SELECT max(start) FROM release WHERE kind = ? AND released_at <= ?", (_WEEK, _instant(released_by))
    )
    if week is None:
        return False
    forgotten = [
        connection.execute("DELETE FROM count WHERE kind = ? AND start <= ?", (_WEEK, week)),
        connection.execute("DELETE FROM active WHERE week <= ?", (week,)),
        connection.execute("DELETE FROM late WHERE week <= ?", (week,)),
    ]
    return any(table.rowcount for table in forgotten)


def _released_rows(connection: sqlite3.Connection, start: str) -> tuple[tuple[Cell, str], ...]:
    rows = connection.execute(
        "SELECT dimension, value, shown FROM released WHERE (kind, start) = (?, ?) ORDER BY place", (_WEEK, start)
    )
    return tuple((_cell(dimension, value), shown) for dimension, value, shown in rows)


def _cell(dimension: str, value: str) -> Cell:
    return Cell(period=_WEEK, dimension=Dimension(dimension), value=value)


def _instant(instant: dt.datetime) -> str:
    """Return an instant so that texts compare as instants do."""
    return instant.astimezone(dt.UTC).isoformat(timespec="seconds")
