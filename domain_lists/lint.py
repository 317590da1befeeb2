"""What in lists is allowed and yet looks like a mistake: pure, over hosts that know their place.

What no list may say at all (a host twice, of two platforms, a site and an asset, never listed) is found when the
lists are read: list_meaning.py.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from domain_lists.index import HostIndex
from domain_lists.look_alike import look_alike_problem
from domain_lists.public_suffix import PublicSuffixes
from school_policy.hostname import Hostname, lineage
from school_policy.platform import NeverListed
from school_policy.vocabulary import HostKind

_ITS_OWN_BELOW = frozenset({"discordsays.com"})
"""Private suffixes below which a platform keeps its own parts apart, and nobody else has a site."""


class PlacedHost(msgspec.Struct, frozen=True, kw_only=True):
    """A listed host and where it stands."""

    host: Hostname
    kind: HostKind
    below: bool
    owner: str
    """The platform's id."""
    file: str
    line: int
    is_added: bool = False
    """It stands in the school's own list."""


class ListFinding(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """Something to look at, with its place and what to do."""

    file: str
    line: int
    text: str
    to_do: str
    is_idle: bool = False
    """The entry does nothing: the lists say the same without it."""


Covers = Callable[[Hostname], bool]


def lint(
    hosts: Sequence[PlacedHost],
    never: Iterable[NeverListed],
    suffixes: PublicSuffixes,
    covers: Covers | None,
) -> tuple[ListFinding, ...]:
    """Return all findings by file and line; `covers` asks a device's authority, where there is one."""
    listed: dict[Hostname, list[PlacedHost]] = {}
    for each in hosts:
        listed.setdefault(each.host, []).append(each)
    kept_off = HostIndex((), never)
    found = [
        ListFinding(file=each.file, line=each.line, text=f"{each.host} {text}", to_do=to_do)
        for each in hosts
        for text, to_do in (
            *_for_many(each, suffixes),
            *_looks_like_another(each),
            *_against_the_lists(each, listed),
            *_never_listed(each, kept_off),
            *_not_covered(each, covers),
        )
    ]
    found += [
        ListFinding(file=each.file, line=each.line, text=f"{each.host} {text}", to_do=to_do, is_idle=True)
        for each in hosts
        for text, to_do in _shadowed(each, listed)
    ]
    return tuple(sorted(set(found)))


_Found = Iterator[tuple[str, str]]


def _for_many(each: PlacedHost, suffixes: PublicSuffixes) -> _Found:
    if not suffixes.stands_for_many(each.host) or each.host in _ITS_OWN_BELOW:
        return
    if not suffixes.is_provider(each.host):
        yield "is a public suffix: thousands of owners have names below it", "list the one name that is meant"
    elif each.below:
        yield (
            "is a whole hosting provider: the sites below it are its customers'",
            "list the customer's own name, or the provider's front page alone (sites_exact)",
        )


def _looks_like_another(each: PlacedHost) -> _Found:
    if problem := look_alike_problem(each.host):
        yield f"may be a look-alike: {problem}", "type the name by hand, or take it out"


def _shadowed(each: PlacedHost, listed: dict[Hostname, list[PlacedHost]]) -> _Found:
    """Find a host for which a rule of a name above says just the same, with nothing between them."""
    for parent in lineage(each.host):
        above = [other for other in listed.get(parent, ()) if parent != each.host and other.below]
        if not above:
            continue
        first = above[0]
        if (first.owner, first.kind) == (each.owner, each.kind):
            yield f"is in the shadow of {parent} ({first.file}:{first.line}), which says the same", "take it out"
        return


def _against_the_lists(each: PlacedHost, listed: dict[Hostname, list[PlacedHost]]) -> _Found:
    """Find an addition that says otherwise than the lists of the very name."""
    for other in listed[each.host] if each.is_added else ():
        if other.is_added:
            continue
        place = f"{other.file}:{other.line}"
        if other.owner != each.owner:
            yield (
                f'is of two platforms: "{other.owner}" in the lists ({place}), "{each.owner}" here',
                "write it as a [[move]], or take it out",
            )
        elif other.kind is not each.kind:
            yield f"is a site and an asset at once: {other.kind} in the lists ({place})", "take one of the two"


def _never_listed(each: PlacedHost, never: HostIndex) -> _Found:
    """Find an addition that the program never lists; the lists themselves cannot be read with one."""
    winner = never.explain(each.host).winner if each.is_added else None
    if isinstance(winner, NeverListed):
        yield f"is never listed, as {winner.host} is not: {winner.reason}", "take it out: it is not in force"


def _not_covered(each: PlacedHost, covers: Covers | None) -> _Found:
    if covers is not None and each.kind is HostKind.SITE and not covers(each.host):
        yield (
            "is not covered by this device's certificate: visits pass through without a reminder",
            "renew the authority and have the new certificate trusted",
        )
