"""One thing that is kept somewhere: a row of the pack."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from owntime.data_protection.statement import Statement, by_the_makers, measured


class Place(StrEnum):
    """Where something is kept."""

    DEVICE_MEMORY = "Device, memory"
    DEVICE_DISK = "Device, disk"
    SERVER_MEMORY = "Server, memory"
    SERVER_DISK = "Server, disk"
    LOG = "Server, log"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A thing that is kept: what, about whom, how long, and who can see it."""

    place: Place
    what: str
    about: str
    how_long: str
    """Made of the lengths below, never typed."""
    seen_by: str
    source: str
    """The code that keeps it so long."""
    lasts: tuple[dt.timedelta, ...] = ()
    """The lengths that the code keeps, each the constant itself; none where nothing is deleted by the clock."""
    by_hand: bool = False
    """Whether somebody takes it away, and not the clock."""
    tables: Mapping[str, str] = field(default_factory=dict)
    """The tables that hold it, each with its columns in their order; a test goes over all tables there are."""
    files: tuple[str, ...] = ()
    """The files that hold it, by their names."""


def statements_of(rows: Iterable[Kept]) -> tuple[Statement, ...]:
    """Return how long each row is kept: MEASURED where a table or a length of the code stands behind it."""
    return tuple(_statement(row) for row in rows)


def _statement(row: Kept) -> Statement:
    text = f"{row.place}: {row.what}. Kept: {row.how_long}."
    if row.tables or row.lasts:
        return measured(text, f"code, {row.source}")
    return by_the_makers(text, row.source)
