"""Pauses of all reminders in the database: plain functions, each a part of one transaction."""

import datetime as dt
import sqlite3
from dataclasses import dataclass

from advisory_server.accounts.role import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """Somebody's press of a button: when, and whose."""

    at: dt.datetime
    account: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A pause of all reminders, over at `until` or when somebody ended it."""

    begun: Press
    until: dt.datetime
    ended: Press | None = None

    def holds(self, now: dt.datetime) -> bool:
        """Tell whether reminders pause now. A clock that was put back makes no pause longer than its day."""
        return self.ended is None and self.begun.at <= now < self.until

    @property
    def over(self) -> dt.datetime:
        """When it was, or will be, over."""
        return self.until if self.ended is None else self.ended.at


def latest_pause(connection: sqlite3.Connection) -> Pause | None:
    """Return the pause that began last: no other can be in force."""
    return next(iter(recent_pauses(connection, 1)), None)


def recent_pauses(connection: sqlite3.Connection, most: int) -> tuple[Pause, ...]:
    """Return the last pauses, the newest first."""
    rows = connection.execute(f"{_PAUSES} ORDER BY id DESC LIMIT ?", (most,))
    return tuple(_pause(row) for row in rows)


def pauses_between(connection: sqlite3.Connection, first: dt.datetime, before: dt.datetime) -> tuple[Pause, ...]:
    """Return the pauses that may have had a part between two instants, in no order."""
    within = int(before.timestamp()), int(first.timestamp())
    return tuple(_pause(row) for row in connection.execute(f"{_PAUSES} WHERE begun_at < ? AND until > ?", within))


_PAUSES = "SELECT begun_at, account, role, until, ended_at, ended_account, ended_role FROM pauses"


def begin_pause(connection: sqlite3.Connection, press: Press, until: dt.datetime) -> bool:
    """Begin a pause; tell whether it began: while one is in force nothing changes."""
    latest = latest_pause(connection)
    if latest is not None and latest.holds(press.at):
        return False
    connection.execute(
        "INSERT INTO pauses (begun_at, account, role, until) VALUES (?, ?, ?, ?)",
        (*_row(press), int(until.timestamp())),
    )
    return True


def end_pause(connection: sqlite3.Connection, press: Press) -> bool:
    """End the pause in force; tell whether there was one."""
    latest = latest_pause(connection)
    if latest is None or not latest.holds(press.at):
        return False
    connection.execute(
        "UPDATE pauses SET ended_at = ?, ended_account = ?, ended_role = ? "
        "WHERE id = (SELECT max(id) FROM pauses)",
        _row(press),
    )
    return True


def _row(press: Press) -> tuple[int, str, str]:
    return int(press.at.timestamp()), press.account, press.role.value


def _pause(row: tuple[int, str, str, int, int | None, str, str]) -> Pause:
    begun_at, account, role, until, ended_at, *ended_by = row
    return Pause(
        begun=_press(begun_at, account, role),
        until=_instant(until),
        ended=None if ended_at is None else _press(ended_at, *ended_by),
    )


def _press(at: int, account: str, role: str) -> Press:
    return Press(at=_instant(at), account=account, role=Role(role))


def _instant(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)
