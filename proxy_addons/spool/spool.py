"""The spool as the two processes of a device use it; its methods may be called from any thread."""

import datetime as dt
import secrets
import sqlite3
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from proxy_addons import ledger as ledgers
from proxy_addons import sealing
from proxy_addons.ledger import Ledger
from proxy_addons.spool import reports
from proxy_addons.spool.database import Database
from proxy_addons.spool.mending import set_aside_files
from proxy_addons.spool.reports import SealedReport
from proxy_addons.spool.schema import read_ledger, write_ledger
from proxy_addons.spool.status import SpoolStatus, status_of
from proxy_addons.tally import Noted
from school_policy.count_report import CountReport, ReportId, Sender, WronglyListed
from school_policy.dimensions import NOT_TOLD_APART, Dimensions

SPOOL_FILE = "spool.db"
"""Its name in a device's state directory."""

MOST_WAITING = 3 * 7 * 24 * 4
"""Three weeks of the rhythm, 8 MiB. Older reports are late anyway; the bits wait unsealed, and none is lost."""

SET_ASIDE_KEPT = dt.timedelta(days=90)
"""Long enough for an IT admin to look at what a server refused."""


class Spool:
    """One device's spool. The file is made when it is first needed; every method raises SpoolError."""

    def __init__(self, path: Path | Literal[":memory:"], sender: Sender = Sender.DEVICE) -> None:
        """Take the file, and what its reports say they come from."""
        self._path = path
        self._sender = sender
        self._database = Database(path)
        self._is_settled = False

    def note(
        self,
        noted: Collection[Noted],
        wrongly_listed: Collection[WronglyListed],
        dimensions: Dimensions = NOT_TOLD_APART,
    ) -> None:
        """Note what happened; what is noted already and weeks that are long over change nothing."""
        self.change(lambda ledger: ledgers.note(ledger, noted, wrongly_listed, dimensions))

    def change(self, change: Callable[[Ledger], Ledger]) -> None:
        """Put a ledger made of the one that is there in its place; where a file is mended, it is made twice."""
        self._database.run(lambda connection: _change(connection, change))

    def forget_finished(self) -> None:
        """Nothing of a spool is in memory (see noting.py)."""

    def seal(self, now: dt.datetime, zone: ZoneInfo, dimensions: Dimensions = NOT_TOLD_APART) -> int:
        """Seal reports if it is time to (`now` aware, in UTC); return how many."""

        def work(connection: sqlite3.Connection) -> int:
            found = read_ledger(connection)
            ledger = ledgers.settle(found, now, zone)
            sealed: list[CountReport] = []
            if sealing.is_due(ledger, now) and reports.count_waiting(connection) <= MOST_WAITING:
                self._is_settled = False
                ledger, sealed = sealing.seal(ledger, now, zone, _new_id, dimensions)
            for report in sealed:
                reports.add(connection, msgspec.structs.replace(report, sender=self._sender), now)
            if ledger != found:
                write_ledger(connection, ledger)
            return len(sealed)

        return self._database.run(work)

    def oldest_waiting(self) -> SealedReport | None:
        """Return the report to be sent next. A damaged one is set aside, and the next is taken."""
        if not self._is_settled:
            self._database.run(lambda _connection: None)
            self._is_settled = self._database.is_settled()
        return self._database.run(reports.oldest_waiting) if self._is_settled else None

    def sent(self, report_id: ReportId, *, late: bool) -> None:
        """Drop the body of a report that the server has confirmed."""
        self._database.run(lambda connection: reports.confirm(connection, report_id, "late" if late else "sent"))

    def set_aside(self, report_id: ReportId, reason: str) -> None:
        """Keep a report that the server refused, and send it no more."""
        self._database.run(lambda connection: reports.set_aside(connection, report_id, reason))

    def remember_answer(self, words: str, at: dt.datetime) -> None:
        """Keep the last answer in words, for the status."""
        row = (at.isoformat(), words)
        self._database.run(lambda connection: connection.execute("REPLACE INTO last_answer VALUES (1, ?, ?)", row))

    def forget_old(self, today: dt.date) -> None:
        """Forget weeks and confirmed reports of more than five weeks ago, and after 90 days what was set aside."""
        midnight = dt.datetime.combine(today, dt.time(), dt.UTC)

        def work(connection: sqlite3.Connection) -> None:
            _change(connection, lambda ledger: ledgers.forget(ledger, today))
            reports.forget(
                connection,
                confirmed_before=midnight - ledgers.KEPT,
                set_aside_before=midnight - SET_ASIDE_KEPT,
            )

        self._database.run(work)

    def status(self) -> SpoolStatus:
        """Return how it stands."""
        files = () if self._path == ":memory:" else tuple(set_aside_files(Path(self._path)))
        return self._database.run(lambda connection: status_of(connection, files))

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        self._database.close()


def _change(connection: sqlite3.Connection, change: Callable[[Ledger], Ledger]) -> None:
    found = read_ledger(connection)
    changed = change(found)
    if changed != found:
        write_ledger(connection, changed)


def _new_id() -> ReportId:
    return ReportId(secrets.token_hex(16))
