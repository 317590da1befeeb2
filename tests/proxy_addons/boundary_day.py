"""A day at a boundary: a clock that is set, and what is closed by that."""

from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec

from proxy_addons.boundary import Boundary
from proxy_addons.connections import Connections, Live, Way
from proxy_addons.school_contact import SchoolContact
from proxy_addons.situation import Situation
from proxy_addons.situations import Situations
from school_policy.policy import Policy
from school_policy.timetable import Day as SchoolDay
from school_policy.timetable import parse_time_range
from school_policy.vocabulary import GroupId, PlatformId
from tests.proxy_addons.sample import FACEBOOK, OFFICE, POLICY, TEACHING, at, live, situation_at, situations


@dataclass
class Day:
    """A boundary with its situation; closing a connection is noted, with whether its platform was free then."""

    situation: Situation
    connections: Connections = field(default_factory=Connections)
    closed: list[str] = field(default_factory=list)
    free_when_closed: list[bool] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.boundary = Boundary(situations(self.situation), self.connections, self._close)

    def _close(self, name: str) -> bool:
        one = self.connections.get(name)
        assert one is not None
        self.closed.append(name)
        self.free_when_closed.append(
            self.situation.circumstances(one.client, one.platform, self.situation.now()).free
        )
        self.connections.remove(name)
        return True

    def has(self, *connections: Live) -> None:
        for one in connections:
            self.connections.add(one)

    def tick(self, moment: str) -> list[str]:
        """Set the clock, look at it twice, and return what was closed by that."""
        self.situation.clock.set(at(moment))
        before = len(self.closed)
        self.boundary.tick()
        self.boundary.tick()
        return self.closed[before:]

    @property
    def contact(self) -> SchoolContact:
        return self.situation.contact


def without_lunch(group: GroupId = TEACHING) -> Policy:
    """The sample, where a group works through lunch."""
    through = SchoolDay(sessions=(parse_time_range("08:30-15:45"),))
    groups = (
        msgspec.structs.replace(one, week=(through,) * 7) if one.id == group else one for one in POLICY.groups
    )
    return msgspec.structs.replace(POLICY, groups=tuple(groups))


def day_at(moment: str) -> Day:
    day = Day(situation_at(moment))
    day.boundary.tick()
    return day


def closing(closed: list[str]) -> Callable[[str], bool]:
    """Close by noting it."""

    def close(name: str) -> bool:
        closed.append(name)
        return True

    return close


class TwoGroups:
    """Teaching and office staff at one machine, by one clock; each has a connection that is named as the group."""

    def __init__(self, moment: str, way: Way, office: Policy = POLICY, platform: PlatformId = FACEBOOK) -> None:
        both = situation_at(moment), situation_at(moment, office, group=OFFICE)
        self._clock = both[1].clock = both[0].clock
        self.closed: list[str] = []
        connections = Connections()
        self._boundary = Boundary(Situations(both, lambda _client: TEACHING), connections, closing(self.closed))
        self._boundary.tick()
        for group in (TEACHING, OFFICE):
            connections.add(live(way, name=group, group=group, platform=platform))

    def tick(self, moment: str) -> None:
        """Set the clock and look at it."""
        self._clock.set(at(moment))
        self._boundary.tick()
