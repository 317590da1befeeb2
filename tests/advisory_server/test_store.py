"""The database: opened by several at once, durable, and forgetful of what is deleted."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import pytest

from advisory_server.store.database import Store, open_database


def test_whoever_opens_a_new_database_at_once_with_others_finds_it_made(tmp_path: Path) -> None:
    at_once = Barrier(8)

    def open_with_others(path: Path) -> list[str]:
        at_once.wait()
        with closing(open_database(path)) as connection:
            return [name for (name,) in connection.execute("SELECT name FROM _sqlite_migrations")]

    with ThreadPoolExecutor(at_once.parties) as people:
        for attempt in range(25):
            made = list(people.map(open_with_others, [tmp_path / f"{attempt}.db"] * at_once.parties))
            assert len(made[0]) == len(set(made[0])) > 2
            assert made == [made[0]] * at_once.parties


def test_a_commit_is_on_the_disk_and_what_is_deleted_is_overwritten(tmp_path: Path) -> None:
    with closing(open_database(tmp_path / "a.db")) as connection:
        values = [
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "secure_delete", "foreign_keys")
        ]

    assert values == ["wal", 2, 1, 1]


def test_work_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def write_and_fail(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO began (week) VALUES ('2026-06-15')")
        raise LookupError

    with Store(tmp_path / "a.db") as store:
        with pytest.raises(LookupError):
            store.run_here(write_and_fail)

        assert store.run_here(lambda connection: connection.execute("SELECT * FROM began").fetchall()) == []


async def test_the_log_is_emptied_unless_somebody_reads(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    log = path.with_name("a.db-wal")
    with Store(path) as store, closing(sqlite3.connect(path, isolation_level=None)) as reader:
        store.run_here(lambda connection: connection.execute("INSERT INTO began (week) VALUES ('2026-06-15')"))
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM began").fetchall()
        store.run_here(lambda connection: connection.execute("DELETE FROM began"))
        assert (await store.forget_deleted(), log.stat().st_size > 0) == (False, True)

        reader.execute("COMMIT")
        assert (await store.forget_deleted(), log.stat().st_size) == (True, 0)
