"""What the tables themselves promise, whatever the code does."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from advisory_server.store.counting_tables import COUNTING_TABLES
from advisory_server.store.database import open_database

RELEASE = (
    "INSERT {how} INTO release VALUES ('week', '2026-06-15', '2026-06-22T05:00:00+00:00', {active}, 1, 1, 0, 0)"
)
ROW = "INSERT {how} INTO released VALUES ('week', '2026-06-15', {place}, 'any', '', 'not shown')"

OURS = {
    *("device", "active", "contact"),
    *("seen", "count", "late", "wrongly_listed"),
    *("began", "frozen", "release", "released"),
}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = open_database(tmp_path / "a.db")
    yield connection
    connection.close()


@pytest.fixture
def released(database: sqlite3.Connection) -> sqlite3.Connection:
    database.execute(ROW.format(how="", place=0))
    database.execute(RELEASE.format(how="", active=20))
    return database


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE release SET active = 9",
        "UPDATE released SET shown = '9'",
        "DELETE FROM release",
        "DELETE FROM released",
        RELEASE.format(how="OR REPLACE", active=9),
        ROW.format(how="OR REPLACE", place=0),
        ROW.format(how="", place=1),
    ],
)
def test_a_release_never_changes(released: sqlite3.Connection, change: str) -> None:
    before = list(released.iterdump())

    with pytest.raises(sqlite3.IntegrityError, match="a release never changes"):
        released.execute(change)

    assert list(released.iterdump()) == before


def columns(database: sqlite3.Connection, table: str) -> set[str]:
    return {name for _, name, *_ in database.execute(f"PRAGMA table_info({table})")}


def test_no_table_holds_a_device_beside_a_cell_or_a_report(database: sqlite3.Connection) -> None:
    of_devices = {"device", "name", "token_hash", "added_on", "revoked_on"}
    of_counts = {"report", "digest", "dimension", "value", "clients", "shown", "platform", "taken", "received_on"}
    tables = {table: columns(database, table) for table in OURS}

    assert [table for table, names in tables.items() if names & of_devices and names & of_counts] == []
    assert {table for table, names in tables.items() if names & of_devices} == {"device", "active", "contact"}
    assert tables["active"] == {"week", "device"}
    assert tables["contact"] == {"device", "day", "version", "staff_groups"}
    assert tables["seen"] == {"report", "digest", "taken", "received_on"}


def test_every_table_is_strict_and_keeps_no_order_of_arrival(database: sqlite3.Connection) -> None:
    made = {
        name: (bool(without_rowid), bool(strict))
        for _, name, kind, _, without_rowid, strict in database.execute("PRAGMA table_list")
        if kind == "table" and name in OURS
    }

    assert made == dict.fromkeys(OURS, (True, True))


def test_a_database_that_is_opened_again_stays_as_it_is(tmp_path: Path, released: sqlite3.Connection) -> None:
    before = list(released.iterdump())

    open_database(tmp_path / "a.db").close()

    assert list(released.iterdump()) == before


def test_a_database_of_before_takes_up_what_is_new_and_keeps_what_it_has(
    tmp_path: Path, released: sqlite3.Connection
) -> None:
    released.execute("INSERT INTO device VALUES ('d', 'Office', x'00', '2026-06-17', NULL, 0)")
    whole = list(released.iterdump())
    released.execute("DROP TABLE contact")
    released.execute("DELETE FROM _sqlite_migrations WHERE name = 'contacts'")
    assert [line for line in whole if line not in list(released.iterdump())] != []

    open_database(tmp_path / "a.db").close()

    again = list(released.iterdump())
    assert [line for line in whole if line not in again and "_sqlite_migrations" not in line] == []


def test_every_migration_is_noted(database: sqlite3.Connection) -> None:
    noted = database.execute(
        "SELECT name FROM _sqlite_migrations WHERE migration_set = ?", (COUNTING_TABLES.name,)
    )

    assert {name for (name,) in noted} == {"devices", "counts", "releases", "frozen", "gateways", "contacts"}
