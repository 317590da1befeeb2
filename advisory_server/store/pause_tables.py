"""The table of pauses, and how it came to be. Instants are seconds since 1970."""

from sqlite_utils import Database, Migrations

PAUSE_TABLES = Migrations("pauses")


@PAUSE_TABLES()
def pauses(database: Database) -> None:
    """Make the table. Who it was stands as a name: an account may be disabled, and its name taken again."""
    database.execute(
        """CREATE TABLE pauses (
            id INTEGER PRIMARY KEY,
            begun_at INTEGER NOT NULL,
            until INTEGER NOT NULL CHECK (until > begun_at),
            account TEXT NOT NULL,
            role TEXT NOT NULL CHECK (role IN ('headteacher', 'it_admin')),
            ended_at INTEGER,
            ended_account TEXT,
            ended_role TEXT CHECK (ended_role IN ('headteacher', 'it_admin')),
            CHECK ((ended_at IS NULL) = (ended_account IS NULL) AND (ended_at IS NULL) = (ended_role IS NULL))
        ) STRICT"""
    )
