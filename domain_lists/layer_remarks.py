"""Entries of a layer that do nothing, or no longer fit: remarks, as an update of the lists is no mistake."""

from collections.abc import Iterator

from domain_lists.index import HostIndex
from domain_lists.layer import Addition, Entry, Exemption, Layer, LayerHost, Move, Removal
from domain_lists.layered import LayeredLists
from domain_lists.layering import Names, names_of, removed_platforms
from school_policy.hostname import lineage
from school_policy.platform import HostRule
from school_policy.structure import did_you_mean
from school_policy.toml_source import Problem
from school_policy.vocabulary import PlatformId

_MOST = 3  # hosts named in one remark; a list that was imported may have thousands


def layer_remarks(lists: LayeredLists) -> tuple[Problem, ...]:
    """Return what the school may want to look at, in the order of the file's lines."""
    return tuple(sorted(_Remarks(lists).all()))


class _Remarks:
    def __init__(self, lists: LayeredLists) -> None:
        self._lists = lists
        self._layer: Layer = lists.layer.on(lists.today)
        self._shipped = HostIndex(lists.shipped.platforms)
        self._known = {platform.id for platform in lists.shipped.platforms}
        self._new = {entry.platform for entry in self._layer.add if entry.new is not None}
        self._removed = removed_platforms(self._layer)
        self._never = Names(lists.shipped.never_listed)
        self._off = Names(host for host, _ in names_of(self._layer))
        self._added = {rule.host for entry in self._layer.add for rule in entry.hosts}
        shipped = (rule.host for platform in lists.shipped.platforms for rule in platform.hosts)
        self._above = {name for host in (*self._added, *shipped) for name in lineage(host)}

    def all(self) -> Iterator[Problem]:
        for entry in self._lists.layer.entries:
            if not entry.holds(self._lists.today):
                yield self._remark(entry, f"holds no longer since {entry.until}: it may be taken out")
                continue
            match entry:
                case Addition():
                    texts = self._of_addition(entry)
                case Removal():
                    texts = self._of_removal(entry)
                case Exemption():
                    texts = self._of_exemption(entry)
                case Move():
                    texts = self._of_move(entry)
                case _:
                    raise AssertionError(entry)
            for text in texts:
                yield self._remark(entry, text)

    def _remark(self, entry: Entry, text: str) -> Problem:
        return Problem(self._lists.layer.file, entry.line, text)

    def _of_addition(self, entry: Addition) -> Iterator[str]:
        yield from self._of_platform(entry.platform)
        if entry.new is not None and entry.platform in self._known:
            yield f'the lists have "{entry.platform}" by now: its name, category and front page are still yours'
        if off := [rule for rule in entry.hosts if self._off.covers_all_of(rule)]:
            yield f"{_named(off)} is not added: you take it off elsewhere in this file"
        if known := [rule for rule in entry.hosts if self._says_already(entry.platform, rule)]:
            yield f"{_named(known)} is in the lists already, just so: the addition changes nothing"

    def _says_already(self, platform: PlatformId, rule: HostRule) -> bool:
        listing = self._shipped.find(rule.host)
        same_name = listing is not None and (listing.host, listing.below) == (rule.host, rule.below)
        return same_name and listing is not None and (listing.platform.id, listing.kind) == (platform, rule.kind)

    def _of_removal(self, entry: Removal) -> Iterator[str]:
        if entry.platform is not None and entry.platform not in self._known | self._new:
            yield f'the lists have no platform "{entry.platform}"{self._hint(entry.platform)}: nothing to remove'
        if absent := [host for host in entry.hosts if not self._is_listed(host)]:
            yield f"{_named(absent)} is not listed: nothing to remove"

    def _of_exemption(self, entry: Exemption) -> Iterator[str]:
        if never := [host for host in entry.hosts if self._never.covers_all_of(host)]:
            yield f"{_named(never)} needs no exemption: the program never lists it"

    def _of_move(self, entry: Move) -> Iterator[str]:
        yield from self._of_platform(entry.platform)
        hosts = [LayerHost(host=host) for host in entry.hosts]
        if absent := [host for host in hosts if not self._is_listed(host)]:
            yield f"{_named(absent)} is not listed: nothing to move"
        if off := [host for host in hosts if self._off.covers_all_of(host)]:
            yield f"{_named(off)} is not moved: you take it off elsewhere in this file"

    def _of_platform(self, platform: PlatformId) -> Iterator[str]:
        if platform in self._removed:
            yield f'nothing comes of this: you remove "{platform}" elsewhere in this file'
        elif platform not in self._known | self._new:
            hint = self._hint(platform)
            yield f'the lists have no platform "{platform}"{hint}: a new one needs name, category and front_page'

    def _hint(self, platform: PlatformId) -> str:
        return did_you_mean(platform, [str(known) for known in self._known])

    def _is_listed(self, host: LayerHost) -> bool:
        """Tell whether the lists or an addition have the host, or one below it where those are meant too."""
        covered = self._shipped.find(host.host) is not None or host.host in self._added
        return covered or (host.below and host.host in self._above)


def _named(hosts: list[HostRule] | list[LayerHost]) -> str:
    names = [each.host for each in hosts]
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return ", ".join(names[:_MOST]) + more
