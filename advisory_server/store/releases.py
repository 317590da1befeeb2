"""What was released: text as it is shown, written once; every page with figures is made from this alone."""

import datetime as dt
import sqlite3
from dataclasses import dataclass

from school_policy.count_report import Cell, Dimension
from school_policy.half_term import HalfTerm
from school_policy.period import PeriodKind

Rows = tuple[tuple[Cell, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How many devices a release is about."""

    active: int
    """A: the devices that reported, at most as many as there are staff; of a half-term's weeks, the most.

    Behind a gateway, where nobody knows, four in five of the staff. 0 in a week in which nothing could be counted.
    """
    enrolled: int
    """Devices enrolled for at least a part of the period."""
    reporting: int
    """Devices of which at least one report of the week came in time; of a half-term's weeks, the most."""
    late: int
    """Reports that came in the period for a week released already, and are in no figure."""
    gateways: int = 0
    """Of those that reported, the gateways; none where the school counts by devices."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedWeek:
    """One week as it was released."""

    week: dt.date
    """Its Monday."""
    released_at: dt.datetime
    coverage: Coverage
    rows: Rows
    """Each cell with the text that is shown for it, in the policy's order; in old releases fewer than today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedHalfTerm:
    """One half-term as it was released."""

    first_day: dt.date
    last_day: dt.date
    released_at: dt.datetime
    coverage: Coverage
    rows: Rows
    """Each cell with the text that is shown for it, in the policy's order."""


def begin(connection: sqlite3.Connection, week: dt.date) -> dt.date:
    """Return the first week that is released; where none is noted yet, it is this one from now on."""
    connection.execute("INSERT INTO began SELECT ? WHERE NOT EXISTS (SELECT 1 FROM began)", (week.isoformat(),))
    ((began,),) = connection.execute("SELECT week FROM began")
    return dt.date.fromisoformat(began)


def write_release(connection: sqlite3.Connection, release: ReleasedWeek) -> None:
    """Write a week for good, within the transaction at hand. A second one of the same week raises."""
    _write(connection, (PeriodKind.WEEK, release.week), release)


def write_half_term(connection: sqlite3.Connection, release: ReleasedHalfTerm) -> None:
    """Write a half-term for good, within the transaction at hand. A second one of the same raises.

    Its days are those that it was frozen with (see frozen.py).
    """
    _write(connection, (PeriodKind.HALF_TERM, release.first_day), release)


def released_weeks(connection: sqlite3.Connection) -> tuple[ReleasedWeek, ...]:
    """Return every week that was released, the newest first."""
    found = connection.execute(f"{_RELEASES} ORDER BY start DESC", (PeriodKind.WEEK,)).fetchall()
    return tuple(
        ReleasedWeek(
            week=dt.date.fromisoformat(start),
            released_at=dt.datetime.fromisoformat(released_at),
            coverage=Coverage(active=active, enrolled=enrolled, reporting=reporting, late=late, gateways=gateways),
            rows=_released_rows(connection, PeriodKind.WEEK, start),
        )
        for start, released_at, active, enrolled, reporting, late, gateways in found
    )


def released_half_terms(connection: sqlite3.Connection) -> tuple[ReleasedHalfTerm, ...]:
    """Return every half-term that was released, the newest first."""
    frozen = dict(connection.execute("SELECT first, last FROM frozen WHERE kind = ?", (PeriodKind.HALF_TERM,)))
    found = connection.execute(f"{_RELEASES} ORDER BY start DESC", (PeriodKind.HALF_TERM,)).fetchall()
    return tuple(
        ReleasedHalfTerm(
            first_day=dt.date.fromisoformat(start),
            last_day=dt.date.fromisoformat(frozen[start]),
            released_at=dt.datetime.fromisoformat(released_at),
            coverage=Coverage(active=active, enrolled=enrolled, reporting=reporting, late=late, gateways=gateways),
            rows=_released_rows(connection, PeriodKind.HALF_TERM, start),
        )
        for start, released_at, active, enrolled, reporting, late, gateways in found
    )


def coverages_of(connection: sqlite3.Connection, half_term: HalfTerm) -> tuple[Coverage, ...]:
    """Return what was released of how many devices a half-term's weeks are about, the earliest first."""
    weeks = set(half_term.weeks())
    return tuple(week.coverage for week in reversed(released_weeks(connection)) if week.week in weeks)


_RELEASES = "SELECT start, released_at, active, enrolled, reporting, late, gateways FROM release WHERE kind = ?"


def _write(
    connection: sqlite3.Connection, key: tuple[PeriodKind, dt.date], release: ReleasedWeek | ReleasedHalfTerm
) -> None:
    kind, start, its = str(key[0]), key[1].isoformat(), release.coverage
    connection.executemany(
        "INSERT INTO released (kind, start, place, dimension, value, shown) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (kind, start, place, cell.dimension, cell.value, shown)
            for place, (cell, shown) in enumerate(release.rows)
        ],
    )
    connection.execute(
        "INSERT INTO release (kind, start, released_at, active, enrolled, reporting, late, gateways)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(kind, start, instant(release.released_at)),
            *(its.active, its.enrolled, its.reporting, its.late, its.gateways),
        ),
    )


def _released_rows(connection: sqlite3.Connection, kind: PeriodKind, start: str) -> Rows:
    rows = connection.execute(
        "SELECT dimension, value, shown FROM released WHERE (kind, start) = (?, ?) ORDER BY place", (kind, start)
    )
    return tuple(
        (Cell(period=kind, dimension=Dimension(dimension), value=value), shown) for dimension, value, shown in rows
    )


def instant(at: dt.datetime) -> str:
    """Return an instant so that texts compare as instants do."""
    return at.astimezone(dt.UTC).isoformat(timespec="seconds")
