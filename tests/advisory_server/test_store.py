"""The database: opened by several at once, durable, and forgetful of what is deleted."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from advisory_server.store.database import Store, open_database

OPEN = """
import sys
from pathlib import Path
from advisory_server.store.database import open_database
print("ready", flush=True)
sys.stdin.readline()
open_database(Path(sys.argv[1])).close()
"""
ROOT = Path(__file__).parents[2]


def test_processes_that_open_a_new_database_at_once_all_find_it_made(tmp_path: Path) -> None:
    command = [sys.executable, "-c", OPEN, str(tmp_path / "new.db")]
    opening = [
        subprocess.Popen(
            command,
            cwd=ROOT,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    for process in opening:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in opening:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()

    assert [process.communicate()[1] for process in opening] == [""] * 4
    with closing(sqlite3.connect(tmp_path / "new.db")) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM _sqlite_migrations ORDER BY name")]
    assert len(names) == len(set(names)) > 2


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
