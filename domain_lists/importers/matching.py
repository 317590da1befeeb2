"""Imported names beside the lists in force: what is listed already, what is new, and to which platform it belongs.

Names are put together by registrable domain. Where a platform lists that very domain, its new names are offered to
it; the others make a platform that nobody has named yet.

Exceptions can be kept as what is never listed (never_listed.toml): an exception of a name, with all below it or of
that very name, that stands below a listed name. What is listed again below one that reaches further is not held.
"""

from collections.abc import Iterator
from itertools import groupby

import msgspec

from domain_lists.catalogue import Catalogue
from domain_lists.importers.line_fate import Reach
from domain_lists.importers.name_set import Kept, NameSet
from domain_lists.index import HostIndex, Listing
from domain_lists.public_suffix import public_suffixes
from school_policy.hostname import Hostname, lineage
from school_policy.platform import NeverListed

_ONLY_BELOW = Reach.ONLY_BELOW


class KeptException(msgspec.Struct, frozen=True, kw_only=True, gc=False, order=True):
    """An exception of the list, as never_listed.toml can hold it."""

    host: Hostname
    below: bool


class Matched(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The names of one registrable domain."""

    registrable_domain: Hostname
    listing: Listing | None
    """The listing of that domain, whose platform the new names belong to; else they are a new platform's."""
    new: tuple[Kept, ...]
    """What a list file can hold: each reaches that very name, or all below it as well."""
    listed: tuple[Kept, ...]
    """Listed already, as far as the import reaches."""
    never_listed: tuple[tuple[Kept, NeverListed], ...]
    """Names that no list may have."""
    not_held: tuple[Kept, ...]
    """What a list file cannot hold: only the names below one, or all but some of them."""
    exceptions: tuple[KeptException, ...] = ()
    """Of the new and the listed names, where they are kept."""
    lost_exceptions: tuple[Hostname, ...] = ()
    """Names that the import excepts and that stay listed, as no file can say so or none is wanted."""


def match_names(names: NameSet, catalogue: Catalogue, *, keep_exceptions: bool = False) -> Iterator[Matched]:
    """Yield the imported names, put together, in the order of their registrable domains.

    Without `keep_exceptions` a name with exceptions below it is not held, as it would reach too far.
    """
    lists = _Lists(catalogue, _Exceptions(names, catalogue) if keep_exceptions else None)
    domain_of = public_suffixes().registrable_domain
    for domain, group in groupby(names.kept(domain_of), key=lambda kept: domain_of(kept.host)):
        yield lists.match(domain, tuple(group))


class _Lists:
    """The lists in force, ready to be asked about a million domains of which they know hardly any."""

    def __init__(self, catalogue: Catalogue, exceptions: "_Exceptions | None") -> None:
        self._exceptions = exceptions
        self._index = HostIndex(catalogue.platforms, catalogue.never_listed)
        self._never = {entry.host: entry for entry in catalogue.never_listed}
        suffixes = public_suffixes()
        hosts = {listing.host for listing in self._index.listings()} | self._never.keys()
        self._domains = {suffixes.registrable_domain(host) for host in hosts}
        self._suffixes = frozenset(host for host in hosts if suffixes.stands_for_many(host))

    def match(self, domain: Hostname, group: tuple[Kept, ...]) -> Matched:
        """Sort the names of one domain out."""
        known = domain in self._domains or self._knows_suffix_of(domain)
        if not known and self._exceptions is None and all(map(_is_simple, group)):
            return Matched(
                registrable_domain=domain, listing=None, new=group, listed=(), never_listed=(), not_held=()
            )
        new: list[Kept] = []
        listed: list[Kept] = []
        forbidden: list[tuple[Kept, NeverListed]] = []
        not_held: list[Kept] = []
        exceptions: set[KeptException] = set()
        lost: set[Hostname] = set()
        for kept in group:
            entry = self._never_listed(kept.host) if known else None
            if entry is not None:
                forbidden.append((kept, entry))
            elif known and _covers(self._index.find(kept.host), kept):
                listed.append(kept)
                caught = [hole for hole in kept.holes if self._index.find(hole) is not None]
                held = {hole: self._hold(hole) for hole in caught}
                exceptions |= {each for each in held.values() if each}
                lost |= {hole for hole, each in held.items() if each is None}
            elif (holes := self._held(kept)) is not None:
                new.append(kept)
                exceptions |= holes
            else:
                not_held.append(kept)
        return Matched(
            registrable_domain=domain,
            listing=self._index.find(domain) if known else None,
            new=tuple(new),
            listed=tuple(listed),
            never_listed=tuple(forbidden),
            not_held=tuple(not_held),
            exceptions=tuple(sorted(exceptions)),
            lost_exceptions=tuple(sorted(lost)),
        )

    def _held(self, kept: Kept) -> set[KeptException] | None:
        """Return the exceptions that make a name what it is, none for most; None where it cannot be held."""
        if kept.reach is _ONLY_BELOW or (self._exceptions and self._exceptions.stands_below_one(kept.host)):
            return None
        held = [self._hold(hole) for hole in kept.holes if self._never_listed(hole) is None]
        return None if None in held else {each for each in held if each}

    def _hold(self, hole: Hostname) -> KeptException | None:
        return self._exceptions.hold(hole) if self._exceptions else None

    def _knows_suffix_of(self, domain: Hostname) -> bool:
        """Tell whether a list names a suffix above a domain: gov.uk. What is above a domain is nothing else."""
        start = domain.find(".") + 1
        while start:
            if domain[start:] in self._suffixes:
                return True
            start = domain.find(".", start) + 1
        return False

    def _never_listed(self, host: Hostname) -> NeverListed | None:
        for name in lineage(host):
            entry = self._never.get(name)
            if entry is not None and (entry.below or name == host):
                return entry
        return None


class _Exceptions:
    """The exceptions of an import, where they are to be kept."""

    def __init__(self, names: NameSet, catalogue: Catalogue) -> None:
        self._names = names
        self._listed = {rule.host for platform in catalogue.platforms for rule in platform.hosts}
        self._above = {parent for host in self._listed for parent in lineage(host)}

    def hold(self, hole: Hostname) -> KeptException | None:
        """Return an exception that never_listed.toml can hold: the lists name nothing that it covers."""
        reach = self._names.exception(hole)
        if reach is None or reach is _ONLY_BELOW:
            return None
        below = reach is Reach.WITH_BELOW
        return None if hole in (self._above if below else self._listed) else KeptException(host=hole, below=below)

    def stands_below_one(self, host: Hostname) -> bool:
        """Tell whether a name is listed again below an exception, which never_listed.toml does not know."""
        return self._names.is_below_exception(host)


def _is_simple(kept: Kept) -> bool:
    return not kept.holes and kept.reach is not _ONLY_BELOW


def _covers(listing: Listing | None, kept: Kept) -> bool:
    return listing is not None and (listing.below or kept.reach is Reach.EXACT)
