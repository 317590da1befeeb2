"""Published versions in the database: written whole or not at all, once, and with numbers that only rise."""

import datetime as dt
import signal
import sqlite3
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from advisory_server.signing import KEY_FILE, Signer, SigningKeyError, new_key, read_key
from advisory_server.store.database import Connection, Store
from advisory_server.store.publications import Draft, find, history, last_number, latest, publish
from school_policy.publication import STANDS_FOR, digest_of, read_statement

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
SIGNER = Signer(b"k" * 32)


def draft(document: bytes, content_of: int | None = None) -> Draft:
    return Draft(
        school="Ashover Primary School", document=document, author="it.admin", note="why", content_of=content_of
    )


def published(connection: Connection, *documents: bytes) -> None:
    for document in documents:
        publish(connection, draft(document), NOON, SIGNER.seal)


def test_where_nothing_was_published_there_is_nothing(tmp_path: Path) -> None:
    with Store(tmp_path / "owntime.db") as store:
        assert store.run_here(latest) is None
        assert store.run_here(history) == ()
        assert store.run_here(last_number) == 0


def test_the_last_version_is_in_force_with_what_was_signed_of_it(tmp_path: Path) -> None:
    with Store(tmp_path / "owntime.db") as store:
        store.run_here(lambda connection: published(connection, b"one", b"two"))
        found = store.run_here(latest)
        versions = store.run_here(history)

    assert found is not None
    statement = read_statement(found.sealed.statement)
    assert (found.document, found.version.number, found.version.author, found.version.note) == (
        *(b"two", 2),
        *("it.admin", "why"),
    )
    assert (statement.version, statement.digest, statement.size) == (2, digest_of(b"two"), 3)
    assert (statement.published_at, statement.signed_at, statement.expires_at) == (NOON, NOON, NOON + STANDS_FOR)
    assert [(version.number, version.digest) for version in versions] == [
        (2, digest_of(b"two")),
        (1, digest_of(b"one")),
    ]


def test_what_was_signed_says_nothing_of_who_published_it(tmp_path: Path) -> None:
    with Store(tmp_path / "owntime.db") as store:
        store.run_here(lambda connection: published(connection, b"one"))
        found = store.run_here(latest)

    assert found is not None
    assert not any(word in found.sealed.statement for word in (b"it.admin", b"why"))


CHANGES = [
    "UPDATE publications SET document = x'00' WHERE version = 1",
    "DELETE FROM publications WHERE version = 1",
    "DELETE FROM publications",
    "INSERT OR REPLACE INTO publications SELECT * FROM publications WHERE version = 2",
    "INSERT INTO publications SELECT 0, published_at, '', '', NULL, '', x'', x'', x'' FROM publications LIMIT 1",
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_version_never_changes_and_no_number_comes_again(tmp_path: Path, change: str) -> None:
    with Store(tmp_path / "owntime.db") as store:
        store.run_here(lambda connection: published(connection, b"one", b"two"))
        before = store.run_here(lambda connection: connection.execute("SELECT * FROM publications").fetchall())

        with pytest.raises(sqlite3.Error):
            store.run_here(lambda connection: connection.execute(change))
        assert (
            store.run_here(lambda connection: connection.execute("SELECT * FROM publications").fetchall())
            == before
        )


KILLED = """
import datetime as dt, os, signal, sys
from pathlib import Path
from advisory_server.signing import Signer
from advisory_server.store.database import Store
from advisory_server.store.publications import Draft, publish
where, path = sys.argv[1:]
def die(point):
    if where == point:
        os.kill(os.getpid(), signal.SIGKILL)
def seal(statement):
    die("as it is signed")
    return Signer(b"k" * 32).seal(statement)
def work(connection):
    draft = Draft(school="Ashover Primary School", document=b"new" * 100_000, author="it.admin", note="")
    publish(connection, draft, dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC), seal)
    die("before it is committed")
with Store(Path(path)) as store:
    store.run_here(work)
    die("after it is committed")
"""


@pytest.mark.parametrize(
    ("where", "now"),
    [
        pytest.param("as it is signed", b"old", id="as it is signed"),
        pytest.param("before it is committed", b"old", id="before it is committed"),
        pytest.param("after it is committed", b"new" * 100_000, id="after it is committed"),
    ],
)
def test_killed_in_the_middle_of_a_publish_there_is_the_old_or_the_new(
    tmp_path: Path, where: str, now: bytes
) -> None:
    path = tmp_path / "owntime.db"
    with Store(path) as store:
        store.run_here(lambda connection: published(connection, b"old"))

    done = subprocess.run([sys.executable, "-c", KILLED, where, str(path)], check=False, timeout=60)

    assert done.returncode == -signal.SIGKILL
    with Store(path) as store:
        found = store.run_here(latest)
        assert found is not None
        statement = read_statement(found.sealed.statement)
        assert found.document == now
        assert (statement.version, statement.digest) == (found.version.number, digest_of(now))
        assert store.run_here(partial(find, number=2 if now == b"old" else 3)) is None
        store.run_here(lambda connection: published(connection, b"next"))  # and it goes on
        assert store.run_here(last_number) == (2 if now == b"old" else 3)


def test_a_key_is_read_as_it_was_made(tmp_path: Path) -> None:
    assert read_key(tmp_path) is None
    (tmp_path / KEY_FILE).write_bytes(new_key())
    first, second = read_key(tmp_path), read_key(tmp_path)

    assert first is not None
    assert second is not None
    assert first.public == second.public
    assert len(first.public) == 44
    assert first.public not in (tmp_path / KEY_FILE).read_text()


@pytest.mark.parametrize("content", [b"", b"AAAA", b"\xff\xfe", b"A" * 20])
def test_what_is_no_key_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / KEY_FILE).write_bytes(content)

    with pytest.raises(SigningKeyError, match="is no signing key"):
        read_key(tmp_path)
