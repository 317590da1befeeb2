"""Published policies in the database: plain functions, each a part of one transaction."""

import datetime as dt
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from school_policy.publication import STANDS_FOR, Sealed, Statement, digest_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What somebody is about to publish."""

    school: str
    document: bytes
    author: str
    note: str
    content_of: int | None = None
    """The version whose content it is, where it takes an earlier one up again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One published version, as history tells it."""

    number: int
    published_at: dt.datetime
    author: str
    note: str
    content_of: int | None
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """One published version with all that devices are sent."""

    version: Version
    document: bytes
    sealed: Sealed


def publish(
    connection: sqlite3.Connection, draft: Draft, now: dt.datetime, seal: Callable[[Statement], Sealed]
) -> Version:
    """Write the next version within the transaction at hand, and return it."""
    ((number,),) = connection.execute("SELECT coalesce(max(version), 0) + 1 FROM publications")
    at = now.astimezone(dt.UTC).replace(microsecond=0)
    digest = digest_of(draft.document)
    statement = Statement(
        school=draft.school,
        version=number,
        published_at=at,
        signed_at=at,
        expires_at=at + STANDS_FOR,
        digest=digest,
        size=len(draft.document),
    )
    sealed = seal(statement)
    row = (number, int(at.timestamp()), draft.author, draft.note, draft.content_of, digest)
    connection.execute(
        f"INSERT INTO publications ({_COLUMNS}, document, statement, signature)"  # noqa: S608 (fixed columns)
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*row, draft.document, sealed.statement, sealed.signature),
    )
    return _version(row)


def last_number(connection: sqlite3.Connection) -> int:
    """Return the number of the version in force, 0 where nothing was published."""
    ((number,),) = connection.execute("SELECT coalesce(max(version), 0) FROM publications")
    return int(number)


def latest(connection: sqlite3.Connection) -> Published | None:
    """Return the version in force."""
    return find(connection, last_number(connection))


def find(connection: sqlite3.Connection, number: int) -> Published | None:
    """Return a version by its number."""
    row = connection.execute(
        f"SELECT {_COLUMNS}, document, statement, signature FROM publications WHERE version = ?",  # noqa: S608
        (number,),
    ).fetchone()
    if row is None:
        return None
    *of_version, document, statement, signature = row
    return Published(
        version=_version(tuple(of_version)),
        document=document,
        sealed=Sealed(statement=statement, signature=signature),
    )


def history(connection: sqlite3.Connection) -> tuple[Version, ...]:
    """Return every version, the newest first."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM publications ORDER BY version DESC")  # noqa: S608
    return tuple(_version(row) for row in rows)


_COLUMNS = "version, published_at, author, note, content_of, digest"


def _version(row: tuple[int, int, str, str, int | None, str]) -> Version:
    number, published_at, author, note, content_of, digest = row
    return Version(
        number=number,
        published_at=dt.datetime.fromtimestamp(published_at, dt.UTC),
        author=author,
        note=note,
        content_of=content_of,
        digest=digest,
    )
