"""What happens when own time ends, when it begins, and when a grant is over: one look at the clock a second.

The state flips first (every decision asks the clock by itself); connections are closed after.
"""

import datetime as dt
from collections.abc import Callable

from proxy_addons.connections import Connections, Live, Way
from proxy_addons.situation import Situation
from school_policy.grant import STEPPED_ASIDE
from school_policy.stretch import Stretch


class Boundary:
    """Keeps live connections in step with the time. `observe` comes before each decision, `tick` each second."""

    def __init__(self, situation: Situation, connections: Connections, disconnect: Callable[[str], bool]) -> None:
        self._situation = situation
        self._connections = connections
        self._disconnect = disconnect
        self._last: Stretch | None = None

    def observe(self, now: dt.datetime) -> None:
        """Give the graces at the very instant at which working time begins."""
        stretch = self._situation.stretch(now)
        if stretch is self._last:
            return
        if stretch.working and self._last is not None and not self._last.working:
            for live in self._connections:
                if live.way is Way.WHILE_FREE:
                    self._situation.grants.give_grace((live.client, live.platform), now)
        self._last = stretch

    def tick(self) -> None:
        """Close what no longer holds, and forget what is over."""
        now = self._situation.now()
        self.observe(now)
        for live in self._connections:
            if self._is_over(live, now):
                self._disconnect(live.id)
        self._situation.forget_old(now)

    def _is_over(self, live: Live, now: dt.datetime) -> bool:
        match live.way:
            case Way.WHILE_FREE:
                return not self._situation.circumstances(live.client, live.platform, now).free
            case Way.STEPPED_ASIDE:
                return not live.since <= now < live.since + STEPPED_ASIDE
            case Way.INTERCEPTED:
                # Not one that began in this own time: the reminder's own host is intercepted then too.
                stretch = self._situation.stretch(now)
                return not stretch.working and not stretch.holds(live.since)
            case Way.ANYWAY:
                return False
