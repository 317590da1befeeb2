"""The policy in force for one staff group, with all that is worked out from it once."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from domain_lists.index import HostIndex
from proxy_addons.languages import Languages, read_languages
from proxy_addons.reminder_page import make_ready
from school_policy.dimensions import Dimensions, dimensions_of
from school_policy.group_calendar import GroupCalendar
from school_policy.platform import Platform
from school_policy.policy import Group, Policy
from school_policy.school_year import SchoolYear
from school_policy.vocabulary import PlatformId


@dataclass(frozen=True, kw_only=True)
class InForce:
    """One policy for one group; replaced as a whole when the policy changes."""

    policy: Policy
    group: Group
    index: HostIndex
    """Which host belongs to which platform."""
    year: SchoolYear
    """The school's, for all its groups."""
    languages: Languages
    """The languages that the reminder speaks, its pages ready in each."""

    @cached_property
    def zone(self) -> ZoneInfo:
        """The school's time zone."""
        return ZoneInfo(self.policy.school.zone)

    @cached_property
    def dimensions(self) -> Dimensions:
        """What figures may tell apart by this policy, from the next half-term on."""
        return dimensions_of(self.policy)

    @cached_property
    def calendar(self) -> GroupCalendar:
        """When the group works."""
        return GroupCalendar(self.group, self.policy.calendar, self.zone, year=self.year)

    @cached_property
    def platforms(self) -> dict[PlatformId, Platform]:
        """The listed platforms by their ids."""
        return {platform.id: platform for platform in self.policy.platforms}

    @cached_property
    def quiet(self) -> frozenset[PlatformId]:
        """The listed platforms that this group is never reminded about."""
        return frozenset(platform for platform in self.platforms if self.group.is_quiet(platform))

    @cached_property
    def reminded(self) -> frozenset[PlatformId]:
        """The platforms that this group is reminded about in its working time."""
        return frozenset(self.platforms) - self.quiet


def put_in_force(policy: Policy, groups: Iterable[Group]) -> tuple[InForce, ...]:
    """Return what is in force for each group; they share one index, one year and the languages."""
    index, year = HostIndex(policy.platforms, policy.never_listed), SchoolYear(policy.calendar)
    languages = read_languages(policy.school.language, policy.school.translations)
    make_ready(languages.by_tag.values())
    return tuple(
        InForce(policy=policy, group=group, index=index, year=year, languages=languages) for group in groups
    )
