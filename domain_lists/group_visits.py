"""What a visit to one host meets at a moment, for each group of the school: by the rules alone.

What a device remembers of the day (a choice made, a device away from school, a pause) it cannot know.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from domain_lists.index import Listing
from school_policy.group_calendar import GroupCalendar
from school_policy.policy import EVERY_PLATFORM, Policy
from school_policy.simulated_day import SimulatedDay
from school_policy.vocabulary import HostKind


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupVisit:
    """One group's visit."""

    group: str
    name: str
    shown: bool
    meets: str
    choices: str = ""
    """Until when each choice on the reminder would hold."""


def group_visits(
    policy: Policy, calendars: Sequence[GroupCalendar], listing: Listing | None, now: dt.datetime
) -> list[GroupVisit]:
    """Return what a visit meets, a group each, in the order of the settings."""
    return [_visit(policy, calendar, listing, now) for calendar in calendars]


def _visit(policy: Policy, calendar: GroupCalendar, listing: Listing | None, now: dt.datetime) -> GroupVisit:
    group = calendar.group
    if never := _never_shown(calendar, listing):
        return GroupVisit(group=group.id, name=group.name, shown=False, meets=f"nothing is shown ({never})")
    local = now.astimezone(calendar.zone)
    visit = SimulatedDay(policy, calendar, local.date()).visit(local.time())
    return GroupVisit(group=group.id, name=group.name, shown=visit.shown, meets=visit.meets, choices=visit.choices)


def _never_shown(calendar: GroupCalendar, listing: Listing | None) -> str:
    """Say why a host is never reminded about, whatever the time; nothing where it may be."""
    if listing is None:
        return "it is not listed"
    if listing.kind is HostKind.ASSET:
        return "it is an asset, which only carries parts of pages"
    for quiet in calendar.group.quiet:
        if quiet.platform in (listing.platform.id, EVERY_PLATFORM):
            return f"quiet for this group: {quiet.reason}; to be reviewed on {quiet.review_on}"
    return ""
