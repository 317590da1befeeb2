"""The Headteacher's notes on weeks: plain functions, each a part of one transaction."""

import datetime as dt
import sqlite3

type Notes = tuple[tuple[dt.date, str], ...]
"""Weeks (their Mondays) with what was noted, the newest first."""


def write_note(connection: sqlite3.Connection, week: dt.date, text: str) -> None:
    """Keep a note on a week in place of what stood there; an empty one takes it away."""
    connection.execute("DELETE FROM notes WHERE week = ?", (week.isoformat(),))
    if text:
        connection.execute("INSERT INTO notes (week, text) VALUES (?, ?)", (week.isoformat(), text))


def notes_between(connection: sqlite3.Connection, first: dt.date, before: dt.date) -> Notes:
    """Return the notes on the weeks from one on and before another."""
    found = connection.execute(
        "SELECT week, text FROM notes WHERE week >= ? AND week < ? ORDER BY week DESC",
        (first.isoformat(), before.isoformat()),
    )
    return tuple((dt.date.fromisoformat(week), text) for week, text in found)
