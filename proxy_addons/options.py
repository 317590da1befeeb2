"""What the supervisor tells a proxy process: one line of JSON at its start, then a line a change."""

import datetime as dt
from pathlib import Path

import msgspec

from school_policy.standing import Standing
from school_policy.vocabulary import GroupId

LOOPBACK = "127.0.0.1"


def place(address: str, port: int) -> str:
    """Return an address and a port as URLs and PACs write them."""
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


BAD_INPUT = 2
"""The exit code of a process that cannot start as it is told; on the first start the supervisor ends with it."""


class Listener(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A port, and whose it is."""

    port: int
    """0 lets the system choose; of several listeners none may leave it to that."""
    group: GroupId | None
    """None: a gateway's, where the client's address says the group."""


class ProxyOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one proxy process runs.

    A device's is bound to loopback: it serves that device alone, and has a port for each staff group that works
    there. A gateway has one port on an address of its own.
    """

    policy_document: str
    """Path of the compiled policy, reread when it changes."""
    authority: str
    """Directory of the certificate authority."""
    listeners: tuple[Listener, ...]
    address: str = LOOPBACK
    spool: str = ""
    """Path of the spool that counts are noted in; empty: nothing is counted."""
    clock_offset_seconds: float = 0.0
    """What the passed-in clock is ahead of the system's."""

    @property
    def policy_path(self) -> Path:
        """The compiled policy."""
        return Path(self.policy_document)

    @property
    def groups(self) -> tuple[GroupId, ...]:
        """The groups that have a port; none for a gateway, which serves every group."""
        return tuple(listener.group for listener in self.listeners if listener.group is not None)

    @property
    def is_gateway(self) -> bool:
        """Whether it serves other machines."""
        return not self.groups

    @property
    def authority_directory(self) -> Path:
        """The certificate authority's directory."""
        return Path(self.authority)


class SetClock(msgspec.Struct, frozen=True, kw_only=True, tag="set_clock", forbid_unknown_fields=True):
    """Set the passed-in clock; tests and the demo step it."""

    at: dt.datetime


class Heard(msgspec.Struct, frozen=True, kw_only=True, tag="heard", forbid_unknown_fields=True):
    """The school's server has answered."""

    standing: Standing
    said_at: float
    """When, in seconds since the machine started."""


Told = SetClock | Heard
"""What the supervisor tells a process that runs."""


class Ready(msgspec.Struct, frozen=True, kw_only=True, tag="ready"):
    """The process listens."""

    ports: tuple[int, ...]
    """In the order of the listeners."""


class Beat(msgspec.Struct, frozen=True, kw_only=True, tag="beat"):
    """The process is alive: its loop turned within the last second."""

    faults: int = 0
    """Faults in our own code since the start."""


Report = Ready | Beat
