"""Each thing that is kept has its row in the pack, and is kept as long as the row says."""

import dataclasses
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from advisory_server.store.database import open_database
from owntime.data_protection.holding import rows_for
from owntime.data_protection.kept import Kept, Place, statements_of
from owntime.data_protection.kept_on_device import ON_DEVICE
from owntime.data_protection.kept_on_server import ON_SERVER
from owntime.data_protection.length_words import length_words
from owntime.data_protection.statement import Basis
from proxy_addons.spool import Spool
from proxy_addons.spool.spool import SPOOL_FILE
from tests.owntime.data_protection.lengths import LENGTHS, Length
from tests.owntime.data_protection.one_of_everything import EVERYTHING, UNCOUNTED

ROOT = Path(__file__).parents[3]
EVERY_ROW = (*ON_DEVICE, *ON_SERVER)
Tables = dict[str, str]


def tables_in(connection: sqlite3.Connection) -> Tables:
    """Return every table of a database with its columns."""
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: " ".join(row[1] for row in connection.execute(f"PRAGMA table_info({name})")) for name in names}


def stated(rows: Sequence[Kept]) -> Tables:
    return {name: columns for row in rows for name, columns in row.tables.items()}


@pytest.fixture
def server_database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_database(tmp_path / "a.db")) as connection:
        yield connection


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    its = Spool(tmp_path / SPOOL_FILE)
    its.note((), ())
    its.close()
    with closing(sqlite3.connect(tmp_path / SPOOL_FILE)) as connection:
        yield connection


def test_every_table_of_the_server_has_its_row_with_every_column(server_database: sqlite3.Connection) -> None:
    """A new table, or column: write what it holds into owntime/data_protection/kept_on_server.py."""
    assert stated(ON_SERVER) == tables_in(server_database)


def test_every_table_of_a_device_has_its_row_with_every_column(spool: sqlite3.Connection) -> None:
    assert stated(ON_DEVICE) == tables_in(spool)


@pytest.mark.parametrize(
    "news", ["CREATE TABLE note (words TEXT)", "ALTER TABLE pauses ADD COLUMN why TEXT", "DROP TABLE late"]
)
def test_a_table_or_column_without_a_row_is_found(server_database: sqlite3.Connection, news: str) -> None:
    server_database.execute(news)
    assert stated(ON_SERVER) != tables_in(server_database)


def test_a_table_of_the_server_is_in_one_row() -> None:
    assert {
        name: n for name, n in Counter(name for row in ON_SERVER for name in row.tables).items() if n > 1
    } == {}


def test_what_is_counted_of_half_terms_too_is_said_to_stay_until_theirs(
    server_database: sqlite3.Connection,
) -> None:
    of_both = {
        name
        for name, columns in tables_in(server_database).items()
        if {"kind", "start", "clients"} <= set(columns.split())
    }
    assert of_both == {"count", "mark"}
    said = {row.how_long for row in ON_SERVER if of_both & set(row.tables)}
    assert all(words.endswith("after the release of its week or half-term") for words in said)


LONG = [pytest.param(length.row(EVERY_ROW), length, id=f"{length.source} {length.place}") for length in LENGTHS]


@pytest.mark.parametrize(("row", "length"), LONG)
def test_a_thing_is_kept_as_long_as_its_row_says_and_no_longer(tmp_path: Path, row: Kept, length: Length) -> None:
    lasts = row.lasts[length.place]
    assert length.is_kept(tmp_path, lasts, -length.step)
    assert not length.is_kept(tmp_path, lasts, length.step)


def without_a_test(rows: Sequence[Kept]) -> set[tuple[str, int]]:
    wanted = {(row.source, place) for row in rows for place in range(len(row.lasts))}
    return wanted - {(length.source, length.place) for length in LENGTHS}


def test_every_length_is_compared_with_what_the_code_does() -> None:
    """A new row with a length: show in lengths.py how long the thing is really kept."""
    assert without_a_test(EVERY_ROW) == set()
    assert without_a_test([dataclasses.replace(ON_SERVER[1], source="another")]) != set()


def unsaid(rows: Sequence[Kept]) -> list[str]:
    return [row.what for row in rows for lasts in row.lasts if length_words(lasts) not in row.how_long]


def test_every_length_is_said_as_it_is() -> None:
    assert unsaid(EVERY_ROW) == []
    (longer,) = (
        dataclasses.replace(row, lasts=(row.lasts[0] * 3,)) for row in ON_SERVER if "active" in row.tables
    )
    assert len(unsaid([longer])) == 1


def deleted_tables(code: Mapping[str, str]) -> set[str]:
    return {name for text in code.values() for name in re.findall(r"DELETE FROM (\w+)", text)}


def test_what_is_kept_for_good_is_deleted_nowhere() -> None:
    store = {path.name: path.read_text("utf-8") for path in (ROOT / "advisory_server/store").glob("*.py")}
    for_good = {name for row in ON_SERVER if not (row.lasts or row.by_hand) for name in row.tables}
    assert for_good & deleted_tables(store) == set()
    assert for_good & deleted_tables({**store, "new": "DELETE FROM pauses WHERE id = 1"}) == {"pauses"}
    assert {name for row in ON_SERVER for name in row.tables} - for_good == deleted_tables(store)


def test_a_row_is_measured_only_where_a_table_or_a_length_stands_behind_it() -> None:
    for row, statement in zip(EVERY_ROW, statements_of(EVERY_ROW), strict=True):
        assert (statement.basis is Basis.MEASURED) is bool(row.tables or row.lasts)


def test_without_a_server_nothing_is_kept_of_counting_on_the_device_either() -> None:
    rows = rows_for(UNCOUNTED)
    assert {row.place for row in rows} <= {Place.DEVICE_MEMORY, Place.DEVICE_DISK}
    assert not any(row.tables for row in rows)
    assert rows_for(EVERYTHING) == EVERY_ROW
