"""The index of hosts: which platform a host belongs to, by the longest rule that covers it, label by label.

One dictionary look-up for each label of an unlisted host, none of which depends on how many hosts are listed.
"""

from collections.abc import Iterable, Iterator

import msgspec

from school_policy.hostname import Hostname, lineage
from school_policy.platform import NeverListed, Platform
from school_policy.vocabulary import HostKind


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """A rule of a list, with its platform: the answer for every host that it covers."""

    platform: Platform
    kind: HostKind
    host: Hostname
    """The rule's host, which may be a parent of the host that was asked for."""
    below: bool


Rule = Listing | NeverListed


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """Why a host is listed or not."""

    host: Hostname
    matches: tuple[Rule, ...]
    """Every rule that covers the host, the longest first: the first one wins."""
    too_narrow: tuple[Rule, ...]
    """Rules for a parent of the host that are for that very parent only, the longest first."""

    @property
    def winner(self) -> Rule | None:
        """The rule that counts."""
        return self.matches[0] if self.matches else None

    @property
    def listing(self) -> Listing | None:
        """What `find` answers: nothing where no rule matches or the winner is never listed."""
        return self.winner if isinstance(self.winner, Listing) else None


class HostIndex:
    """All rules, ready to be asked. It is never changed; a changed list makes a new index.

    Where two rules name the same host, as the catalogue never does, the one that never lists wins,
    then a rule for that very host, then the platform whose id comes first: their order does not matter.
    """

    __slots__ = ("_at", "_below", "_rules")

    def __init__(self, platforms: Iterable[Platform], never_listed: Iterable[NeverListed] = ()) -> None:
        listed = [
            Listing(platform=platform, kind=rule.kind, host=rule.host, below=rule.below)
            for platform in platforms
            for rule in platform.hosts
        ]
        rules: list[Rule] = sorted([*listed, *never_listed], key=_order)
        self._rules: dict[Hostname, tuple[Rule, ...]] = {}
        self._at: dict[str, Listing | None] = {}
        self._below: dict[str, Listing | None] = {}
        for rule in rules:
            self._rules[rule.host] = (*self._rules.get(rule.host, ()), rule)
            answer = rule if isinstance(rule, Listing) else None
            self._at.setdefault(rule.host, answer)
            if rule.below:
                self._below.setdefault(rule.host, answer)

    def find(self, host: Hostname) -> Listing | None:
        """Return the listing that counts for a host, or None: the hot path."""
        if host in self._at:
            return self._at[host]
        start = host.find(".") + 1
        while start:
            parent = host[start:]
            if parent in self._below:
                return self._below[parent]
            start = host.find(".", start) + 1
        return None

    def explain(self, host: Hostname) -> Explanation:
        """Return every rule that has to do with a host."""
        near = [rule for name in lineage(host) for rule in self._rules.get(name, ())]
        return Explanation(
            host=host,
            matches=tuple(rule for rule in near if rule.below or rule.host == host),
            too_narrow=tuple(rule for rule in near if not rule.below and rule.host != host),
        )

    def listings(self) -> Iterator[Listing]:
        """Yield every rule that lists, in the order of their hosts."""
        for host in sorted(self._rules):
            yield from (rule for rule in self._rules[host] if isinstance(rule, Listing))

    def site_hosts(self) -> tuple[Hostname, ...]:
        """Return the hosts of all site rules, in order: what the certificate authority must cover."""
        return tuple(dict.fromkeys(rule.host for rule in self.listings() if rule.kind is HostKind.SITE))

    def cut_outs(self) -> tuple[Hostname, ...]:
        """Return the never-listed hosts that stand below a listed one, in order: accounts.youtube.com."""
        return tuple(
            host
            for host in sorted(self._rules)
            if isinstance(self._rules[host][0], NeverListed) and self._covered_by_a_parent(host)
        )

    def _covered_by_a_parent(self, host: Hostname) -> bool:
        return any(self._below.get(parent) for parent in lineage(host) if parent != host)


def _order(rule: Rule) -> tuple[Hostname, bool, bool, str, str]:
    """Put the rule that wins among those of one host first."""
    if isinstance(rule, NeverListed):
        return (rule.host, False, rule.below, "", "")
    return (rule.host, True, rule.below, rule.platform.id, rule.kind)
