"""The live connections to listed hosts: whose they are, which platform, and why they pass or do not."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from school_policy.hostname import Hostname
from school_policy.vocabulary import ClientId, GroupId, PlatformId

REMINDER = PlatformId("")
"""Stands for the reminder's own host, which is no platform's."""


class Way(Enum):
    """How a connection was treated when it began, and what follows from that."""

    WHILE_FREE = auto()
    """Passed through because the platform was free; closed when it no longer is."""
    ANYWAY = auto()
    """Passed through whatever the time: an asset host, or something odd. Never closed by us."""
    BEFORE_LISTED = auto()
    """Passed through before its host was listed; left alone in that session, WHILE_FREE from the next on."""
    STEPPED_ASIDE = auto()
    """Passed through for another site's page; closed after a minute."""
    INTERCEPTED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """One live connection."""

    id: str
    """mitmproxy's client.id."""
    group: GroupId
    client: ClientId
    host: Hostname
    platform: PlatformId
    way: Way
    since: dt.datetime
    fingerprint: str = ""
    """Of an intercepted connection's ClientHello."""


class Connections:
    """Every live connection to a listed host, by its id. Connections to other hosts are never here."""

    def __init__(self) -> None:
        self._live: dict[str, Live] = {}

    def add(self, live: Live) -> None:
        """Note a connection."""
        self._live[live.id] = live

    def get(self, connection_id: str) -> Live | None:
        """Return a connection, or None where it is not one to a listed host."""
        return self._live.get(connection_id)

    def remove(self, connection_id: str) -> None:
        """Forget a connection that is over."""
        self._live.pop(connection_id, None)

    def __iter__(self) -> Iterator[Live]:
        return iter(list(self._live.values()))
