"""How one server runs, and every limit that it keeps, each with its reason."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

LOOPBACK = "127.0.0.1"
DATABASE = "owntime.db"

SESSION_IDLE = dt.timedelta(minutes=30)
"""How long a session lasts without a request: a head who is called away has not left the figures open."""
SESSION_LONGEST = dt.timedelta(hours=8)
"""How long it lasts at most: a school's day."""
SESSION_SEEN_EVERY = dt.timedelta(minutes=1)
"""How often a request is noted at most, so that reading pages seldom writes; idle time is known no better."""
SET_UP_LINK_LASTS = dt.timedelta(hours=24)
"""Long enough to hand a link over, too short to be found in an old message."""

Now = Callable[[], dt.datetime]
"""The clock: returns the current instant, aware, in UTC. Tests and the demo pass one that can be stepped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the server bears. Tests and benchmarks may ask for others."""

    body_bytes: int = 8_192
    """The largest request body: twice a report, far more than any form."""
    header_seconds: float = 20.0
    """How long a connection may be without a whole request line and headers: at first, and between requests."""
    body_seconds: float = 10.0
    """How long to wait for a body on its way: many times what a form or a report takes on a poor line."""
    upload_bytes: int = 8 * 2**20 + 65_536
    """The largest form with a list in it: a hosts file of 300,000 lines, and what is typed beside it."""
    upload_seconds: float = 120.0
    """How long to wait for one: it comes through a school's line at 0.6 Mbit a second."""
    reports_at_once: int = 3_000
    """Reports that a device may send without a pause: three weeks of one every quarter of an hour, and some."""
    reports_a_minute: int = 60
    """Reports that a device may send on and on."""
    reports_in_a_commit: int = 500
    """Reports that share one commit: a second's worth, so that no answer waits longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerOptions:
    """Where a server keeps its data, where it listens, and with which certificate."""

    data: Path
    """A private directory."""
    port: int
    """0 lets the system choose."""
    listen: str = LOOPBACK
    certificate: Path | None = None
    """PEM. Without certificate and key the server listens on loopback only."""
    key: Path | None = None
    limits: Limits = Limits()

    @property
    def database(self) -> Path:
        """The database's file."""
        return self.data / DATABASE

    @property
    def secure(self) -> bool:
        """Whether it speaks TLS."""
        return self.certificate is not None
