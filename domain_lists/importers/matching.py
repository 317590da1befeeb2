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


class Matched(msgspec.Struct, frozen=True, kw_only=True):
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
        self._hosts = {listing.host for listing in self._index.listings()} | self._never.keys()
        self._domains = {public_suffixes().registrable_domain(host) for host in self._hosts}

    def match(self, domain: Hostname, group: tuple[Kept, ...]) -> Matched:
        """Sort the names of one domain out."""
        new: list[Kept] = []
        listed: list[Kept] = []
        forbidden: list[tuple[Kept, NeverListed]] = []
        not_held: list[Kept] = []
        known = domain in self._domains or not self._hosts.isdisjoint(lineage(domain))
        for kept in group:
            entry = self._never_listed(kept.host) if known else None
            if entry is not None:
                forbidden.append((kept, entry))
            elif known and _covers(self._index.find(kept.host), kept):
                listed.append(kept)
            elif kept.holes or kept.reach is Reach.ONLY_BELOW:
                not_held.append(kept)
            else:
                new.append(kept)
        return Matched(
            registrable_domain=domain,
            listing=self._index.find(domain) if known else None,
            new=tuple(new),
            listed=tuple(listed),
            never_listed=tuple(forbidden),
            not_held=tuple(not_held),
        )

    def _never_listed(self, host: Hostname) -> NeverListed | None:
        for name in lineage(host):
            entry = self._never.get(name)
            if entry is not None and (entry.below or name == host):
                return entry
        return None


def _covers(listing: Listing | None, kept: Kept) -> bool:
    return listing is not None and (listing.below or kept.reach is Reach.EXACT)
