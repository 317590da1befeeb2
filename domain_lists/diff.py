"""What changes from one set of lists to another: in names, and for hosts that people really visit. Pure."""

from collections.abc import Iterable, Mapping

import msgspec

from domain_lists.catalogue import Catalogue
from domain_lists.index import HostIndex, Listing
from school_policy.hostname import Hostname
from school_policy.platform import HostRule, Platform
from school_policy.vocabulary import PlatformId


class MovedPlatform(msgspec.Struct, frozen=True, kw_only=True):
    """A platform of another category."""

    platform: PlatformId
    before: str
    after: str


class ChangedHost(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """A host's rule; None where there is none. A rule in words: "facebook, site, with all below"."""

    host: Hostname
    before: str | None
    after: str | None


class ChangedSide(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """An ordinary host that is answered otherwise: by a platform's id, or None where it is not listed."""

    host: Hostname
    group: str
    before: str | None
    after: str | None
    is_precious: bool
    """It would be caught, and is of a group that no list may catch."""


class ListDiff(msgspec.Struct, frozen=True, kw_only=True):
    """All that changes."""

    platforms_added: tuple[PlatformId, ...]
    platforms_removed: tuple[PlatformId, ...]
    platforms_moved: tuple[MovedPlatform, ...]
    hosts: tuple[ChangedHost, ...]
    never_listed: tuple[ChangedHost, ...]
    """What lists may not name: a reason before and after."""
    sides: tuple[ChangedSide, ...]

    @property
    def precious(self) -> tuple[ChangedSide, ...]:
        """The hosts that need a second look before anybody says yes."""
        return tuple(each for each in self.sides if each.is_precious)


def diff_lists(
    before: Catalogue, after: Catalogue, ordinary: Mapping[Hostname, str], precious: Iterable[str]
) -> ListDiff:
    """Return the difference; `ordinary` maps hosts to their group, `precious` names groups not to be caught."""
    was, now = ({platform.id: platform for platform in each.platforms} for each in (before, after))
    return ListDiff(
        platforms_added=tuple(sorted(now.keys() - was.keys())),
        platforms_removed=tuple(sorted(was.keys() - now.keys())),
        platforms_moved=tuple(
            MovedPlatform(platform=name, before=was[name].category, after=now[name].category)
            for name in sorted(was.keys() & now.keys())
            if was[name].category != now[name].category
        ),
        hosts=_changed(_rules(was.values()), _rules(now.values())),
        never_listed=_changed(_reasons(before), _reasons(after)),
        sides=_sides(before, after, ordinary, frozenset(precious)),
    )


def _rules(platforms: Iterable[Platform]) -> dict[Hostname, str]:
    words: dict[Hostname, list[str]] = {}
    for platform in platforms:
        for rule in platform.hosts:
            words.setdefault(rule.host, []).append(_in_words(platform, rule))
    return {host: "; ".join(sorted(rules)) for host, rules in words.items()}


def _in_words(platform: Platform, rule: HostRule) -> str:
    return f"{platform.id}, {rule.kind}, {'with all below' if rule.below else 'that very host'}"


def _reasons(lists: Catalogue) -> dict[Hostname, str]:
    return {each.host: f"{each.reason}{'' if each.below else ' (that very host)'}" for each in lists.never_listed}


def _changed(before: Mapping[Hostname, str], after: Mapping[Hostname, str]) -> tuple[ChangedHost, ...]:
    return tuple(
        ChangedHost(host=host, before=before.get(host), after=after.get(host))
        for host in sorted(before.keys() | after.keys())
        if before.get(host) != after.get(host)
    )


def _sides(
    before: Catalogue, after: Catalogue, ordinary: Mapping[Hostname, str], precious: frozenset[str]
) -> tuple[ChangedSide, ...]:
    was, now = (HostIndex(each.platforms, each.never_listed) for each in (before, after))
    return tuple(
        ChangedSide(
            host=host,
            group=group,
            before=_platform(was.find(host)),
            after=_platform(now.find(host)),
            is_precious=was.find(host) is None and now.find(host) is not None and group in precious,
        )
        for host, group in sorted(ordinary.items())
        if _platform(was.find(host)) != _platform(now.find(host))
    )


def _platform(listing: Listing | None) -> str | None:
    return listing.platform.id if listing else None
