"""How one server runs, and every limit that it keeps, each with its reason."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

LOOPBACK = "127.0.0.1"
DATABASE = "owntime.db"

Now = Callable[[], dt.datetime]
"""The clock: returns the current instant, aware, in UTC. Tests and the demo pass one that can be stepped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the server bears. Tests and benchmarks may ask for others."""

    body_bytes: int = 8_192
    """The largest request body: twice a report, far more than any form."""
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
