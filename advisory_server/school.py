"""The policy in force on the server, with all that is worked out from it once."""

from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from advisory_server.on_site import Network, networks_of
from school_policy.dimensions import Dimensions, dimensions_of
from school_policy.policy import Policy
from school_policy.vocabulary import PlatformId


@dataclass(frozen=True, kw_only=True)
class School:
    """One school's policy; replaced as a whole when it changes."""

    policy: Policy

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
    def dimensions(self) -> Dimensions:
        """What figures may tell apart by this policy, from the next half-term on."""
        return dimensions_of(self.policy)


class InForce:
    """Holds the school whose policy is in force now."""

    def __init__(self, school: School) -> None:
        self.school = school
