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


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """That the list is right about a platform, said by an account of the IT admin."""

    platform: PlatformId
    on: dt.date
    account: str


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


def list_is_right(connection: sqlite3.Connection, answer: Answer) -> bool:
    """Answer all that was said of a platform up to the answer's day; tell whether there was anything to answer.

    What was said is deleted, and what comes later, of whichever day, is news again. The last answer is kept.
    """
    answered = connection.execute(
        "DELETE FROM wrongly_listed WHERE platform = ? AND day <= ?", (answer.platform, answer.on.isoformat())
    )
    if not answered.rowcount:
        return False
    connection.execute(
        "INSERT INTO wrongly_listed_answer (platform, answered_on, account) VALUES (?, ?, ?)"
        " ON CONFLICT DO UPDATE SET answered_on = excluded.answered_on, account = excluded.account",
        (answer.platform, answer.on.isoformat(), answer.account),
    )
    return True


def answers(connection: sqlite3.Connection) -> tuple[Answer, ...]:
    """Return the last answer for each platform, the newest first."""
    rows = connection.execute(
        "SELECT platform, answered_on, account FROM wrongly_listed_answer ORDER BY answered_on DESC, platform"
    )
    return tuple(
        Answer(platform=PlatformId(platform), on=dt.date.fromisoformat(on), account=account)
        for platform, on, account in rows
    )
