"""What was done on this server, and by whom: entries are added and read, each function a part of a transaction.

It is about those who keep the server: the Headteacher, the IT admin, and whoever types commands. Nothing of what
staff do or browse is here, and no password, token or address.
"""

import datetime as dt
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from advisory_server.store.audit_tables import KEPT

_LONGEST = 200
"""Characters of a name or a fact, which people may have typed."""


class What(StrEnum):
    """Everything that is noted, as it is read."""

    SIGNED_IN = "signed in"
    SIGNED_OUT = "signed out"
    SIGN_IN_FAILED = "sign-in failed"
    TOO_MANY_TRIES = "sign-in put off after too many tries"
    PAGE_REFUSED = "page of another role refused"
    FORM_REFUSED = "form of another site refused"
    LINK_MADE = "set-up link made"
    ACCOUNT_MADE = "account made"
    ACCOUNT_DISABLED = "account disabled"
    SESSIONS_ENDED = "sessions ended"
    DEVICE_ADDED = "device added"
    DEVICE_REVOKED = "device revoked"
    PUBLISHED = "policy published"
    ROLLED_BACK = "policy rolled back"
    LIST_ENTRY_SAVED = "entry of the school's own list saved"
    LIST_ENTRY_TAKEN_BACK = "entry of the school's own list taken back"
    WRONGLY_LISTED_ANSWERED = "wrongly listed answered"
    FIGURES_SHOWN = "figures shown to staff by a link"
    FIGURES_HIDDEN = "link to the figures taken away from staff"
    PAUSED = "reminders paused"
    PAUSE_ENDED = "pause of reminders ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What somebody did. Of text that is longer than a line the beginning is kept."""

    at: dt.datetime
    who: str
    """An account's name; "command line, USER"; this server itself; or somebody not signed in."""
    what: What
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A deed as it was written down; one of an older Own Time may be of a kind that there is no more."""

    number: int
    """They rise with each entry; the clock may have been set back."""
    at: dt.datetime
    who: str
    what: str
    facts: Mapping[str, str]


def note(connection: sqlite3.Connection, deed: Deed) -> None:
    """Write a deed down, within the transaction that it is done in: both or neither."""
    facts = {name: _cut(value) for name, value in deed.facts.items()}
    connection.execute(
        "INSERT INTO audit (number, at, who, what, facts)"
        " SELECT coalesce(max(number), 0) + 1, ?, ?, ?, ? FROM audit",
        (int(deed.at.timestamp()), _cut(deed.who), str(deed.what), json.dumps(facts)),
    )


def entries(connection: sqlite3.Connection, most: int, before: int | None = None) -> tuple[Entry, ...]:
    """Return the last entries, the newest first; with `before`, those with smaller numbers."""
    rows = connection.execute(
        "SELECT number, at, who, what, facts FROM audit WHERE ?1 IS NULL OR number < ?1"
        " ORDER BY number DESC LIMIT ?2",
        (before, most),
    )
    return tuple(
        Entry(number=number, at=dt.datetime.fromtimestamp(at, dt.UTC), who=who, what=what, facts=json.loads(facts))
        for number, at, who, what, facts in rows
    )


def forget_entries(connection: sqlite3.Connection, now: dt.datetime) -> int:
    """Delete what is older than it is kept, and return how many entries that were.

    Older than that before the newest entry too, as the table insists: a clock that is years ahead empties nothing.
    """
    seconds = int(KEPT.total_seconds())
    return connection.execute(
        "DELETE FROM audit WHERE at < ?1 - ?2 AND at < (SELECT max(at) FROM audit) - ?2",
        (int(now.timestamp()), seconds),
    ).rowcount


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
