"""The tables of what the Headteacher keeps beside the figures, and how they came to be. They count nothing."""

from sqlite_utils import Database, Migrations

HEADTEACHER_TABLES = Migrations("headteacher")


@HEADTEACHER_TABLES()
def notes_and_figures_link(database: Database) -> None:
    """Make the first tables. A week (its Monday, ISO) has one note; there is one link for staff, or none."""
    for statement in _FIRST:
        database.execute(statement)


_FIRST = (
    "CREATE TABLE notes (week TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE figures_link (one INTEGER PRIMARY KEY CHECK (one = 1), token TEXT NOT NULL) STRICT",
)
