"""What a school's layer has to say of one host: which entry counts, and why the others do not."""

from collections.abc import Iterator
from enum import StrEnum

import msgspec

from domain_lists.index import Explanation, HostIndex
from domain_lists.layer import Addition, Entry, Exemption, Move, Removal
from domain_lists.layered import LayeredLists
from domain_lists.layering import Names
from school_policy.hostname import Hostname, lineage
from school_policy.platform import NeverListed
from school_policy.vocabulary import PlatformId


class Deed(StrEnum):
    """What an entry does, as the school's file names it; in the order of precedence."""

    EXEMPT = "exempt"
    REMOVE = "remove"
    ADD = "add"
    MOVE = "move"


class EntryFate(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that names a host or its platform, and what comes of it."""

    deed: Deed
    entry: Entry
    names: str
    """The host, or the platform, by which the entry has to do with the host."""
    counts: bool
    why_not: str = ""


class HostStory(msgspec.Struct, frozen=True, kw_only=True):
    """One host: the answer with every rule, that of the lists alone, and the school's entries."""

    explanation: Explanation
    shipped: Explanation
    entries: tuple[EntryFate, ...]
    """In the order of precedence, those that do not hold last."""


class HostStories:
    """Tells of one host after another, on the day of the lists; for a single one take `host_story`."""

    def __init__(self, lists: LayeredLists) -> None:
        self.lists = lists
        self._now = HostIndex(lists.catalogue.platforms, lists.catalogue.never_listed)
        self._shipped = HostIndex(lists.shipped.platforms, lists.shipped.never_listed)

    def of(self, host: Hostname) -> HostStory:
        """Tell of one host."""
        return _told(self._now.explain(host), self._shipped.explain(host), self.lists)


def host_story(host: Hostname, lists: LayeredLists) -> HostStory:
    """Tell of one host on the day of the lists."""
    return HostStories(lists).of(host)


def _told(explanation: Explanation, shipped: Explanation, lists: LayeredLists) -> HostStory:
    host = explanation.host
    concerned = [*_of_the_host(host, lists), *_of_its_platforms(shipped, explanation, lists)]
    concerned.sort(key=lambda each: (not each[1].holds(lists.today), list(Deed).index(each[0]), -len(each[2])))
    story = HostStory(explanation=explanation, shipped=shipped, entries=())
    fates = tuple(_fate(deed, entry, names, story, lists) for deed, entry, names in concerned)
    return msgspec.structs.replace(story, entries=fates)


_Concern = tuple[Deed, Entry, str]


def _of_the_host(host: Hostname, lists: LayeredLists) -> Iterator[_Concern]:
    """Yield the entries that name the host or one above it."""
    above = set(lineage(host))
    layer = lists.layer
    for deed, entries in ((Deed.EXEMPT, layer.exempt), (Deed.REMOVE, layer.remove), (Deed.ADD, layer.add)):
        for entry in entries:
            assert isinstance(entry, Exemption | Removal | Addition)  # noqa: S101 (the three above)
            names = [each.host for each in entry.hosts if Names([each]).covers(host)]
            yield from ((deed, entry, name) for name in names)
    for move in layer.move:
        yield from ((Deed.MOVE, move, name) for name in move.hosts if name in above)


def _of_its_platforms(shipped: Explanation, now: Explanation, lists: LayeredLists) -> Iterator[_Concern]:
    """Yield the entries that name a platform to which the host belongs, or would belong without them."""
    platforms = {each.listing.platform.id for each in (shipped, now) if each.listing}
    platforms |= {entry.platform for entry in lists.layer.add if Names(entry.hosts).covers(now.host)}
    platforms |= {
        entry.platform for entry in lists.layer.move for name in entry.hosts if name in set(lineage(now.host))
    }
    for removal in lists.layer.remove:
        if removal.platform in platforms:
            yield Deed.REMOVE, removal, str(removal.platform)
    for move in lists.layer.move:
        if move.category is not None and move.platform in platforms:
            yield Deed.MOVE, move, str(move.platform)


def _fate(deed: Deed, entry: Entry, names: str, story: HostStory, lists: LayeredLists) -> EntryFate:
    why_not = f"it holds no longer since {entry.until}" if not entry.holds(lists.today) else ""
    why_not = why_not or _overruled(deed, entry, story)
    return EntryFate(deed=deed, entry=entry, names=names, counts=not why_not, why_not=why_not)


def _overruled(deed: Deed, entry: Entry, story: HostStory) -> str:
    """Say what stands above an entry that holds; nothing where it counts."""
    never = next((rule for rule in story.shipped.matches if isinstance(rule, NeverListed)), None)
    if never is not None:
        return f"the program never lists {never.host}"
    winner, host = story.explanation.winner, story.explanation.host
    if deed is Deed.EXEMPT or isinstance(entry, Removal):
        return ""
    if winner is None or isinstance(winner, NeverListed):
        return "what takes a host off stands above it, or its platform is not there"
    if isinstance(entry, Addition):
        return "" if _is_of(entry, winner.platform.id, winner.host) else f"the longer name {winner.host} wins"
    assert isinstance(entry, Move)  # noqa: S101 (the last of the four)
    if winner.platform.id == entry.platform:
        return ""
    return f"{host} belongs to {winner.platform.name} by a rule for {winner.host}"


def _is_of(entry: Addition, platform: PlatformId, host: Hostname) -> bool:
    return entry.platform == platform and any(rule.host == host for rule in entry.hosts)
