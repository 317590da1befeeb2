"""The policy in force on the server, with all that is worked out from it once."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from advisory_server.on_site import Network, networks_of
from domain_lists.catalogue import Catalogue
from domain_lists.host_story import HostStories
from domain_lists.layer import NO_LAYER
from domain_lists.layered import LayeredLists
from school_policy.dimensions import Dimensions, dimensions_of
from school_policy.group_calendar import GroupCalendar
from school_policy.policy import Policy
from school_policy.school_year import SchoolYear
from school_policy.vocabulary import GroupId, PlatformId


@dataclass(frozen=True, kw_only=True)
class School:
    """One school's policy; replaced as a whole when it changes."""

    policy: Policy
    lists: LayeredLists | None = None
    """What the policy's platforms were made of: the shipped lists and the school's own. None: nobody knows."""

    @cached_property
    def zone(self) -> ZoneInfo:
        """The school's time zone."""
        return ZoneInfo(self.policy.school.zone)

    @cached_property
    def networks(self) -> tuple[Network, ...]:
        """The school's own networks, as this server sees them."""
        return networks_of(self.policy.school.networks)

    @cached_property
    def platforms(self) -> frozenset[PlatformId]:
        """The ids of the listed platforms."""
        return frozenset(platform.id for platform in self.policy.platforms)

    @cached_property
    def group_names(self) -> Mapping[GroupId, str]:
        """The staff groups' names, in the order of the policy."""
        return {group.id: group.name for group in self.policy.groups}

    @cached_property
    def stories(self) -> HostStories:
        """Why a host is listed or not; made when first asked for, as it holds every rule once more.

        Where nobody knows what the lists were made of, it tells of them as they are.
        """
        return HostStories(self.lists or _as_they_are(self.policy))

    @cached_property
    def calendars(self) -> tuple[GroupCalendar, ...]:
        """Each group's calendar, in the order of the policy."""
        year = SchoolYear(self.policy.calendar)
        return tuple(
            GroupCalendar(group, self.policy.calendar, self.zone, year=year) for group in self.policy.groups
        )

    @cached_property
    def dimensions(self) -> Dimensions:
        """What figures may tell apart by this policy, from the next half-term on."""
        return dimensions_of(self.policy)


def _as_they_are(policy: Policy) -> LayeredLists:
    lists = Catalogue(platforms=policy.platforms, never_listed=policy.never_listed)
    return LayeredLists(shipped=lists, layer=NO_LAYER, today=dt.date.min, catalogue=lists)


class InForce:
    """Holds the school whose policy is in force now."""

    def __init__(self, school: School) -> None:
        self.school = school
