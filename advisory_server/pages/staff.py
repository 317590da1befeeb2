"""GET /staff: the rule, in plain English, with the school's own times, channels and contacts."""

import datetime as dt
from dataclasses import dataclass

from aiohttp import web

from advisory_server.keys import IN_FORCE, NOW
from advisory_server.pages.contact_cards import contact_cards
from advisory_server.pages.listed_words import listed_lines
from advisory_server.pages.own_time_words import OwnTimeLine, own_time_lines
from advisory_server.pages.render import render
from advisory_server.pages.year_words import year_lines
from advisory_server.pausing import PAUSING
from school_policy.channels import speaks_for_school
from school_policy.policy import Group, Policy
from school_policy.timetable import NO_WORK, Week
from school_policy.vocabulary import PlatformId


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekCard:
    """One of a group's weeks; without a name where it has no other."""

    name: str
    lines: tuple[OwnTimeLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCard:
    """A staff group's own time, and what it is never reminded about."""

    name: str
    weeks: tuple[WeekCard, ...]
    never_reminded: bool
    quiet: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelCard:
    """An official channel that is open today."""

    name: str
    platform: str
    master_role: str
    roles: tuple[str, ...]


async def staff(request: web.Request) -> web.Response:
    """Show the rule, in plain English."""
    school = request.app[IN_FORCE].school
    policy, today = school.policy, request.app[NOW]().astimezone(school.zone).date()
    return render(
        request,
        "staff.html",
        paused=request.app[PAUSING].in_force() is not None,
        groups=group_cards(policy),
        year=year_lines(policy, today),
        own_time_minutes=policy.reminder.own_time_minutes,
        listed=listed_lines(policy.platforms),
        channels=channel_cards(policy, today),
        contacts=contact_cards(policy.contacts),
    )


def group_cards(policy: Policy) -> tuple[GroupCard, ...]:
    """Return every group's own time, in the order of the policy."""
    names = _platform_names(policy)
    return tuple(
        GroupCard(
            name=group.name,
            weeks=tuple(WeekCard(name=name, lines=own_time_lines(week)) for name, week in _weeks(group)),
            never_reminded=group.never_reminded,
            quiet=tuple(names.get(quiet.platform, quiet.platform) for quiet in group.quiet),
        )
        for group in policy.groups
    )


def channel_cards(policy: Policy, today: dt.date) -> tuple[ChannelCard, ...]:
    """Return the official channels that are open on a day, in the order of the policy."""
    names = _platform_names(policy)
    return tuple(
        ChannelCard(
            name=channel.name,
            platform=names.get(channel.platform, channel.platform),
            master_role=channel.master_role,
            roles=channel.approved_roles,
        )
        for channel in policy.channels
        if speaks_for_school(channel, today)
    )


def _weeks(group: Group) -> list[tuple[str, Week]]:
    """Return the group's weeks by name; a holiday timetable makes the others those of term time."""
    two = group.week_b is not None
    weeks = [("Week A" if two else "", group.week)]
    if group.week_b is not None:
        weeks.append(("Week B", group.week_b))
    if group.holiday_week == NO_WORK:
        return weeks
    return [(name or "Term time", week) for name, week in weeks] + [("School holidays", group.holiday_week)]


def _platform_names(policy: Policy) -> dict[PlatformId, str]:
    return {platform.id: platform.name for platform in policy.platforms}
