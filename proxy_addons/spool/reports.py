"""The sealed reports of a spool: waiting, sent, late or set aside."""

import datetime as dt
import sqlite3
from dataclasses import dataclass

from proxy_addons.spool.schema import digest_of
from school_policy.count_report import REPORT_BYTES, CountReport, ReportId, seal

DAMAGED = "It was damaged on this device's disk, and so was never sent in this form."


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedReport:
    """A report as it is sent, byte for byte the same however often."""

    id: ReportId
    body: bytes


def add(connection: sqlite3.Connection, report: CountReport, now: dt.datetime) -> None:
    """Add a report that waits."""
    body = seal(report)
    if len(body) != REPORT_BYTES:
        raise AssertionError("a report's content fits into its size")
    connection.execute(
        "INSERT INTO reports (id, state, body, digest, sealed) VALUES (?, 'waiting', ?, ?, ?)",
        (report.id, body, digest_of(body), now.isoformat()),
    )


def count_waiting(connection: sqlite3.Connection) -> int:
    """Return how many wait."""
    return int(connection.execute("SELECT count(*) FROM reports WHERE state = 'waiting'").fetchone()[0])


def oldest_waiting(connection: sqlite3.Connection) -> SealedReport | None:
    """Return the oldest that waits and is whole; damaged ones before it are set aside."""
    while True:
        row = connection.execute(
            "SELECT number, id, body, digest FROM reports WHERE state = 'waiting' ORDER BY number LIMIT 1"
        ).fetchone()
        if row is None:
            return None
        number, report_id, body, digest = row
        if isinstance(body, bytes) and digest_of(body) == digest:
            return SealedReport(id=ReportId(report_id), body=body)
        connection.execute(
            "UPDATE reports SET state = 'set aside', reason = ? WHERE number = ?", (DAMAGED, number)
        )


def confirm(connection: sqlite3.Connection, report_id: ReportId, state: str) -> None:
    """Drop the body of a report that the server has confirmed."""
    connection.execute(
        "UPDATE reports SET state = ?, body = NULL WHERE id = ? AND state = 'waiting'", (state, report_id)
    )


def set_aside(connection: sqlite3.Connection, report_id: ReportId, reason: str) -> None:
    """Keep a report, and send it no more."""
    connection.execute(
        "UPDATE reports SET state = 'set aside', reason = ? WHERE id = ? AND state = 'waiting'",
        (reason, report_id),
    )


def forget(
    connection: sqlite3.Connection, *, confirmed_before: dt.datetime, set_aside_before: dt.datetime
) -> None:
    """Drop what was confirmed or set aside and is older than that; what waits is never dropped."""
    connection.execute(
        "DELETE FROM reports WHERE (state IN ('sent', 'late') AND sealed < ?)"
        " OR (state = 'set aside' AND sealed < ?)",
        (confirmed_before.isoformat(), set_aside_before.isoformat()),
    )
