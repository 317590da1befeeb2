"""A damaged spool is set aside, and what is readable of it put into a new one. Only under the lock held alone.

The path names a whole file at every moment: a new one is made beside it, and then takes its place. Where the
ledger is lost, the new one counts nothing until the week is over (`Ledger.closing`): no bit may be sent twice.
"""

import contextlib
import logging
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec

from proxy_addons.ledger import Ledger
from proxy_addons.spool import schema
from proxy_addons.spool.schema import DamageError, digest_of

_log = logging.getLogger("owntime.spool")

_MOST_BYTES = 256 * 2**20  # ten times what a full spool takes; more is not worth reading
_MOST_MISSING = 64  # rows in a row that cannot be read before the rest is tried from the other end
_BESIDE = ("-wal", "-shm")

type _Row = tuple[str, str, bytes | None, bytes, str, str]
_COLUMNS = "id, state, body, digest, sealed, reason"


class Salvaged(msgspec.Struct):
    """What could be read of a damaged spool."""

    ledger: Ledger | None = None
    reports: dict[int, _Row] = {}
    last_answer: tuple[str, str] | None = None


def make_if_missing(path: Path) -> None:
    """Make an empty spool where there is none. Where there was one before, its week is closed."""
    if os.path.lexists(path):
        return
    seen = _mark_of(path).exists()
    _put_in_place(path, Salvaged(ledger=None if seen else Ledger()))
    _mark_of(path).touch(mode=0o600)
    _sync_folder(path)


def mend(path: Path) -> None:
    """Set a damaged spool aside, and put a new one with what was readable in its place."""
    salvaged = _salvage(path)
    aside = _free_name(path)
    os.link(path, aside)
    _put_in_place(path, salvaged, aside)
    _log.error(
        "%s was damaged and is kept as %s; %d reports were saved%s",
        path.name,  # without its folders, as they name the person whose device it is
        aside.name,
        len(salvaged.reports),
        ""
        if salvaged.ledger
        else "; nothing more is counted on this device until next Monday, nor of this half-term",
    )


def set_aside_files(path: Path) -> list[str]:
    """Return the names of damaged spools that were kept."""
    names = (each.name for each in path.parent.glob(f"{path.name}.set-aside-*"))
    return sorted(name for name in names if not name.endswith(_BESIDE))


def _mark_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.made")


def _free_name(path: Path) -> Path:
    names = (path.with_name(f"{path.name}.set-aside-{number}") for number in range(1, 10_000))
    return next(name for name in names if not os.path.lexists(name))


def _put_in_place(path: Path, salvaged: Salvaged, aside: Path | None = None) -> None:
    new = path.with_name(f"{path.name}.new")
    for part in (new, *(Path(f"{new}{suffix}") for suffix in (*_BESIDE, "-journal"))):
        part.unlink(missing_ok=True)
    os.close(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with contextlib.closing(schema.connect(new)) as connection:
        schema.make(connection)
        _write(connection, salvaged)
    for suffix in _BESIDE:  # another file's log must never be replayed into this one
        with contextlib.suppress(FileNotFoundError):
            Path(f"{path}{suffix}").replace(f"{aside or path.with_name(f'{path.name}.left')}{suffix}")
    _sync_folder(path)
    new.replace(path)
    _sync_folder(path)


def _write(connection: sqlite3.Connection, salvaged: Salvaged) -> None:
    connection.execute("BEGIN")
    schema.write_ledger(connection, salvaged.ledger or Ledger(closing=True))
    for number, row in sorted(salvaged.reports.items()):
        with contextlib.suppress(sqlite3.IntegrityError):  # an id that is there already
            connection.execute(
                f"INSERT INTO reports (number, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
                (number, *row),
            )
    if salvaged.last_answer:
        connection.execute("INSERT INTO last_answer VALUES (1, ?, ?)", salvaged.last_answer)
    connection.execute("COMMIT")


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _salvage(path: Path) -> Salvaged:
    """Read a copy as it is, then with a good first page (the tables' places) in place of its own."""
    salvaged = Salvaged()
    if path.stat().st_size > _MOST_BYTES:
        return salvaged
    folder = path.with_name(f"{path.name}.mending")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        copy = folder / "copy"
        shutil.copyfile(path, copy)
        with contextlib.suppress(FileNotFoundError):
            shutil.copyfile(f"{path}-wal", f"{copy}-wal")
        _read_into(salvaged, copy)
        patched = folder / "patched"
        shutil.copyfile(path, patched)
        _give_first_page(patched, folder / "pattern")
        _read_into(salvaged, patched)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return salvaged


def _give_first_page(path: Path, pattern: Path) -> None:
    """Overwrite the first page by that of a new spool, whose tables stand in the same places."""
    pattern.touch(mode=0o600)
    with contextlib.closing(schema.connect(pattern)) as connection:
        schema.make(connection)
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    page = bytearray(pattern.read_bytes()[:size])
    with path.open("r+b") as file:
        pages = file.seek(0, os.SEEK_END) // size
        page[28:32] = max(pages, 1).to_bytes(4, "big")  # the size of the database in pages
        page[32:40] = bytes(8)  # no free pages: it is only read
        file.seek(0)
        file.write(page)


def _read_into(salvaged: Salvaged, path: Path) -> None:
    with contextlib.suppress(sqlite3.Error), contextlib.closing(schema.connect(path)) as connection:
        with contextlib.suppress(sqlite3.Error, DamageError):
            salvaged.ledger = salvaged.ledger or schema.read_ledger(connection)
        with contextlib.suppress(sqlite3.Error):
            found = connection.execute("SELECT at, words FROM last_answer").fetchone()
            salvaged.last_answer = salvaged.last_answer or found
        for number, row in (*_rows(connection, ">", 1), *_rows(connection, "<", -1)):
            if _is_good(row):
                salvaged.reports.setdefault(number, row)


def _rows(connection: sqlite3.Connection, side: str, step: int) -> Iterator[tuple[int, _Row]]:
    """Yield the rows from one end on, over gaps that cannot be read."""
    order = "ASC" if step > 0 else "DESC"
    question = f"SELECT number, {_COLUMNS} FROM reports WHERE number {side}= ? ORDER BY number {order} LIMIT 1"  # noqa: S608
    at, missing = (-(2**62), 0) if step > 0 else (2**62, 0)
    while missing < _MOST_MISSING:
        try:
            row = connection.execute(question, (at,)).fetchone()
        except sqlite3.Error:
            missing, at = missing + 1, at + step
            continue
        if row is None:
            return
        missing, at = 0, row[0] + step
        yield row[0], row[1:]


def _is_good(row: _Row) -> bool:
    report_id, state, body, digest, sealed, reason = row
    if not all(isinstance(text, str) for text in (report_id, state, sealed, reason)) or not isinstance(
        digest, bytes
    ):
        return False
    if state == "waiting":
        return isinstance(body, bytes) and digest_of(body) == digest
    return state in {"sent", "late", "set aside"} and (body is None or isinstance(body, bytes))
