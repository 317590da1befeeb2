"""Where the hosts of a platform come from: the shipped lists, or an entry of the school's own list."""

import msgspec

from domain_lists.layer import Addition, Entry, Exemption, Move, Removal
from domain_lists.layered import LayeredLists
from domain_lists.layering import Names
from school_policy.hostname import lineage
from school_policy.platform import HostRule, Platform
from school_policy.vocabulary import PlatformId


class TakenOff(msgspec.Struct, frozen=True, kw_only=True):
    """Hosts of a shipped platform that the school took off."""

    hosts: tuple[HostRule, ...]
    entry: Removal | Exemption


def origin_of(platform: PlatformId, rule: HostRule, lists: LayeredLists) -> Addition | Move | None:
    """Return the school's entry that a platform owes a listed host to; None: the shipped lists have it so."""
    layer = lists.layer.on(lists.today)
    for addition in layer.add:
        if addition.platform == platform and rule in addition.hosts:
            return addition
    if rule in _shipped_rules(platform, lists):
        return None
    above = set(lineage(rule.host))
    return next((move for move in layer.move if move.platform == platform and above & set(move.hosts)), None)


def entry_for(platform: Platform, lists: LayeredLists) -> Entry | None:
    """Return the school's entry that made a platform or its category what it is; None: it is as shipped."""
    layer = lists.layer.on(lists.today)
    makes = [entry for entry in layer.add if entry.new is not None and entry.platform == platform.id]
    moves = [entry for entry in layer.move if entry.category is not None and entry.platform == platform.id]
    return next(iter([*moves, *makes]), None)


def taken_off(platform: PlatformId, lists: LayeredLists) -> tuple[TakenOff, ...]:
    """Return the hosts that the shipped lists have for a platform and the school does not, by entry."""
    layer, shipped = lists.layer.on(lists.today), _shipped_rules(platform, lists)
    found = []
    entries: tuple[Exemption | Removal, ...] = (*layer.exempt, *layer.remove)
    for entry in entries:
        names = Names(entry.hosts)
        hosts = tuple(rule for rule in shipped if names.covers_all_of(rule))
        if hosts:
            found.append(TakenOff(hosts=hosts, entry=entry))
    return tuple(found)


def _shipped_rules(platform: PlatformId, lists: LayeredLists) -> tuple[HostRule, ...]:
    return next((its.hosts for its in lists.shipped.platforms if its.id == platform), ())
