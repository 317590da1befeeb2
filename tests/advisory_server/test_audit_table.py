"""What the table of deeds promises whatever the code does: entries are added, and go when old, and no sooner."""

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_server.store.audit import Deed, What, entries, forget_entries, note
from advisory_server.store.audit_tables import AUDIT_TABLES, KEPT
from advisory_server.store.database import open_database
from tests.advisory_server.counting_world import RELEASE
from tests.advisory_server.counting_world import a_world as a_counting_world

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_database(tmp_path / "a.db")) as connection:
        yield connection


def note_at(connection: sqlite3.Connection, *ats: dt.datetime) -> None:
    for at in ats:
        note(connection, Deed(at=at, who="it.admin", what=What.PUBLISHED, facts={"version": "1"}))


def numbers(connection: sqlite3.Connection) -> list[int]:
    return [entry.number for entry in entries(connection, 1_000)]


CHANGES = [
    "UPDATE audit SET who = 'somebody else'",
    "UPDATE audit SET at = 0 WHERE number = 1",
    "DELETE FROM audit",
    "DELETE FROM audit WHERE number = 3",
    "DELETE FROM audit WHERE number = 1",
    "INSERT OR REPLACE INTO audit VALUES (2, 1, 'x', 'y', '{}')",
    "REPLACE INTO audit SELECT number, at, 'x', what, facts FROM audit WHERE number = 3",
    "INSERT INTO audit VALUES (3, 1, 'x', 'y', '{}') ON CONFLICT DO UPDATE SET who = 'x'",
    "INSERT INTO audit VALUES (-1, 1, 'x', 'y', '{}')",
    "INSERT INTO audit VALUES (9, 1, 'x', 'y', 'no json')",
]


@pytest.mark.parametrize("change", CHANGES)
def test_an_entry_never_changes_and_goes_no_sooner_than_after_three_years(
    database: sqlite3.Connection, change: str
) -> None:
    note_at(database, NOW - KEPT, NOW - KEPT + SECOND, NOW)
    before = list(database.iterdump())

    with pytest.raises(sqlite3.IntegrityError, match=r"audit:|CHECK constraint"):
        database.execute(change)

    assert list(database.iterdump()) == before


@pytest.mark.parametrize("trigger", ["audit_update", "audit_delete", "audit_insert"])
def test_without_its_trigger_a_change_goes_through(database: sqlite3.Connection, trigger: str) -> None:
    note_at(database, NOW, NOW, NOW)
    before = list(database.iterdump())
    database.execute(f"DROP TRIGGER {trigger}")
    for change in CHANGES[:-2]:
        try:
            database.execute(change)
        except sqlite3.IntegrityError:
            continue
        break

    assert [line for line in list(database.iterdump()) if line in before] != before


def test_what_is_older_than_three_years_goes_and_nothing_else(database: sqlite3.Connection) -> None:
    note_at(database, NOW - KEPT - SECOND, NOW - KEPT, NOW - 400 * dt.timedelta(days=1), NOW)

    assert forget_entries(database, NOW) == 1
    assert numbers(database) == [4, 3, 2]
    assert forget_entries(database, NOW) == 0


def test_a_clock_that_is_years_ahead_empties_nothing(database: sqlite3.Connection) -> None:
    note_at(database, NOW - KEPT, NOW)

    assert forget_entries(database, NOW + 60 * KEPT) == 0
    assert numbers(database) == [2, 1]


def test_numbers_rise_when_old_entries_are_gone_and_the_clock_goes_back(database: sqlite3.Connection) -> None:
    note_at(database, NOW - 2 * KEPT, NOW)
    forget_entries(database, NOW)
    note_at(database, NOW - dt.timedelta(days=30))

    assert numbers(database) == [3, 2]


@given(
    ages=st.lists(st.integers(0, 2_000).map(lambda days: dt.timedelta(days=days)), max_size=30),
    most=st.integers(1, 5),
)
def test_pages_give_every_entry_once_the_newest_first(ages: list[dt.timedelta], most: int) -> None:
    with closing(open_database(Path(":memory:"))) as database:
        note_at(database, *(NOW - age for age in ages))
        read, before = list[int](), None
        while page := [entry.number for entry in entries(database, most, before)]:
            assert len(page) <= most
            read += page
            before = page[-1]

    assert read == list(range(len(ages), 0, -1))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("x" * 200, "x" * 200, id="a line"),
        pytest.param("x" * 201, "x" * 199 + "…", id="more"),
        pytest.param("\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"), "\ufffd" * 3, id="odd"),
    ],
)
def test_of_a_text_that_is_longer_than_a_line_the_beginning_is_kept(
    database: sqlite3.Connection, typed: str, kept: str
) -> None:
    note(database, Deed(at=NOW, who=typed, what=What.PUBLISHED, facts={"note": typed}))

    (entry,) = entries(database, 1)
    assert (entry.who, entry.facts) == (kept, {"note": kept})


def test_the_table_holds_nothing_of_a_device_that_counts_and_no_address(database: sqlite3.Connection) -> None:
    columns = [name for _, name, *_ in database.execute("PRAGMA table_info(audit)")]
    noted = database.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = ?", (AUDIT_TABLES.name,))

    assert columns == ["number", "at", "who", "what", "facts"]
    assert noted.fetchall() == [("audit",)]


async def test_the_servers_tidying_takes_what_is_old_and_no_more(tmp_path: Path) -> None:
    async with a_counting_world(tmp_path) as world:
        await world.store.run(lambda it: note_at(it, RELEASE - KEPT - SECOND, RELEASE - KEPT, RELEASE))
        world.clock.at = RELEASE
        await world.counting.releases.look()

        assert await world.store.run(numbers) == [3, 2]
        found = await world.store.run(partial(entries, most=9))
        assert min(entry.at for entry in found) == RELEASE - KEPT
