"""Sessions in the database, by the digests of their tokens: plain functions, each a part of one transaction."""

import datetime as dt
import sqlite3
from dataclasses import dataclass

from advisory_server.accounts.role import Role
from advisory_server.settings import SESSION_IDLE, SESSION_LONGEST, SESSION_SEEN_EVERY


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Whose session it is."""

    name: str
    role: Role


def begin_session(
    connection: sqlite3.Connection, digest: bytes, account: int, now: dt.datetime, *, in_place_of: bytes | None
) -> bool:
    """Begin a session, end the one that this browser had, and clear away what is over.

    Tell whether it began: it does not for an account that was disabled meanwhile.
    """
    seconds = int(now.timestamp())
    _clear_away(connection, seconds)
    if in_place_of is not None:
        end_session(connection, in_place_of)
    done = connection.execute(
        "INSERT INTO sessions (digest, account, begun_at, seen_at) "
        "SELECT ?, id, ?, ? FROM accounts WHERE id = ? AND disabled_at IS NULL",
        (digest, seconds, seconds, account),
    )
    return done.rowcount == 1


def find_session(connection: sqlite3.Connection, digest: bytes, now: dt.datetime) -> Holder | None:
    """Return whose session it is if it is in force, and note that it was seen (at most once a minute)."""
    row = connection.execute(
        "SELECT name, role, begun_at, seen_at FROM sessions JOIN accounts ON accounts.id = account "
        "WHERE digest = ? AND disabled_at IS NULL",
        (digest,),
    ).fetchone()
    if row is None:
        return None
    seconds = int(now.timestamp())
    name, role, begun_at, seen_at = row
    if seconds - seen_at >= SESSION_IDLE.total_seconds() or seconds - begun_at >= SESSION_LONGEST.total_seconds():
        return None
    if seconds - seen_at >= SESSION_SEEN_EVERY.total_seconds():
        connection.execute("UPDATE sessions SET seen_at = ? WHERE digest = ?", (seconds, digest))
    return Holder(name=name, role=Role(role))


def end_session(connection: sqlite3.Connection, digest: bytes) -> None:
    """End one session."""
    connection.execute("DELETE FROM sessions WHERE digest = ?", (digest,))


def end_sessions(connection: sqlite3.Connection, account: int) -> int:
    """End every session of an account, and return how many there were."""
    return connection.execute("DELETE FROM sessions WHERE account = ?", (account,)).rowcount


def _clear_away(connection: sqlite3.Connection, seconds: int) -> None:
    connection.execute(
        "DELETE FROM sessions WHERE seen_at <= ? OR begun_at <= ?",
        (seconds - SESSION_IDLE.total_seconds(), seconds - SESSION_LONGEST.total_seconds()),
    )
