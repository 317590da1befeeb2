"""The one clock of all processes of a storm: an instant in a file that all have mapped, stepped by the test."""

import datetime as dt
import mmap
import struct
from pathlib import Path

from proxy_addons.clock import Clock

_INSTANT = struct.Struct("d")


class SteppedClock(Clock):
    """Stands still until the test steps it, and goes on where it stood when a process is started anew."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        if not path.exists():
            path.write_bytes(bytes(_INSTANT.size))
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), _INSTANT.size)

    def now(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(self.seconds(), dt.UTC)

    def set(self, at: dt.datetime) -> None:
        _INSTANT.pack_into(self._map, 0, at.timestamp())

    def seconds(self) -> float:
        """The same as seconds, for whatever wants monotonic ones."""
        (seconds,) = _INSTANT.unpack_from(self._map)
        return float(seconds)
