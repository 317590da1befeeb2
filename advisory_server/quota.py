"""How often something may be asked for: a store of times at once, and then so many a minute."""

import datetime as dt
import math

_MOST_KEYS = 10_000
"""Who is remembered at once: far above any school's devices, and bounded whatever is enrolled."""


class Quota[Key]:
    """A token bucket for each who asks, kept as the instant at which it will be full again."""

    def __init__(self, at_once: int, a_minute: int) -> None:
        self._most = at_once
        self._seconds_each = 60 / a_minute
        self._full_at: dict[Key, float] = {}

    def wait(self, who: Key, now: dt.datetime) -> int:
        """Take one from somebody's bucket: 0 if it had one, else the whole seconds until it has."""
        at = now.timestamp()
        if who not in self._full_at:
            self._make_room()
        # No emptier than empty: a clock that was set back must not shut anybody out for as long.
        full_at = min(max(at, self._full_at.get(who, at)), at + self._most * self._seconds_each)
        too_early = full_at - at - (self._most - 1) * self._seconds_each
        wait = math.ceil(round(max(0.0, too_early), 3))
        self._full_at[who] = full_at if wait else full_at + self._seconds_each
        return wait

    def _make_room(self) -> None:
        """Forget whose bucket is the fullest."""
        if len(self._full_at) >= _MOST_KEYS:
            del self._full_at[min(self._full_at, key=self._full_at.__getitem__)]
