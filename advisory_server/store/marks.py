"""How many clients each gateway has reached in each cell: a high-water mark, which only rises.

The one table in which something that reports stands beside a cell. A gateway is no person, and behind it are many.
"""

import datetime as dt
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from advisory_server.store.devices import DeviceId
from school_policy.count_report import CellCount


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How many clients of a gateway are in a cell so far."""

    gateway: DeviceId
    start: dt.date
    """The first day of the cell's week or half-term."""
    counted: CellCount


def raise_marks(connection: sqlite3.Connection, marks: Sequence[Mark]) -> None:
    """Raise the marks that are passed, within the transaction at hand; in whatever order they come, or again."""
    if not marks:
        return
    rows = [
        (
            mark.counted.period,
            mark.start,
            mark.counted.dimension,
            mark.counted.value,
            mark.gateway,
            mark.counted.clients,
        )
        for mark in marks
    ]
    connection.execute(
        "INSERT INTO mark (kind, start, dimension, value, gateway, clients)"
        " SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5"
        " FROM json_each(?) WHERE true"
        " ON CONFLICT DO UPDATE SET clients = max(clients, excluded.clients)",
        (msgspec.json.encode(rows).decode(),),
    )
