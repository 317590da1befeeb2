"""The tables of a spool, how one is made and opened, and what makes one good."""

import hashlib
import sqlite3
from pathlib import Path
from typing import Literal

import msgspec

from proxy_addons.ledger import Ledger

VERSION = 1
"""Kept as user_version; another one is refused, and never taken for damage where its ledger is good."""

BUSY_MILLISECONDS = 5_000
"""The other process's longest transaction is a few milliseconds; an overloaded disk is given some patience."""

_TABLES = """
    CREATE TABLE ledger (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        document BLOB NOT NULL,
        digest BLOB NOT NULL
    ) STRICT;
    CREATE TABLE reports (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'late', 'set aside')),
        body BLOB,
        digest BLOB NOT NULL,
        sealed TEXT NOT NULL,
        reason TEXT NOT NULL DEFAULT ''
    ) STRICT;
    CREATE INDEX reports_of_state ON reports (state, number);
    CREATE TABLE last_answer (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        at TEXT NOT NULL,
        words TEXT NOT NULL
    ) STRICT;
"""

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Ledger).decode


class SpoolError(ValueError):
    """The spool cannot be used now; the message says why, for the IT admin. Nothing was changed."""


class NewerVersionError(Exception):
    """The file is whole, and a newer version wrote it."""


class DamageError(Exception):
    """The file is not as it was written; what is readable is to be saved."""


def connect(path: Path | Literal[":memory:"]) -> sqlite3.Connection:
    """Open a database file that is there, for reading and writing. Raises sqlite3.Error."""
    where = path if path == ":memory:" else f"{Path(path).absolute().as_uri()}?mode=rw"
    connection = sqlite3.connect(
        where, uri=True, isolation_level=None, check_same_thread=False, timeout=BUSY_MILLISECONDS / 1000
    )
    try:
        connection.execute("PRAGMA synchronous = FULL")  # NORMAL loses the last commits when the power goes
        connection.execute("PRAGMA secure_delete = ON")  # what is forgotten is not left in free pages
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def make(connection: sqlite3.Connection) -> None:
    """Make the tables in an empty database."""
    connection.executescript(
        f"PRAGMA journal_mode = WAL; BEGIN; {_TABLES} PRAGMA user_version = {VERSION}; COMMIT;"
    )
    write_ledger(connection, Ledger())


def check(connection: sqlite3.Connection) -> None:
    """Raise DamageError or sqlite3.Error where damage can be seen, or NewerVersionError."""
    found = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if found != ("ok",):
        raise DamageError(str(found))
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    read_ledger(connection)
    if version != VERSION:
        raise DamageError("user_version")
    if connection.execute("PRAGMA journal_mode = WAL").fetchone() not in {("wal",), ("memory",)}:
        raise DamageError("journal_mode")
    connection.executescript(
        f"BEGIN IMMEDIATE; PRAGMA user_version = {VERSION}; ROLLBACK;"
    )  # can it be written to?


def read_ledger(connection: sqlite3.Connection) -> Ledger:
    """Return the ledger. Raises DamageError where it is not what was written, or NewerVersionError."""
    row = connection.execute("SELECT document, digest FROM ledger WHERE one = 1").fetchone()
    if row is None or not isinstance(row[0], bytes) or digest_of(row[0]) != row[1]:
        raise DamageError("ledger")
    try:
        return msgspec.structs.replace(
            _decode(row[0]), format=2
        )  # 1 is read on: it has no half-terms, and no more
    except msgspec.DecodeError as error:  # written so, and whole
        raise NewerVersionError from error


def write_ledger(connection: sqlite3.Connection, ledger: Ledger) -> None:
    """Put the ledger in the place of the one that is there."""
    document = _encode(ledger)
    connection.execute("REPLACE INTO ledger VALUES (1, ?, ?)", (document, digest_of(document)))


def digest_of(body: bytes) -> bytes:
    """Return the SHA-256 of what was written, kept beside it."""
    return hashlib.sha256(body).digest()
