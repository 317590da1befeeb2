"""What staff are told of a school's settings, and a short digest of it.

A notice is written from `Told` and from nothing else of the settings. So its digest changes with what staff were
told, and only with that. The order of groups and lists is no news; a new form of the notice is.
"""

import hashlib
from collections.abc import Iterable

import msgspec

from school_policy.calendar import Region
from school_policy.platform import Platform
from school_policy.policy import Contacts, Group, Policy
from school_policy.timetable import Week
from school_policy.vocabulary import Category, PlatformId

_LETTERS = 8


class ToldGroup(msgspec.Struct, frozen=True, kw_only=True):
    """A staff group as the notice tells of it."""

    name: str
    week: Week
    week_b: Week | None
    holiday_week: Week
    never_reminded: bool
    quiet: tuple[str, ...]
    """Names of platforms, sorted; empty where the group is never reminded at all."""


class ToldCategory(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of platform as the notice tells of it."""

    category: Category
    platforms: tuple[str, ...]
    """Names of the listed platforms of this kind, sorted."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """All settings that the notice tells."""

    form: int = 4
    """Raised when the notice comes to say something else of the same settings."""
    school: str
    groups: tuple[ToldGroup, ...]
    has_terms: bool
    has_bank_holidays: bool
    listed: tuple[ToldCategory, ...]
    """The kinds of which any platform is listed."""
    daily_cap: int
    own_time_minutes: int
    only_at_school: bool
    counted: bool
    contacts: Contacts


def told_of(policy: Policy) -> Told:
    """Return what the notice tells of a policy; groups in the policy's order."""
    names = {platform.id: platform.name for platform in policy.platforms}
    return Told(
        school=policy.school.name,
        groups=tuple(_group(group, names) for group in policy.groups),
        has_terms=bool(policy.calendar.terms),
        has_bank_holidays=policy.calendar.region is not Region.NONE,
        listed=_listed(policy.platforms),
        daily_cap=policy.reminder.daily_cap,
        own_time_minutes=policy.reminder.own_time_minutes,
        only_at_school=policy.reminder.only_on_site and bool(policy.counting.server),
        counted=bool(policy.counting.server),
        contacts=policy.contacts,
    )


def notice_digest(told: Told) -> str:
    """Return eight hexadecimal digits: enough to see a change, no protection against a forger."""
    in_order = msgspec.structs.replace(told, groups=tuple(sorted(told.groups, key=msgspec.json.encode)))
    return hashlib.sha256(msgspec.json.encode(in_order)).hexdigest()[:_LETTERS]


def _listed(platforms: Iterable[Platform]) -> tuple[ToldCategory, ...]:
    names: dict[Category, list[str]] = {category: [] for category in Category}
    for platform in platforms:
        names[platform.category].append(platform.name)
    return tuple(ToldCategory(category=kind, platforms=_sorted(mine)) for kind, mine in names.items() if mine)


def _group(group: Group, names: dict[PlatformId, str]) -> ToldGroup:
    quiet = {names.get(quiet.platform, str(quiet.platform)) for quiet in group.quiet}
    return ToldGroup(
        name=group.name,
        week=group.week,
        week_b=group.week_b,
        holiday_week=group.holiday_week,
        never_reminded=group.never_reminded,
        quiet=() if group.never_reminded else _sorted(quiet),
    )


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    """Sort as people do; names that differ in capitals alone have an order too."""
    return tuple(sorted(names, key=lambda name: (name.casefold(), name)))
