"""The tables of devices, counts and releases, and how they came to be.

No row holds a device beside a cell or a report; a gateway, which is no person, stands beside its cells. Tables
without a rowid keep their rows in the order of their keys, so that nothing can be read from the order in which
rows came. Days and weeks are ISO dates (a week is its Monday), instants ISO in UTC.
"""

from typing import Any

from sqlite_utils import Database, Migrations

COUNTING_TABLES = Migrations("counting")

_FOR_GOOD = ("release", "released")
_WHY = {"release": "a release", "released": "a release", "frozen": "what was seen"}
_RELEASE_KEY = ("kind", "start")
_PLACE_KEY = ("kind", "start", "place")


@COUNTING_TABLES()
def devices(database: Database) -> None:
    """Create what says which devices are enrolled, and in which weeks each of them reported."""
    _create(
        database,
        "device",
        {"id": str, "name": str, "token_hash": bytes, "added_on": str, "revoked_on": str},
        ("id",),
        may_be_null={"revoked_on"},
    )
    for column in ("name", "token_hash"):
        database.table("device").create_index([column], unique=True)
    _create(database, "active", {"week": str, "device": str}, ("week", "device"))


@COUNTING_TABLES()
def counts(database: Database) -> None:
    """Create what says which reports came, of whatever device, and what they add up to."""
    _create(
        database,
        "seen",
        {"report": str, "digest": str, "taken": str, "received_on": str},
        ("report",),
        may_be_null={"digest"},
    )
    cell = {"kind": str, "start": str, "dimension": str, "value": str}
    _create(database, "count", {**cell, "clients": int}, tuple(cell))
    _create(database, "late", {"week": str, "reports": int}, ("week",))
    _create(database, "wrongly_listed", {"platform": str, "day": str, "times": int}, ("platform", "day"))


@COUNTING_TABLES()
def releases(database: Database) -> None:
    """Create what holds the releases, written once and never changed, and the first week that is released."""
    _create(database, "began", {"week": str}, ("week",))
    coverage = {"released_at": str, "active": int, "enrolled": int, "reporting": int, "late": int}
    _create(database, "release", {"kind": str, "start": str, **coverage}, _RELEASE_KEY)
    shown = {"dimension": str, "value": str, "shown": str}
    _create(database, "released", {"kind": str, "start": str, "place": int, **shown}, _PLACE_KEY)
    for table in _FOR_GOOD:
        for change in ("UPDATE", "DELETE"):
            _refuse(database, table, change, "1")
    # A row that replaces another fires no DELETE trigger, and a release that is there takes no further rows.
    for table in _FOR_GOOD:
        _refuse(
            database, table, "INSERT", "EXISTS (SELECT 1 FROM release WHERE (kind, start) = (NEW.kind, NEW.start))"
        )


@COUNTING_TABLES()
def frozen(database: Database) -> None:
    """Create what holds a half-term, or a week outside of any, as it was when it was first seen."""
    columns = {"kind": str, "first": str, "last": str, "platforms": str}
    _create(database, "frozen", columns, ("kind", "first"))
    for change in ("UPDATE", "DELETE"):
        _refuse(database, "frozen", change, "1")
    _refuse(
        database, "frozen", "INSERT", "EXISTS (SELECT 1 FROM frozen WHERE (kind, first) = (NEW.kind, NEW.first))"
    )


@COUNTING_TABLES()
def gateways(database: Database) -> None:
    """Tell gateways from devices, and keep a mark for each gateway and cell.

    A gateway is no person: it stands beside its cells, so that of several the largest is taken and none added up.
    """
    for table, column in (("device", "is_gateway"), ("release", "gateways")):
        database.execute(f"ALTER TABLE {table} ADD COLUMN {column} INTEGER NOT NULL DEFAULT 0")
    key = {"kind": str, "start": str, "dimension": str, "value": str, "gateway": str}
    _create(database, "mark", {**key, "clients": int}, tuple(key))


@COUNTING_TABLES()
def contacts(database: Database) -> None:
    """Create what says on which day each device was last in contact, and what it said of itself then."""
    columns = {"device": str, "day": str, "version": int, "staff_groups": str}
    _create(database, "contact", columns, ("device",), may_be_null={"version"})


def _create(
    database: Database,
    name: str,
    columns: dict[str, Any],
    key: tuple[str, ...],
    may_be_null: frozenset[str] | set[str] = frozenset(),
) -> None:
    """Create a strict table without a rowid, which sqlite_utils has no word for."""
    sql = database.create_table_sql(name, columns, pk=key, not_null=columns.keys() - may_be_null, strict=True)
    database.execute(f"{sql.rstrip('; \n')}, WITHOUT ROWID")


def _refuse(database: Database, table: str, change: str, when: str) -> None:
    database.execute(
        f"CREATE TRIGGER {table}_{change.lower()} BEFORE {change} ON {table} WHEN {when} "
        f"BEGIN SELECT RAISE(ABORT, '{table}: {_WHY[table]} never changes'); END"
    )
