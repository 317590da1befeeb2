"""What the supervisor tells a proxy process: one line of JSON at its start, then a line a change."""

import datetime as dt
from pathlib import Path

import msgspec

from school_policy.vocabulary import GroupId

LOOPBACK = "127.0.0.1"

BAD_INPUT = 2
"""The exit code of a process that cannot start as it is told; on the first start the supervisor ends with it."""


class ProxyOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one proxy process runs. Bound to loopback: a device's proxy serves that device alone."""

    policy_document: str
    """Path of the compiled policy, reread when it changes."""
    authority: str
    """Directory of the certificate authority."""
    group: GroupId
    port: int
    """0 lets the system choose."""
    spool: str = ""
    """Path of the spool that counts are noted in; empty: nothing is counted."""
    clock_offset_seconds: float = 0.0
    """What the passed-in clock is ahead of the system's."""

    @property
    def policy_path(self) -> Path:
        """The compiled policy."""
        return Path(self.policy_document)

    @property
    def authority_directory(self) -> Path:
        """The certificate authority's directory."""
        return Path(self.authority)


class SetClock(msgspec.Struct, frozen=True, kw_only=True, tag="set_clock", forbid_unknown_fields=True):
    """Set the passed-in clock; tests and the demo step it."""

    at: dt.datetime


class Ready(msgspec.Struct, frozen=True, kw_only=True, tag="ready"):
    """The process listens."""

    port: int


class Beat(msgspec.Struct, frozen=True, kw_only=True, tag="beat"):
    """The process is alive: its loop turned within the last second."""

    faults: int = 0
    """Faults in our own code since the start."""


Report = Ready | Beat
