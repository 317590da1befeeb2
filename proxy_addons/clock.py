"""The one clock of the proxy: the system's, or one set to another moment and running on from there.

Beside it, for what must not go by a clock that can be set: the time since the machine started.
"""

import datetime as dt
import sys
import time


class Clock:
    """A running clock. Grants, tokens and boundaries use it; TLS, certificates and the supervisor do not."""

    def __init__(self, offset: dt.timedelta = dt.timedelta(0)) -> None:
        self.offset = offset

    def now(self) -> dt.datetime:
        """Return the current instant, aware, in UTC."""
        return dt.datetime.fromtimestamp(time.time(), dt.UTC) + self.offset

    def set(self, at: dt.datetime) -> None:
        """Set the clock to an instant (aware); it runs on from there."""
        self.offset += at - self.now()


def since_boot() -> float:
    """Return the seconds since the machine started, its sleep included; the same in every process."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if sys.platform == "linux" else time.monotonic()
