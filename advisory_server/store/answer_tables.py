"""The table of answers to what was said to be wrongly listed, and how it came to be."""

from sqlite_utils import Database, Migrations

ANSWER_TABLES = Migrations("answers")


@ANSWER_TABLES()
def answers(database: Database) -> None:
    """Make the table: the last answer for each platform. Whose it was stands as a name, as with pauses."""
    database.execute(
        """CREATE TABLE wrongly_listed_answer (
            platform TEXT PRIMARY KEY NOT NULL,
            answered_on TEXT NOT NULL,
            account TEXT NOT NULL
        ) STRICT, WITHOUT ROWID"""
    )
