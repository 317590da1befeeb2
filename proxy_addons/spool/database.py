"""The spool's file between two processes: opened, opened anew, mended, and its errors in plain words."""

import contextlib
import os
import sqlite3
import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

from proxy_addons.file_lock import FileLock
from proxy_addons.key_file import LooseRightsError, check_private
from proxy_addons.spool import mending, schema
from proxy_addons.spool.schema import DamageError, NewerVersionError, SpoolError

_IN_USE = "another process keeps it in use; stop that process"
_RIGHTS = "it cannot be opened for writing; it and its folder must belong to the user whom the proxy runs as"
_SURROUNDINGS = {
    sqlite3.SQLITE_FULL: "the disk is full; make room",
    sqlite3.SQLITE_BUSY: _IN_USE,
    sqlite3.SQLITE_LOCKED: _IN_USE,
    sqlite3.SQLITE_CANTOPEN: _RIGHTS,
    sqlite3.SQLITE_PERM: _RIGHTS,
    sqlite3.SQLITE_READONLY: _RIGHTS,
    sqlite3.SQLITE_IOERR: "the disk cannot be read or written; look at its health and its room",
    sqlite3.SQLITE_NOMEM: "there is not enough memory",
}
"""What is wrong around the file and not with it, in words for the IT admin."""


class Database:
    """Runs work in transactions. Its file is opened at the first, and anew when another is in its place."""

    def __init__(self, path: Path | Literal[":memory:"]) -> None:
        self._path = path
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._opened: tuple[int, int] | None = None
        self._between_processes = None if path == ":memory:" else FileLock(Path(f"{path}.lock"))

    def run[T](self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do the work in one transaction, whole or not at all; a damaged file is mended first.

        Raises SpoolError.
        """
        with self._lock, self._in_plain_words():
            try:
                return self._run_once(work)
            except (DamageError, sqlite3.Error) as error:
                if self._path == ":memory:" or not self._is_damage(error):
                    raise
            self._mend(self._path)
            return self._run_once(work)

    def is_settled(self) -> bool:
        """Bring all that was written into the main file; tell whether it is there. Raises SpoolError.

        The log beside it ends at its first damaged page. What was sealed must not come undone once it was sent.
        """
        with self._lock, self._in_plain_words():
            if self._connection is None:
                return False
            return bool(self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)

    def close(self) -> None:
        """Close the file; the next work opens it again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection, self._opened = None, None
            if self._between_processes is not None:
                self._between_processes.close()

    def _run_once[T](self, work: Callable[[sqlite3.Connection], T]) -> T:
        with self._current() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                result = work(connection)
                connection.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise
            return result

    @contextlib.contextmanager
    def _current(self) -> Iterator[sqlite3.Connection]:
        if self._path == ":memory:" or self._between_processes is None:
            if self._connection is None:
                self._connection = schema.connect(":memory:")
                schema.make(self._connection)
            yield self._connection
            return
        if not os.path.lexists(self._path):
            with self._between_processes.alone():
                mending.make_if_missing(self._path)
        with self._between_processes.shared():
            yield self._connection_to(self._path)

    def _connection_to(self, path: Path) -> sqlite3.Connection:
        there = identity(path)
        if self._connection is not None and self._opened == there:
            return self._connection
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        check_kind(path)
        connection = schema.connect(path)
        try:
            schema.check(connection)
        except BaseException:
            connection.close()
            raise
        self._connection, self._opened = connection, there
        return connection

    def _is_damage(self, error: Exception) -> bool:
        code = getattr(error, "sqlite_errorcode", None)
        if code is not None and code & 0xFF == sqlite3.SQLITE_READONLY:
            return os.access(self._path, os.W_OK)  # then it is the file that says so, by a damaged header
        return code is None or code & 0xFF not in _SURROUNDINGS

    def _mend(self, path: Path) -> None:
        self.close()
        if self._between_processes is None:
            return
        with self._between_processes.alone():
            try:
                self._connection_to(path)  # the other process may have mended it meanwhile
            except (DamageError, sqlite3.Error) as error:
                if not self._is_damage(error):
                    raise
                mending.mend(path)

    @contextlib.contextmanager
    def _in_plain_words(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
            raise SpoolError(f"{self._path}: {_SURROUNDINGS.get(code, str(error))}") from error
        except DamageError as error:
            raise SpoolError(f"{self._path} is damaged, and could not be mended ({error})") from error
        except NewerVersionError as error:
            raise SpoolError(
                f"{self._path} was written by a newer version of Own Time; install that one"
            ) from error
        except LooseRightsError as error:
            raise SpoolError(str(error)) from error
        except OSError as error:
            raise SpoolError(f"{self._path}: {error.strerror or error}") from error


def identity(path: Path) -> tuple[int, int]:
    """Return what tells a file from another of the same name. Raises OSError."""
    status = os.lstat(path)
    return status.st_dev, status.st_ino


def check_kind(path: Path) -> None:
    """Raise SpoolError or LooseRightsError where this is no file of ours alone."""
    mode = os.lstat(path).st_mode
    if not stat.S_ISREG(mode):
        kind = "a folder" if stat.S_ISDIR(mode) else "a link" if stat.S_ISLNK(mode) else "no file"
        raise SpoolError(f"{path} is {kind}; move it away, and the proxy makes a file there")
    check_private(path)
