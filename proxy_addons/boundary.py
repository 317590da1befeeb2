"""What happens when own time ends, when it begins, and when a grant is over: the clock is looked at all the time.

A boundary is whatever changes which platforms a group is reminded about: a time of day, a changed timetable, a
pause, coming to school, a clock that is set. The state flips first (every decision asks the clock by itself);
connections are closed after.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

from proxy_addons.connections import REMINDER, Connections, Live, Way
from proxy_addons.situation import Situation
from proxy_addons.situations import Situations
from school_policy.grant import STEPPED_ASIDE
from school_policy.vocabulary import GroupId, PlatformId

MOST_AT_ONCE = 50
"""Connections that one tick closes: a few thousandths of a second of work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """What one look at a group's situation saw."""

    at: dt.datetime
    reminded: frozenset[PlatformId]
    since: dt.datetime | None
    """When the stretch of own time or working time began."""


class Boundary:
    """Keeps live connections in step with the time: `observe` before each decision, `tick` again and again."""

    def __init__(
        self, situations: Situations, connections: Connections, disconnect: Callable[[str], bool]
    ) -> None:
        self._situations = situations
        self._connections = connections
        self._disconnect = disconnect
        self._looks: dict[GroupId, _Look] = {}
        self._outlived: set[str] = set()
        """Intercepted connections whose platform nobody is reminded about any more.

        They are closed at the next tick: one that was just being opened is answered first.
        """
        self._closing: set[str] = set()
        """Those that were told to close, until they are gone."""

    def observe(self, situation: Situation, now: dt.datetime) -> None:
        """Give the graces before anything is decided at a new state, and note what is to be closed."""
        reminded = situation.reminded(now)
        before = self._looks.get(situation.group)
        look = _Look(at=now, reminded=reminded, since=situation.stretch(now).start)
        self._looks[situation.group] = look
        if before is None:
            return
        if look.since != before.since:
            self._end_waiting(situation, before, look)
        if before.reminded is reminded:
            return
        begun, over = reminded - before.reminded, before.reminded - reminded
        for live in self._connections:
            if live.group != situation.group:
                continue
            if live.way is Way.WHILE_FREE and live.platform in begun:
                situation.grants.give_grace((live.client, live.platform), _began(situation, before.at, now))
            elif live.way is Way.INTERCEPTED and (live.platform in over or _is_idle(live, reminded)):
                self._outlived.add(live.id)

    def _end_waiting(self, situation: Situation, before: _Look, look: _Look) -> None:
        """Treat what was open before its host was listed as any open page, where the session of then is over.

        The grace is given here too: a machine may have slept over the own time in between.
        """
        for live in self._connections:
            waits = live.group == situation.group and live.way is Way.BEFORE_LISTED
            if not waits or look.since is None or look.since <= live.since:
                continue
            self._connections.add(replace(live, way=Way.WHILE_FREE))
            situation.grants.give_grace((live.client, live.platform), _began(situation, before.at, look.at))

    def tick(self) -> bool:
        """Close what no longer holds, and forget what is over; tell whether more is to be closed soon.

        So many at once that whoever has nothing to do with it notices nothing.
        """
        outlived, self._outlived = self._outlived, set()
        for situation in self._situations:
            self.observe(situation, situation.now())
        over = [live.id for live in self._connections if live.id in outlived or self._is_over(live)]
        self._closing.intersection_update(over)  # those that are gone by now are forgotten
        waiting = [name for name in over if name not in self._closing]
        for name in waiting[:MOST_AT_ONCE]:
            self._closing.add(name)
            self._disconnect(name)
        left = waiting[MOST_AT_ONCE:]
        self._outlived |= outlived.intersection(left)
        for situation in self._situations:
            situation.forget_old(situation.now())
        return bool(left)

    def _is_over(self, live: Live) -> bool:
        situation = self._situations.of_group(live.group)
        now = situation.now()
        match live.way:
            case Way.WHILE_FREE:
                return not situation.circumstances(live.client, live.platform, now).free
            case Way.STEPPED_ASIDE:
                return not live.since <= now < live.since + STEPPED_ASIDE
            case Way.INTERCEPTED | Way.ANYWAY | Way.BEFORE_LISTED:
                return False


def _began(situation: Situation, last_look: dt.datetime, now: dt.datetime) -> dt.datetime:
    """Return when what began since the last look began: the grace goes by that, and not by who noticed it when.

    Working time began at its boundary, though the machine slept over it; all else right after the last look.
    Where the clock was set back nobody can tell: now.
    """
    start = situation.stretch(now).start
    return min(max(start or last_look, last_look), now)


def _is_idle(live: Live, reminded: frozenset[PlatformId]) -> bool:
    """Tell whether it is to the reminder's own host while nobody is reminded of anything."""
    return live.platform == REMINDER and not reminded
