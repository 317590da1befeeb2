"""Afterwards, when nothing waits: what the devices know they sent, against what the server counted."""

import contextlib
import datetime as dt
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from proxy_addons.ledger import Ledger
from school_policy.count_report import Dimension
from tests.flow.exactly_once.plan import Bit

type Said = tuple[str, dt.date]
"""A platform that is said to be wrongly listed, and the day."""


def _rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


@dataclass
class Counted:
    """What the server counted, read now and again, as it forgets a week's counts some days after the release."""

    path: Path
    bits: Counter[Bit] = field(default_factory=Counter)
    late: Counter[str] = field(default_factory=Counter)

    def look(self) -> None:
        """Counts only grow, until they are forgotten."""
        for week, dimension, value, clients in _rows(
            self.path, "SELECT start, dimension, value, clients FROM count"
        ):
            key = (dt.date.fromisoformat(week), Dimension(dimension), value)
            self.bits[key] = max(self.bits[key], clients)
        for week, reports in _rows(self.path, "SELECT week, reports FROM late"):
            self.late[week] = max(self.late[week], reports)

    def wrongly_listed(self) -> Counter[Said]:
        rows = _rows(self.path, "SELECT platform, day, times FROM wrongly_listed")
        return Counter({(platform, dt.date.fromisoformat(day)): times for platform, day, times in rows})

    def seen(self) -> Counter[str]:
        return Counter(dict(_rows(self.path, "SELECT taken, count(*) FROM seen GROUP BY taken")))


class Kept:
    """What one device's spool says."""

    def __init__(self, path: Path) -> None:
        ((document,),) = _rows(path, "SELECT document FROM ledger")
        self.path = path
        self.ledger = msgspec.json.decode(document, type=Ledger)
        self.states: dict[str | None, str] = dict(_rows(path, "SELECT id, state FROM reports"))

    def bits(self) -> dict[Bit, str | None]:
        """The state of the report that each bit is in."""
        return {
            (week.monday, bit.dimension, bit.value): self.states.get(bit.report)
            for week in self.ledger.weeks
            for bit in week.bits
        }

    def said(self) -> dict[Said, str | None]:
        return {
            (it.wrongly_listed.platform, it.wrongly_listed.day): self.states.get(it.report)
            for it in self.ledger.mentions
        }


def complaints(counted: Counted, spools: Mapping[str, Path], expected: Mapping[str, set[Bit]]) -> list[str]:
    """Return all that is not as it must be; `expected` is what happened on each device."""
    counted.look()
    kept = {device: Kept(path) for device, path in spools.items()}
    files = [counted.path, *spools.values()]
    return [
        *(complaint for path in files for complaint in _whole(path)),
        *(complaint for device, its in kept.items() for complaint in _of_device(device, its, expected[device])),
        *_differences("cell", _sent(its.bits() for its in kept.values()), counted.bits),
        *_differences("wrongly listed", _sent(its.said() for its in kept.values()), counted.wrongly_listed()),
        *_differences("reports", _reports(kept.values()), counted.seen()),
        *_differences("late", {"": _reports(kept.values())["late"]}, {"": counted.late.total()}),
    ]


def _whole(path: Path) -> Iterator[str]:
    found = _rows(path, "PRAGMA integrity_check")
    if found != [("ok",)]:
        yield f"{path.name}: {found}"


def _of_device(device: str, kept: Kept, expected: set[Bit]) -> Iterator[str]:
    bits = kept.bits()
    if set(bits) != expected:
        yield f"{device}: forgotten {expected - set(bits)}, made up {set(bits) - expected}"
    yield from (f"{device}: {bit} is {state}" for bit, state in bits.items() if state not in ("sent", "late"))
    yield from (
        f"{device}: a report is {state}" for state in kept.states.values() if state not in ("sent", "late")
    )
    if kept.ledger.closing or kept.ledger.closed_before:
        yield f"{device}: weeks are closed"
    yield from (f"{device}: {path.name}" for path in kept.path.parent.glob(f"{kept.path.name}.set-aside*"))


def _sent[Thing](devices: Iterable[Mapping[Thing, str | None]]) -> Counter[Thing]:
    return Counter(thing for device in devices for thing, state in device.items() if state == "sent")


def _reports(kept: Iterable[Kept]) -> Counter[str]:
    names = {"sent": "counted", "late": "late"}
    return Counter(names[state] for its in kept for state in its.states.values() if state in names)


def _differences[Thing](what: str, devices: Mapping[Thing, int], server: Mapping[Thing, int]) -> Iterator[str]:
    for thing in devices.keys() | server.keys():
        sent, counted = devices.get(thing, 0), server.get(thing, 0)
        if sent != counted:
            yield f"{what} {thing}: the devices say {sent}, the server {counted}"
