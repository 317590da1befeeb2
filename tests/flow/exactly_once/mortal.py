"""Kill -9 at marked points: between two statements of SQL, or wherever a process says so itself."""

import os
import signal
import sqlite3
import traceback
from functools import partial
from typing import Any, NoReturn

from tests.flow.exactly_once.nursery import Say
from tests.flow.exactly_once.told import Death, Told


def die(say: Say, where: str) -> NoReturn:
    """Say where, and end by kill -9: nothing is closed, written or tidied."""
    say({"is": "dies", "where": where})
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("nobody survives this")


class Watch:
    """Sees each statement before and after it is carried out, in whatever thread."""

    def before(self, statement: str) -> None:
        """Say why, where a transaction is undone: in a storm, no error has a place."""
        if statement == "ROLLBACK":
            traceback.print_exc()

    def after(self, statement: str, rows: int) -> None: ...


class AtStatement(Watch):
    """Ends the process before the so-manieth statement from now."""

    def __init__(self, say: Say, statements: int) -> None:
        self._say, self._left = say, statements

    def before(self, statement: str) -> None:
        super().before(statement)
        self._left -= 1
        if self._left == 0:
            die(self._say, f"before {statement.split(maxsplit=1)[0]}")


class AtCommitOf(Watch):
    """Ends the process just before or just after the so-manieth commit of a transaction that changed a table."""

    def __init__(self, say: Say, change: str, commits: int, *, is_before: bool) -> None:
        self._say, self._change, self._left, self._is_before = say, change, commits, is_before
        self._changed = False

    def before(self, statement: str) -> None:
        super().before(statement)
        if statement == "COMMIT" and self._changed and self._is_before:
            self._count(Death.BEFORE_COMMIT)

    def after(self, statement: str, rows: int) -> None:
        if statement.startswith(self._change) and rows > 0:
            self._changed = True
        elif statement == "COMMIT" and self._changed:
            if not self._is_before:
                self._count(Death.AFTER_COMMIT)
            self._changed = False

    def _count(self, where: str) -> None:
        self._left -= 1
        if self._left == 0:
            die(self._say, where)


def watch_for(told: Told, say: Say, change: str) -> None:
    """Watch every statement, and end where it was told: as far as that is one, or a commit of such a change."""
    match told.death:
        case Death.AT_STATEMENT:
            watch_statements(AtStatement(say, told.after))
        case Death.BEFORE_COMMIT | Death.AFTER_COMMIT:
            is_before = told.death is Death.BEFORE_COMMIT
            watch_statements(AtCommitOf(say, change, told.after, is_before=is_before))
        case _:
            watch_statements(Watch())


def watch_statements(watch: Watch) -> None:
    """Have every connection opened from now on in this process watched."""

    class Watched(sqlite3.Connection):
        def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
            watch.before(sql)
            cursor = super().execute(sql, *parameters)
            watch.after(sql, cursor.rowcount)
            return cursor

        def executemany(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
            watch.before(sql)
            cursor = super().executemany(sql, *parameters)
            watch.after(sql, cursor.rowcount)
            return cursor

    sqlite3.connect = partial(sqlite3.connect, factory=Watched)  # type: ignore[assignment]
