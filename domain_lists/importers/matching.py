"""Imported names beside the lists in force: what is listed already, what is new, and to which platform it belongs.

Names are put together by registrable domain. Where a platform lists that very domain, its new names are offered to
it; the others make a platform that nobody has named yet.
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


def match_names(names: NameSet, catalogue: Catalogue) -> Iterator[Matched]:
    """Yield the imported names, put together, in the order of their registrable domains."""
    lists = _Lists(catalogue)
    domain_of = public_suffixes().registrable_domain
    for domain, group in groupby(names.kept(domain_of), key=lambda kept: domain_of(kept.host)):
        yield lists.match(domain, tuple(group))


class _Lists:
    """The lists in force, ready to be asked about a million domains of which they know hardly any."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._index = HostIndex(catalogue.platforms, catalogue.never_listed)
        self._never = {entry.host: entry for entry in catalogue.never_listed}
        suffixes = public_suffixes()
        hosts = {listing.host for listing in self._index.listings()} | self._never.keys()
        self._domains = {suffixes.registrable_domain(host) for host in hosts}
        self._suffixes = frozenset(host for host in hosts if suffixes.stands_for_many(host))

    def match(self, domain: Hostname, group: tuple[Kept, ...]) -> Matched:
        """Sort the names of one domain out."""
        known = domain in self._domains or self._knows_suffix_of(domain)
        if not known and all(map(_can_be_held, group)):
            return Matched(
                registrable_domain=domain, listing=None, new=group, listed=(), never_listed=(), not_held=()
            )
        new: list[Kept] = []
        listed: list[Kept] = []
        forbidden: list[tuple[Kept, NeverListed]] = []
        not_held: list[Kept] = []
        for kept in group:
            entry = self._never_listed(kept.host) if known else None
            if entry is not None:
                forbidden.append((kept, entry))
            elif known and _covers(self._index.find(kept.host), kept):
                listed.append(kept)
            elif _can_be_held(kept):
                new.append(kept)
            else:
                not_held.append(kept)
        return Matched(
            registrable_domain=domain,
            listing=self._index.find(domain) if known else None,
            new=tuple(new),
            listed=tuple(listed),
            never_listed=tuple(forbidden),
            not_held=tuple(not_held),
        )

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


def _can_be_held(kept: Kept) -> bool:
    return not kept.holes and kept.reach is not _ONLY_BELOW


def _covers(listing: Listing | None, kept: Kept) -> bool:
    return listing is not None and (listing.below or kept.reach is Reach.EXACT)
