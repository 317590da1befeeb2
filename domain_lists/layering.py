"""The lists with a school's layer upon them: a catalogue like any other, in the order of layer.py."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator

import msgspec

from domain_lists.catalogue import Catalogue
from domain_lists.index import HostIndex
from domain_lists.layer import Addition, Layer, LayerHost, Move
from school_policy.hostname import Hostname, lineage
from school_policy.platform import HostRule, NeverListed, Platform
from school_policy.vocabulary import PlatformId

_Owned = tuple[PlatformId, HostRule]


def apply_layer(catalogue: Catalogue, layer: Layer, today: dt.date) -> Catalogue:
    """Return what is listed on a day; the catalogue itself where no entry holds.

    The order of the entries changes nothing. Entries that no longer fit the catalogue do nothing (layer_remarks.py
    names them). A platform that is left without a host is left out.
    """
    layer = layer.on(today)
    if not layer.entries:
        return catalogue
    taken_off = _taken_off(catalogue, layer)
    platforms = {platform.id: platform for platform in _platforms(catalogue, layer)}
    rules = defaultdict[PlatformId, list[HostRule]](list)
    for owner, rule in _listed(catalogue, layer, platforms.keys()):
        if not taken_off.covers_all_of(rule):
            rules[owner].append(rule)
    filled = (_filled(platform, rules[name]) for name, platform in platforms.items())
    return Catalogue(
        platforms=tuple(platform for platform in filled if platform.hosts),
        never_listed=_never_listed(catalogue, layer, [rule for its in rules.values() for rule in its]),
    )


class Names:
    """A set of names, some of them with all names below, that tells what it covers."""

    __slots__ = ("_at", "_below")

    def __init__(self, hosts: Iterable[LayerHost | HostRule | NeverListed]) -> None:
        hosts = list(hosts)
        self._at = {each.host for each in hosts}
        self._below = {each.host for each in hosts if each.below}

    def covers(self, host: Hostname) -> bool:
        """Tell whether a host is one of the names, or below one that counts with all names below it."""
        return host in self._at or any(name in self._below for name in lineage(host))

    def covers_all_of(self, rule: LayerHost | HostRule | NeverListed) -> bool:
        """Tell whether every host that a rule is for is covered."""
        return any(name in self._below for name in lineage(rule.host)) or (
            not rule.below and rule.host in self._at
        )


def names_of(layer: Layer) -> Iterator[tuple[LayerHost, str]]:
    """Yield every host that a layer takes off, with the reason as a reader of the lists should meet it."""
    for words, entries in (("exempt", layer.exempt), ("taken off", layer.remove)):
        for entry in entries:
            for host in entry.hosts:
                yield host, f"the school's own list has it {words} ({entry.reason})"


def removed_platforms(layer: Layer) -> frozenset[PlatformId]:
    """Return the platforms that a layer takes off."""
    return frozenset(entry.platform for entry in layer.remove if entry.platform is not None)


def _taken_off(catalogue: Catalogue, layer: Layer) -> Names:
    return Names([*catalogue.never_listed, *(host for host, _ in names_of(layer))])


def _platforms(catalogue: Catalogue, layer: Layer) -> Iterator[Platform]:
    """Yield the platforms that are left and the new ones, without their hosts' changes."""
    removed = removed_platforms(layer)
    new = {entry.platform: entry.new for entry in sorted(layer.add, key=_text) if entry.new is not None}
    category = {entry.platform: entry.category for entry in sorted(layer.move, key=_text) if entry.category}
    shipped = {platform.id: platform for platform in catalogue.platforms}
    for name in (*shipped, *sorted(new.keys() - shipped.keys())):
        if name in removed:
            continue
        platform = shipped.get(name)
        if stated := new.get(name):
            attributes = msgspec.structs.asdict(stated)
            platform = (
                msgspec.structs.replace(platform, **attributes)
                if platform
                else Platform(id=name, hosts=(), **attributes)
            )
        assert platform is not None  # noqa: S101 (a name of either)
        yield msgspec.structs.replace(platform, category=category.get(name, platform.category))


def _listed(catalogue: Catalogue, layer: Layer, there: Iterable[PlatformId]) -> Iterator[_Owned]:
    """Yield the rules of the platforms that are there: those of the lists after all moves, then the added."""
    there = frozenset(there)
    added = {(entry.platform, rule) for entry in layer.add if entry.platform in there for rule in entry.hosts}
    said = {(rule.host, below) for _, rule in added for below in {False, rule.below}}
    for owner, rule in _moved(catalogue, layer, there):
        if owner in there and (rule.host, rule.below) not in said:
            yield owner, rule
    yield from sorted(added, key=_by_name)


def _moved(catalogue: Catalogue, layer: Layer, there: frozenset[PlatformId]) -> Iterator[_Owned]:
    """Yield the rules of the lists, each with the platform that it belongs to after all moves."""
    targets = {
        host: entry.platform
        for entry in sorted(layer.move, key=lambda entry: entry.platform, reverse=True)
        if entry.platform in there
        for host in entry.hosts
    }
    rules = [(platform.id, rule) for platform in catalogue.platforms for rule in platform.hosts]
    whole = {rule.host for _, rule in rules if rule.below}
    for owner, rule in rules:
        yield next((targets[name] for name in lineage(rule.host) if name in targets), owner), rule
    index = HostIndex(catalogue.platforms)
    for host in sorted(targets.keys() - whole):
        above = _above(index, host)
        if above is not None:
            yield targets[host], above


def _above(index: HostIndex, host: Hostname) -> HostRule | None:
    """Return a rule for a host with all names below it, of the kind that the lists have for them all."""
    rules = [rule for rule in index.explain(host).matches if rule.below]
    listing = rules[0] if rules else None
    if listing is None or isinstance(listing, NeverListed):
        return None
    return HostRule(host=host, kind=listing.kind)


def _filled(platform: Platform, rules: Iterable[HostRule]) -> Platform:
    """Return a platform with its rules, and with those embed hosts alone that are still among them."""
    hosts = tuple(rules)
    names = Names(hosts)
    embeds = tuple(host for host in platform.embed_hosts if names.covers(host))
    return msgspec.structs.replace(platform, hosts=hosts, embed_hosts=embeds)


def _never_listed(catalogue: Catalogue, layer: Layer, rules: Iterable[HostRule]) -> tuple[NeverListed, ...]:
    """Return what is never listed: what the program says, the exempt hosts, and removed ones cut out of a rule."""
    exempt = {host for entry in layer.exempt for host in entry.hosts}
    shipped, listed = Names(catalogue.never_listed), Names(rules)
    school = {
        host: NeverListed(host=host.host, reason=reason, below=host.below)
        for host, reason in sorted(names_of(layer), key=lambda each: each[1], reverse=True)
        if (host in exempt or listed.covers(host.host)) and not shipped.covers_all_of(host)
    }
    return tuple(sorted((*catalogue.never_listed, *school.values()), key=lambda each: (each.host, each.below)))


def _text(entry: Addition | Move) -> str:
    """Return what an order can go by that is not the file's."""
    return str(entry.new) if isinstance(entry, Addition) else str(entry.category)


def _by_name(owned: _Owned) -> tuple[str, str, str, bool]:
    owner, rule = owned
    return (rule.host, owner, rule.kind, rule.below)
