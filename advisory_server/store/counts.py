"""Reports, taken exactly once and added up: one integer a cell, of which no device can be told.

A gateway's are no sum: a mark for each gateway and cell, which only rises; see marks.py.
"""

import datetime as dt
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

import msgspec

from advisory_server.store.devices import DeviceId
from advisory_server.store.marks import Mark, raise_marks
from advisory_server.store.wrongly_listed import note_wrongly_listed
from school_policy.count_report import Cell, CellCount, Dimension, ReportId, Taken, WronglyListed
from school_policy.period import PeriodKind, week_of


class Conflict(Enum):
    """Why a report is not taken."""

    OTHER_CONTENT = auto()
    """A report with this id came already, and it said something else."""


Answer = Taken | Conflict

_Seen = tuple[str | None, Taken]
"""The digest of a report that came, until it is forgotten, and what became of the report."""

_Period = tuple[PeriodKind, dt.date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A report that was received and found good."""

    id: ReportId
    digest: str
    """Of the body, so that the same id with other content is noticed."""
    week: dt.date
    half_term: dt.date | None = None
    """The first day of the half-term that some of its cells are of, frozen and open when it came."""
    gateway: DeviceId | None = None
    """The gateway that it came from; none: a device, and nothing here says which."""
    late: bool
    """Whether its week was released when it came; its cells were not looked at then."""
    cells: Sequence[CellCount]
    """All of its week or its half-term, and known."""
    wrongly_listed: Sequence[WronglyListed]
    """Known platforms only."""


def take_reports(connection: sqlite3.Connection, reports: Sequence[Arrived], today: dt.date) -> list[Answer]:
    """Take some reports within the transaction at hand, each exactly once; return the answers, in their order.

    A report that came before changes nothing and gets the answer that it got then.
    """
    seen = _seen_among(connection, reports)
    released = _released_among(connection, reports)
    fresh: list[Arrived] = []
    answers: list[Answer] = []
    for report in reports:
        if report.id not in seen:
            seen[report.id] = report.digest, _taken(report, released)
            fresh.append(report)
        digest, taken = seen[report.id]
        answers.append(taken if digest in (report.digest, None) else Conflict.OTHER_CONTENT)
    _note_seen(connection, [(report.id, *seen[report.id]) for report in fresh], today)
    counted = [report for report in fresh if seen[report.id][1] is Taken.COUNTED]
    _add_up(connection, [report for report in counted if report.gateway is None], released)
    raise_marks(connection, [mark for report in counted for mark in _marks(report, released)])
    _note_late(connection, week_of(today), len(fresh) - len(counted))
    note_wrongly_listed(connection, [note for report in counted for note in report.wrongly_listed])
    return answers


def _marks(report: Arrived, released: frozenset[_Period]) -> Iterator[Mark]:
    """Yield how far a gateway has come, but for a half-term's cells that was released since the report came."""
    starts = {kind: start for kind, start in _periods(report) if (kind, start) not in released}
    if report.gateway is not None:
        for counted in report.cells:
            if (start := starts.get(counted.period)) is not None:
                yield Mark(gateway=report.gateway, start=start, counted=counted)


def clients_in(connection: sqlite3.Connection, start: dt.date, cell: Cell) -> int:
    """Return how many clients are in a cell, exactly: for the demo's check; no page may show it.

    `start` is the first day of its week or half-term.
    """
    return counts_of(connection, cell.period, start).get(cell, 0)


def counts_of(connection: sqlite3.Connection, kind: PeriodKind, start: dt.date) -> Mapping[Cell, int]:
    """Return how many clients are in each cell of a period: of devices' sum and each gateway's mark, the largest.

    They are never added up: a client that two have seen is one.
    """
    counts = connection.execute(
        "SELECT dimension, value, max(clients) FROM ("
        " SELECT kind, start, dimension, value, clients FROM count"
        " UNION ALL SELECT kind, start, dimension, value, clients FROM mark"
        ") WHERE (kind, start) = (?, ?) GROUP BY dimension, value",
        (kind, start.isoformat()),
    )
    return {
        Cell(period=kind, dimension=Dimension(dimension), value=value): clients
        for dimension, value, clients in counts
    }


def forget_reports(connection: sqlite3.Connection, before: dt.date, digests_until: dt.date) -> None:
    """Forget the reports received before a day, and the digests of those received until another, inclusive.

    A digest is of so few possible contents that these can be tried out: it may not outlive the counts.
    """
    connection.execute("DELETE FROM seen WHERE received_on < ?", (before.isoformat(),))
    connection.execute(
        "UPDATE seen SET digest = NULL WHERE received_on <= ? AND digest IS NOT NULL", (digests_until.isoformat(),)
    )


def _released_among(connection: sqlite3.Connection, reports: Iterable[Arrived]) -> frozenset[_Period]:
    """Return those of the reports' periods that were released: nothing is added to them any more."""
    asked = "SELECT 1 FROM release WHERE (kind, start) = (?, ?)"
    periods = {period for report in reports for period in _periods(report)}
    return frozenset(
        (kind, start) for kind, start in periods if connection.execute(asked, (kind, start.isoformat())).fetchone()
    )


def _periods(report: Arrived) -> tuple[_Period, ...]:
    week = (PeriodKind.WEEK, report.week)
    return (week,) if report.half_term is None else (week, (PeriodKind.HALF_TERM, report.half_term))


def _seen_among(connection: sqlite3.Connection, reports: Iterable[Arrived]) -> dict[ReportId, _Seen]:
    """Return those that came before. Nobody else writes meanwhile: a transaction holds the whole database."""
    rows = connection.execute(
        "SELECT report, digest, taken FROM seen WHERE report IN (SELECT value FROM json_each(?))",
        (_json([report.id for report in reports]),),
    )
    return {report: (digest, Taken(taken)) for report, digest, taken in rows}


def _taken(report: Arrived, released: frozenset[_Period]) -> Taken:
    return Taken.LATE if report.late or (PeriodKind.WEEK, report.week) in released else Taken.COUNTED


def _note_seen(
    connection: sqlite3.Connection, fresh: Sequence[tuple[ReportId, str | None, Taken]], today: dt.date
) -> None:
    """Note reports that are new. If one is not, this raises, and nothing of the transaction stays."""
    connection.execute(
        "INSERT INTO seen (report, digest, taken, received_on)"
        " SELECT value ->> 0, value ->> 1, value ->> 2, ? FROM json_each(?)",
        (today.isoformat(), _json(fresh)),
    )


def _add_up(connection: sqlite3.Connection, reports: Iterable[Arrived], released: frozenset[_Period]) -> None:
    """Add the reports' cells to their periods, but for a half-term's that was released since the report came."""
    times: defaultdict[tuple[_Period, ...], Counter[CellCount]] = defaultdict(Counter)
    for report in reports:
        times[_periods(report)].update(report.cells)
    sums: Counter[tuple[PeriodKind, dt.date, Dimension, str]] = Counter()
    for periods, cells in times.items():
        starts = {kind: start for kind, start in periods if (kind, start) not in released}
        for cell, of_reports in cells.items():
            if (start := starts.get(cell.period)) is not None:
                sums[cell.period, start, cell.dimension, cell.value] += cell.clients * of_reports
    connection.execute(
        "INSERT INTO count (kind, start, dimension, value, clients)"
        " SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each(?) WHERE true"
        " ON CONFLICT DO UPDATE SET clients = clients + excluded.clients",
        (_json([(*key, clients) for key, clients in sums.items()]),),
    )


def _json(rows: Sequence[Any]) -> str:
    """Return rows for json_each: one statement for all of them.

    Each step of a statement gives up the interpreter's lock, and getting it back from a busy loop costs more
    than the step: a statement a report would halve the reports that a server takes.
    """
    return msgspec.json.encode(rows).decode()


def _note_late(connection: sqlite3.Connection, week: dt.date, reports: int) -> None:
    if reports:
        connection.execute(
            "INSERT INTO late (week, reports) VALUES (?, ?)"
            " ON CONFLICT DO UPDATE SET reports = reports + excluded.reports",
            (week.isoformat(), reports),
        )
