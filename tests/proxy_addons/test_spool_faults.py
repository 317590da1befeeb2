"""Whatever is in the file's way, and on a full disk: it is said, nothing is damaged, and it goes on by itself."""

import contextlib
import datetime as dt
import hashlib
import resource
import signal
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from proxy_addons.spool import Spool, SpoolError
from proxy_addons.spool.mending import make_if_missing
from school_policy.vocabulary import Outcome
from tests.proxy_addons.made_up_server import (
    LONDON,
    MORNING,
    QUARTER,
    MadeUpServer,
    cells_of,
    noted,
    take_all,
)

NOTED = noted(Outcome.APP, 0, 1, 2)
NEW = noted(Outcome.SET_ASIDE)
SEALED = 24


def folder_in_its_place(path: Path) -> str:
    path.mkdir()
    return "is a folder; move it away"


def link_in_its_place(path: Path) -> str:
    path.symlink_to(path.with_name("elsewhere"))
    return "is a link; move it away"


def link_to_a_spool(path: Path) -> str:
    make_if_missing(path.with_name("other.db"))
    path.symlink_to(path.with_name("other.db"))
    return "is a link; move it away"


def open_to_others(path: Path) -> str:
    make_if_missing(path)
    path.chmod(0o644)
    return f"can be read by others; mend it with: chmod 600 {path}"


def no_folder_at_all(path: Path) -> str:
    path.parent.rmdir()
    return "No such file or directory"


def in_use(path: Path) -> str:
    make_if_missing(path)
    return "another process keeps it in use"


def newer_version(path: Path) -> str:
    spool = Spool(path)
    spool.note(NEW, [])
    spool.close()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        (document,) = connection.execute("SELECT document FROM ledger").fetchone()
        newer = document.replace(b'"format":2', b'"format":3')
        connection.execute("UPDATE ledger SET document = ?, digest = ?", (newer, hashlib.sha256(newer).digest()))
        connection.execute("PRAGMA user_version = 2")
        connection.commit()
    return "was written by a newer version"


IN_THE_WAY: list[Callable[[Path], str]] = [
    folder_in_its_place,
    link_in_its_place,
    link_to_a_spool,
    open_to_others,
    no_folder_at_all,
    newer_version,
]


@pytest.mark.parametrize("put", IN_THE_WAY, ids=[it.__name__ for it in IN_THE_WAY])
def test_what_is_in_the_way_is_said_and_left_as_it_is(put: Callable[[Path], str], tmp_path: Path) -> None:
    path = tmp_path / "state" / "spool.db"
    path.parent.mkdir()
    expected = put(path)
    before = sorted(it.name for it in tmp_path.rglob("*") if not it.name.endswith((".lock", "-wal", "-shm")))
    spool = Spool(path)
    for use in (lambda: spool.note(NEW, []), lambda: spool.seal(MORNING, LONDON), spool.oldest_waiting):
        with pytest.raises(SpoolError, match=r"spool\.db") as problem:
            use()
        assert expected in str(problem.value)
    spool.close()
    names = sorted(it.name for it in tmp_path.rglob("*") if not it.name.endswith((".lock", "-wal", "-shm")))
    assert names == before


def test_once_it_is_out_of_the_way_the_same_spool_works(tmp_path: Path) -> None:
    path = tmp_path / "spool.db"
    path.mkdir()
    spool = Spool(path)
    with pytest.raises(SpoolError):
        spool.note(NEW, [])
    path.rmdir()
    spool.note(NEW, [])
    spool.seal(MORNING, LONDON)
    take_all(spool, server := MadeUpServer())
    spool.close()

    assert server.counts == dict.fromkeys(cells_of(set(NEW)), 1)


def test_a_spool_that_is_in_use_for_too_long_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("proxy_addons.spool.schema.BUSY_MILLISECONDS", 10)
    path = tmp_path / "spool.db"
    make_if_missing(path)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        spool = Spool(path)
        with pytest.raises(SpoolError, match="another process keeps it in use"):
            spool.note(NEW, [])
        other.execute("ROLLBACK")
        spool.note(NEW, [])
        spool.close()
    assert not list(tmp_path.glob("*set-aside*"))


@contextlib.contextmanager
def full_disk(most_bytes: int) -> Iterator[None]:
    """No file may grow beyond that: what any user can have of a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


def test_on_a_full_disk_nothing_is_damaged_and_it_goes_on_by_itself(tmp_path: Path) -> None:
    for number, kilobytes in enumerate((0, 3, 20, 30, 45, 60)):
        path = tmp_path / str(number) / "spool.db"
        path.parent.mkdir()
        spool, server, failures = Spool(path), MadeUpServer(), 0
        with full_disk(kilobytes * 1024):
            for quarter in range(24):
                try:
                    spool.note(NOTED, [])
                    spool.seal(MORNING + quarter * QUARTER, LONDON)
                    if quarter % 3 == 0 and (report := spool.oldest_waiting()):
                        server.take(report)
                        spool.sent(report.id, late=False)
                except SpoolError as problem:
                    assert "disk" in str(problem)  # noqa: PT017 (one of many)
                    failures += 1
        spool.note([*NOTED, *NEW], [])
        spool.seal(MORNING + dt.timedelta(days=1), LONDON)
        take_all(spool, server)
        spool.close()

        assert failures, kilobytes
        assert server.counts == dict.fromkeys(cells_of({*NOTED, *NEW}), 1), kilobytes
        assert not list(path.parent.glob("*set-aside*")), kilobytes


def test_a_full_database_says_so(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool.db")
    spool.note(NOTED, [])
    connection = spool._database._connection  # noqa: SLF001 (to fill it without filling the disk)
    assert connection is not None
    connection.execute("PRAGMA max_page_count = 1")
    with pytest.raises(SpoolError, match="the disk is full; make room"):
        spool.seal(MORNING, LONDON)
    connection.execute("PRAGMA max_page_count = 100000")
    spool.seal(MORNING + dt.timedelta(days=1), LONDON)
    take_all(spool, server := MadeUpServer())
    spool.close()

    assert server.counts == dict.fromkeys(cells_of(set(NOTED)), 1)
