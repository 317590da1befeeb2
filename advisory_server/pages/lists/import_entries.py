"""From imported names to entries of the school's own list: each with the platform that it goes to. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from domain_lists.catalogue import Catalogue
from domain_lists.importers import Kept, Matched
from domain_lists.importers.new_platforms import front_page, new_platform, platform_id, rule_of
from domain_lists.layer import Addition, NewPlatform
from school_policy.hostname import Hostname
from school_policy.platform import HostRule, Platform
from school_policy.vocabulary import Category, HostKind, PlatformId


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """Where names go."""

    platform: PlatformId | None = None
    """All to this one; None: each to the platform of its registrable domain."""
    new: NewPlatform | None = None
    """What that one is, where it is new; without a front page it is that of a host."""
    category: Category | None = None
    """Of the platforms that nobody has named yet; None: their names are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """What would be written, and what not."""

    entries: tuple[Addition, ...]
    left_out: tuple[str, ...]
    """Names with the reason, in words."""


def sort_names(matched: Iterable[Matched], catalogue: Catalogue, goal: Goal, common: Mapping[str, Any]) -> Sorted:
    """Return the entries, one a platform; `common` is what each of them says besides."""
    sorting = _Sorting(catalogue, goal, common)
    for each in matched:
        sorting.take(each)
    return Sorted(entries=tuple(sorting.entries()), left_out=tuple(sorting.left_out))


class _Sorting:
    def __init__(self, catalogue: Catalogue, goal: Goal, common: Mapping[str, Any]) -> None:
        self._goal, self._common = goal, common
        self._platforms = {platform.id: platform for platform in catalogue.platforms}
        self._owners = {
            rule.host: (platform.id, rule) for platform in catalogue.platforms for rule in platform.hosts
        }
        self._hosts: dict[PlatformId, list[HostRule]] = defaultdict(list)
        self._new: list[Platform] = []
        self.left_out: list[str] = []

    def take(self, matched: Matched) -> None:
        """Give the names of one registrable domain to their platform."""
        self.left_out += _never_taken(matched)
        wished = self._goal.platform
        if wished is not None:
            self._give_all(wished, matched)
        elif matched.listing is not None:
            self._give(matched.listing.platform.id, matched.new, matched.listing.kind)
        elif matched.new and self._goal.category is not None:
            domain = matched.registrable_domain
            its = platform_id(domain, self._platforms)
            self._new.append(new_platform(domain, its, self._goal.category, matched.new))
        else:
            self.left_out += (f"{each.host}: no platform of the lists has that name" for each in matched.new)

    def entries(self) -> Iterator[Addition]:
        """Yield what is to be written: platforms that are listed first."""
        for platform, rules in sorted(self._hosts.items()):
            hosts = tuple(rules)
            yield Addition(**self._common, platform=platform, hosts=hosts, new=self._as_new(platform, hosts))
        for each in self._new:
            new = NewPlatform(name=each.name, category=each.category, front_page=each.front_page)
            yield Addition(**self._common, platform=each.id, hosts=each.hosts, new=new)

    def _as_new(self, platform: PlatformId, hosts: tuple[HostRule, ...]) -> NewPlatform | None:
        new = self._goal.new
        if new is None or platform in self._platforms:
            return None
        page = new.front_page or front_page(platform, [rule.host for rule in hosts])
        return NewPlatform(name=new.name, category=new.category, front_page=page)

    def _give_all(self, wished: PlatformId, matched: Matched) -> None:
        """Give names to the platform that all of them are for; a host of another stays that one's."""
        listing = matched.listing
        kind = listing.kind if listing is not None and listing.platform.id == wished else HostKind.SITE
        self._give(wished, [each for each in matched.new if self._is_free(each.host, wished)], kind)

    def _is_free(self, host: Hostname, wished: PlatformId) -> bool:
        owner, _ = self._owners.get(host, (wished, None))
        if owner != wished:
            self.left_out.append(f"{host}: that name is {self._platforms[owner].name}'s")
        return owner == wished

    def _give(self, platform: PlatformId, names: Iterable[Kept], kind: HostKind) -> None:
        for each in names:
            _, known = self._owners.get(each.host, (platform, None))
            self._hosts[platform].append(rule_of(each, known.kind if known else kind))


def _never_taken(matched: Matched) -> Iterator[str]:
    """Yield the names that no entry can hold, or no list may have."""
    yield from (
        f"{kept.host}: {entry.host} is never listed: {entry.reason}" for kept, entry in matched.never_listed
    )
    for kept in matched.not_held:
        why = "the list makes exceptions below it" if kept.holes else "an entry cannot say “only the names below”"
        yield f"{kept.host}: {why}"
