"""The table of published policies, and how it came to be. Instants are seconds since 1970."""

from sqlite_utils import Database, Migrations

PUBLICATION_TABLES = Migrations("publications")


@PUBLICATION_TABLES()
def publications(database: Database) -> None:
    """Make the table. A version is written once, and their numbers only rise."""
    for statement in _FIRST:
        database.execute(statement)


_FIRST = (
    """CREATE TABLE publications (
        version INTEGER PRIMARY KEY CHECK (version > 0),
        published_at INTEGER NOT NULL,
        author TEXT NOT NULL,
        note TEXT NOT NULL,
        content_of INTEGER REFERENCES publications (version),
        digest TEXT NOT NULL,
        document BLOB NOT NULL,
        statement BLOB NOT NULL,
        signature BLOB NOT NULL
    ) STRICT""",
    *(
        f"""CREATE TRIGGER publications_{change.lower()} BEFORE {change} ON publications
            BEGIN SELECT RAISE(ABORT, 'publications: a version never changes'); END"""
        for change in ("UPDATE", "DELETE")
    ),
    """CREATE TRIGGER publications_insert BEFORE INSERT ON publications
        WHEN NEW.version <= (SELECT coalesce(max(version), 0) FROM publications)
        BEGIN SELECT RAISE(ABORT, 'publications: numbers only rise'); END""",
)
