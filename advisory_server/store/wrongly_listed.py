"""Platforms that somebody said should not be listed: the IT admin's alone, and in no figure."""

import datetime as dt
import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from school_policy.count_report import WronglyListed
from school_policy.vocabulary import PlatformId


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidOfPlatform:
    """How often it was said of a platform on a day."""

    platform: PlatformId
    day: dt.date
    times: int


def note_wrongly_listed(connection: sqlite3.Connection, notes: Iterable[WronglyListed]) -> None:
    """Add what was said, within the transaction at hand."""
    sums = Counter((note.platform, note.day.isoformat()) for note in notes)
    connection.executemany(
        "INSERT INTO wrongly_listed (platform, day, times) VALUES (?, ?, ?)"
        " ON CONFLICT DO UPDATE SET times = times + excluded.times",
        [(*key, times) for key, times in sorted(sums.items())],
    )


def listed(connection: sqlite3.Connection) -> tuple[SaidOfPlatform, ...]:
    """Return what was said of each platform, the newest day first."""
    rows = connection.execute("SELECT platform, day, times FROM wrongly_listed ORDER BY day DESC, platform")
    return tuple(
        SaidOfPlatform(platform=PlatformId(platform), day=dt.date.fromisoformat(day), times=times)
        for platform, day, times in rows
    )
