"""What an IT admin may know of a spool: how much waits, what was refused and why. Reads, and does nothing else."""

import contextlib
import datetime as dt
import sqlite3
from pathlib import Path

import msgspec

from proxy_addons.spool.mending import set_aside_files
from proxy_addons.spool.schema import DamageError, NewerVersionError, SpoolError, read_ledger

_NEWEST = 5


class SetAside(msgspec.Struct, frozen=True, kw_only=True):
    """A report that is kept, and sent no more."""

    id: str
    reason: str


class SpoolStatus(msgspec.Struct, frozen=True, kw_only=True):
    """A spool as it stands."""

    waiting: int = 0
    sent: int = 0
    late: int = 0
    set_aside: int = 0
    newest_set_aside: tuple[SetAside, ...] = ()
    last_sealed: dt.datetime | None = None
    last_answer: str = ""
    last_answer_at: dt.datetime | None = None
    closed_before: dt.date | None = None
    """A Monday before which nothing is counted, as what was sent is not known."""
    set_aside_files: tuple[str, ...] = ()
    """Damaged spools that were kept."""


def status_of(connection: sqlite3.Connection, files: tuple[str, ...] = ()) -> SpoolStatus:
    """Return how a spool stands. Raises sqlite3.Error, DamageError or NewerVersionError."""
    ledger = read_ledger(connection)
    counts = dict(connection.execute("SELECT state, count(*) FROM reports GROUP BY state"))
    newest = connection.execute(
        "SELECT id, reason FROM reports WHERE state = 'set aside' ORDER BY number DESC LIMIT ?", (_NEWEST,)
    )
    answer = connection.execute("SELECT at, words FROM last_answer").fetchone()
    return SpoolStatus(
        waiting=counts.get("waiting", 0),
        sent=counts.get("sent", 0),
        late=counts.get("late", 0),
        set_aside=counts.get("set aside", 0),
        newest_set_aside=tuple(SetAside(id=report_id, reason=reason) for report_id, reason in newest),
        last_sealed=ledger.last_sealed,
        last_answer=answer[1] if answer else "",
        last_answer_at=dt.datetime.fromisoformat(answer[0]) if answer else None,
        closed_before=ledger.closed_before,
        set_aside_files=files,
    )


def read_status(path: Path) -> SpoolStatus | None:
    """Return how the spool at a path stands, None where there is none. Makes and changes nothing.

    Raises SpoolError.
    """
    files = tuple(set_aside_files(path))
    try:
        if not path.exists():
            return SpoolStatus(set_aside_files=files) if files else None
        # Without a log nobody has it open, and SQLite is told so, as it would make files beside it.
        how = "mode=ro" if Path(f"{path}-wal").exists() else "immutable=1"
        where = f"{path.absolute().as_uri()}?{how}"
        with contextlib.closing(sqlite3.connect(where, uri=True, isolation_level=None)) as connection:
            return status_of(connection, files)
    except (DamageError, sqlite3.DatabaseError) as error:
        if _is_damage(error):
            raise SpoolError(f"{path} is damaged ({error}); the proxy mends it when it next uses it") from error
        raise SpoolError(f"{path} cannot be read: {error}") from error
    except (sqlite3.Error, NewerVersionError, OSError, ValueError) as error:
        raise SpoolError(f"{path} cannot be read: {error or type(error).__name__}") from error


def _is_damage(error: Exception) -> bool:
    """Tell damage from a file that is locked, may not be read, or lies on a failing disk."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    return code & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_NOTADB}
