"""The sample school, and schools that differ from it in one thing, for which what is held cannot hold."""

import dataclasses
import datetime as dt

import msgspec

from owntime.demo.stage import SAMPLE_SCHOOL
from owntime.policy_source import PolicySource
from proxy_addons.grants import Grants, Holder
from school_policy.grant import Grant
from school_policy.policy import Counting, Group, Policy
from school_policy.timetable import Day, TimeRange

_MINUTE = dt.timedelta(minutes=1)


class MinuteGrants(Grants):
    """Whatever is granted lasts for a minute."""

    def give(self, holder: Holder, grant: Grant) -> None:
        super().give(holder, dataclasses.replace(grant, end=grant.start + _MINUTE))


def sample_policy() -> Policy:
    """The sample school's policy with all that is listed, where outcomes are counted."""
    return PolicySource(SAMPLE_SCHOOL, counting=Counting(server="https://owntime.ashover.example")).compile()


def without_quiet(policy: Policy) -> Policy:
    """A school where teaching staff are reminded about YouTube too."""
    return _with_groups(policy, [msgspec.structs.replace(group, quiet=()) for group in policy.groups])


def without_own_time(policy: Policy) -> Policy:
    """A school that works from early to late, without a lunch, while its staff go by their ordinary hours."""
    day = Day(sessions=(TimeRange(dt.time(6), dt.time(19)),))
    return _with_groups(policy, [msgspec.structs.replace(group, week=(day,) * 7) for group in policy.groups])


def _with_groups(policy: Policy, groups: list[Group]) -> Policy:
    return msgspec.structs.replace(policy, groups=tuple(groups))
