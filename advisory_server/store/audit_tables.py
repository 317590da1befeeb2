"""The table of what was done on this server, and how it came to be. Instants are seconds since 1970."""

import datetime as dt

from sqlite_utils import Database, Migrations

KEPT = dt.timedelta(days=3 * 365 + 1)
"""How long an entry stays: three years, so that a school year can be looked at in the two after it."""

AUDIT_TABLES = Migrations("audit")


@AUDIT_TABLES()
def audit(database: Database) -> None:
    """Make the table. Entries are added, and go when they are older than `KEPT`, seen from the newest."""
    for statement in _FIRST:
        database.execute(statement)


_KEPT_SECONDS = KEPT // dt.timedelta(seconds=1)

_FIRST = (
    """CREATE TABLE audit (
        number INTEGER PRIMARY KEY CHECK (number > 0),
        at INTEGER NOT NULL,
        who TEXT NOT NULL,
        what TEXT NOT NULL,
        facts TEXT NOT NULL CHECK (json_valid(facts))
    ) STRICT""",
    "CREATE INDEX audit_at ON audit (at)",
    """CREATE TRIGGER audit_update BEFORE UPDATE ON audit
        BEGIN SELECT RAISE(ABORT, 'audit: an entry never changes'); END""",
    f"""CREATE TRIGGER audit_delete BEFORE DELETE ON audit
        WHEN OLD.at >= (SELECT max(at) FROM audit) - {_KEPT_SECONDS}
        BEGIN SELECT RAISE(ABORT, 'audit: an entry stays for three years'); END""",  # noqa: S608 (a number of ours)
    # A row that replaces another fires no DELETE trigger.
    """CREATE TRIGGER audit_insert BEFORE INSERT ON audit
        WHEN NEW.number <= (SELECT coalesce(max(number), 0) FROM audit)
        BEGIN SELECT RAISE(ABORT, 'audit: numbers only rise'); END""",
)
