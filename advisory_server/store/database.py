"""One SQLite database: durable, migrated when opened, and worked on by one thread."""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlite_utils import Database

from advisory_server.store.account_tables import ACCOUNT_TABLES
from advisory_server.store.answer_tables import ANSWER_TABLES
from advisory_server.store.audit_tables import AUDIT_TABLES
from advisory_server.store.counting_tables import COUNTING_TABLES
from advisory_server.store.headteacher_tables import HEADTEACHER_TABLES
from advisory_server.store.pause_tables import PAUSE_TABLES
from advisory_server.store.publication_tables import PUBLICATION_TABLES

_MIGRATIONS = (
    COUNTING_TABLES,
    ACCOUNT_TABLES,
    PAUSE_TABLES,
    PUBLICATION_TABLES,
    AUDIT_TABLES,
    ANSWER_TABLES,
    HEADTEACHER_TABLES,
)
_BUSY_SECONDS = 10.0
"""How long to wait for another process, such as `owntime device add`."""
_BUSY_PAUSE_SECONDS = 0.01

Connection = sqlite3.Connection
"""What work on the database is handed."""

StoreError = sqlite3.Error
"""What the database raises where it is in trouble: full, locked, damaged, away. Nothing was written then."""


def kind_of(error: BaseException) -> str:
    """Return what went wrong, such as "OperationalError (SQLITE_FULL)"; its own words may carry data."""
    name = getattr(error, "sqlite_errorname", "")
    return f"{type(error).__name__} ({name})" if name else type(error).__name__


def open_database(path: Path) -> sqlite3.Connection:
    """Open the database, made and migrated where needed. Raises sqlite3.Error where it is no good.

    A commit is on the disk when it returns (synchronous=FULL), and what is deleted is overwritten. Several
    processes may open one that is not there yet: the first makes it, the others wait for that.
    """
    connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        _write_ahead(connection)
        for pragma in ("synchronous=FULL", "secure_delete=ON", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        database = Database(connection, execute_plugins=False)
        with Transaction(connection):
            for tables in _MIGRATIONS:
                tables.apply(database)
    except BaseException:
        connection.close()
        raise
    return connection


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Turn on the write-ahead log.

    To make this change of a new database, SQLite raises its lock without waiting for those who read; whoever
    loses that race is told SQLITE_BUSY at once, so the waiting is done here.
    """
    give_up = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
            time.sleep(_BUSY_PAUSE_SECONDS)
        else:
            return


class Transaction:
    """One transaction: committed as a whole at the end of a `with`, or not at all."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> sqlite3.Connection:
        self._connection.execute("BEGIN IMMEDIATE")
        return self._connection

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.execute("COMMIT" if kind is None else "ROLLBACK")


class Store:
    """The server's database. All its work goes through one thread, a transaction at a time."""

    def __init__(self, path: Path) -> None:
        """Open the database. Raises sqlite3.Error."""
        self._connection = open_database(path)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")

    async def run[T](self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do some work as one transaction, and return once it is on the disk. Raises sqlite3.Error."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self.run_here, work)

    def run_here[T](self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do the same in this thread: for command lines, which have no loop."""
        with Transaction(self._connection) as connection:
            return work(connection)

    async def forget_deleted(self) -> bool:
        """Bring the write-ahead log, which still holds what was deleted, into the database and empty it.

        Returns whether it is empty now; somebody who reads at this moment keeps it. Raises sqlite3.Error.
        """
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._empty_log)

    def _empty_log(self) -> bool:
        self._connection.execute("PRAGMA busy_timeout=0")  # nobody who wants to write may wait for a reader
        (kept, *_), *_ = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._connection.execute(f"PRAGMA busy_timeout={_BUSY_SECONDS * 1_000:.0f}")
        return not kept

    def close(self) -> None:
        """Finish what was begun, and close."""
        self._thread.shutdown()
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
