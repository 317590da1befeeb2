"""The tables of accounts, sessions and set-up links, and how they came to be. Instants are seconds since 1970."""

from sqlite_utils import Database, Migrations

ACCOUNT_TABLES = Migrations("accounts")


@ACCOUNT_TABLES()
def accounts_sessions_and_links(database: Database) -> None:
    """Make the first tables. The name of a disabled account may be taken again."""
    for statement in _FIRST:
        database.execute(statement)


_FIRST = (
    """CREATE TABLE accounts (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL COLLATE NOCASE,
        role TEXT NOT NULL CHECK (role IN ('headteacher', 'it_admin')),
        password_hash TEXT NOT NULL,
        made_at INTEGER NOT NULL,
        disabled_at INTEGER
    ) STRICT""",
    "CREATE UNIQUE INDEX account_names ON accounts (name) WHERE disabled_at IS NULL",
    """CREATE TABLE sessions (
        digest BLOB PRIMARY KEY,
        account INTEGER NOT NULL REFERENCES accounts (id),
        begun_at INTEGER NOT NULL,
        seen_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX sessions_of_account ON sessions (account)",
    """CREATE TABLE set_up_links (
        digest BLOB PRIMARY KEY,
        role TEXT NOT NULL CHECK (role IN ('headteacher', 'it_admin')),
        ends_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID""",
)
