"""The link to the figures that staff may be given: plain functions, each a part of one transaction.

Its token stands here as it is, so that the Headteacher can show the link again: whoever reads this database reads
the figures themselves.
"""

import sqlite3


def figures_token(connection: sqlite3.Connection) -> str | None:
    """Return the token of the link, or None where there is none."""
    found = connection.execute("SELECT token FROM figures_link").fetchone()
    return str(found[0]) if found else None


def open_figures(connection: sqlite3.Connection, token: str) -> bool:
    """Make the link, with this token; tell whether it was made: one that is there stays."""
    made = connection.execute("INSERT OR IGNORE INTO figures_link (one, token) VALUES (1, ?)", (token,))
    return bool(made.rowcount)


def close_figures(connection: sqlite3.Connection) -> bool:
    """Take the link away for good; tell whether there was one."""
    return bool(connection.execute("DELETE FROM figures_link").rowcount)
