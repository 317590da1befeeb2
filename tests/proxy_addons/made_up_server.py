"""A server in memory that does with reports what the contract says, and a spool's folder after a crash."""

import datetime as dt
import hashlib
import shutil
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from proxy_addons.spool import SealedReport, Spool
from proxy_addons.tally import Noted
from school_policy.count_report import REPORT_BYTES, Cell, CountReport, Dimension, WronglyListed
from school_policy.period import PeriodKind, week_of
from school_policy.vocabulary import Outcome, PlatformId

LONDON = ZoneInfo("Europe/London")
MONDAY = dt.date(2026, 11, 23)
MORNING = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
QUARTER = dt.timedelta(minutes=15)

type Key = tuple[dt.date, Cell]


def noted(outcome: Outcome, *days: int) -> list[Noted]:
    """Return the outcome on days after the Monday."""
    return [Noted(day=MONDAY + dt.timedelta(days=day), outcome=outcome) for day in days or (0,)]


def wrongly_listed(*platforms: str, day: int = 0) -> list[WronglyListed]:
    return [WronglyListed(platform=PlatformId(it), day=MONDAY + dt.timedelta(days=day)) for it in platforms]


def read(report: SealedReport) -> CountReport:
    return msgspec.json.decode(report.body, type=CountReport)


def cell(dimension: Dimension, value: str = "") -> Cell:
    return Cell(period=PeriodKind.WEEK, dimension=dimension, value=value)


def cells_of(things: set[Noted]) -> set[Key]:
    """Return the cells that a device is in, by the definition: a model for the ledger."""
    keys: set[Key] = set()
    for monday in {week_of(it.day) for it in things}:
        of_week = [it for it in things if week_of(it.day) == monday]
        keys |= {(monday, cell(Dimension.ANY))}
        keys |= {(monday, cell(Dimension.OUTCOME, str(it.outcome))) for it in of_week}
        if len({it.day for it in of_week}) >= 3:
            keys |= {(monday, cell(Dimension.THREE_DAYS))}
    return keys


@dataclass
class MadeUpServer:
    """Counts each report once by its id, and insists that a repeat is the same byte for byte."""

    digests: dict[str, str] = field(default_factory=dict)
    counts: Counter[Key] = field(default_factory=Counter)
    wrongly_listed: Counter[WronglyListed] = field(default_factory=Counter)

    def take(self, report: SealedReport) -> None:
        assert len(report.body) == REPORT_BYTES
        digest = hashlib.sha256(report.body).hexdigest()
        content = read(report)
        if content.id in self.digests:
            assert self.digests[content.id] == digest
            return
        self.digests[content.id] = digest
        self.counts.update((content.week, each.cell) for each in content.cells)
        self.wrongly_listed.update(content.wrongly_listed)


def take_all(spool: Spool, server: MadeUpServer) -> list[SealedReport]:
    """Send everything that waits; each is confirmed."""
    sent = []
    while (report := spool.oldest_waiting()) is not None:
        server.take(report)
        spool.sent(report.id, late=False)
        sent.append(report)
    return sent


def after_a_crash(folder: Path, into: Path) -> Path:
    """Copy what a killed process leaves of a spool that is still open: the file and its log, no more."""
    into.mkdir()
    for path in folder.glob("spool.db*"):
        if not path.name.endswith("-shm"):
            shutil.copyfile(path, into / path.name)
            (into / path.name).chmod(0o600)
    return into / "spool.db"
