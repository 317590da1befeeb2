"""Entries of the school's own list as the pages tell them, and which of them are not published yet."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import assert_never

from advisory_server.list_keeping import Change, OwnList, Pending
from advisory_server.pages.date_words import date_words
from domain_lists.diff import ListDiff
from domain_lists.layer import Addition, Entry, Exemption, Move, Removal
from domain_lists.layer_writer import Proposal
from domain_lists.layering import Names
from school_policy.platform import HostRule
from school_policy.vocabulary import HostKind, PlatformId

_MOST = 12
"""Hosts that are named of one entry; an imported one may have thousands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """An entry in words."""

    line: int
    what: str
    hosts: tuple[str, ...]
    more: int
    """Hosts that are not named."""
    reason: str
    source: str
    """Where imported hosts came from; empty for what was typed."""
    said: str
    """Who, when, and until when."""
    is_pending: bool
    is_over: bool


def entry_rows(own: OwnList, pending: Pending, today: dt.date) -> tuple[EntryRow, ...]:
    """Return the entries, the last in the file first: what was done last stands on top."""
    names = platform_names(own)
    entries: list[Proposal] = [*own.layer.exempt, *own.layer.remove, *own.layer.add, *own.layer.move]
    rows = [_row(entry, names, pending.change, today) for entry in entries]
    return tuple(sorted(rows, key=lambda row: -row.line))


def platform_names(own: OwnList) -> dict[PlatformId, str]:
    """Return the names of the platforms, and of those that the list itself makes."""
    new = {entry.platform: entry.new.name for entry in own.layer.add if entry.new}
    return {**new, **{platform.id: platform.name for platform in own.catalogue.platforms}}


def what_words(entry: Proposal, names: dict[PlatformId, str]) -> str:
    """Return what an entry does, in a few words."""
    match entry:
        case Addition():
            which = "the new platform " if entry.new else ""
            return f"Added to {which}{names.get(entry.platform, entry.platform)}"
        case Removal():
            if entry.platform is not None:
                return f"Removed: the whole platform {names.get(entry.platform, entry.platform)}"
            return "Removed from the lists"
        case Exemption():
            return "Exempt: nobody is reminded"
        case Move():
            name = names.get(entry.platform, entry.platform)
            return f"{name} moved to the category {entry.category}" if entry.category else f"Moved to {name}"
        case _:
            assert_never(entry)


def _row(entry: Proposal, names: dict[PlatformId, str], change: Change | None, today: dt.date) -> EntryRow:
    hosts = _host_words(entry)
    is_over = not entry.holds(today)
    return EntryRow(
        line=entry.line,
        what=what_words(entry, names),
        hosts=hosts[:_MOST],
        more=max(0, len(hosts) - _MOST),
        reason=entry.reason,
        source=entry.source if isinstance(entry, Addition) else "",
        said=_said(entry, is_over=is_over),
        is_pending=change is not None and not is_over and _is_in(entry, change.lists),
        is_over=is_over,
    )


def _said(entry: Entry, *, is_over: bool) -> str:
    said = f"{entry.by}, {date_words(entry.on)}"
    if entry.until is None:
        return said
    return f"{said}; {'over since' if is_over else 'until'} {date_words(entry.until)}"


def _host_words(entry: Proposal) -> tuple[str, ...]:
    match entry:
        case Addition():
            return tuple(_rule_words(rule) for rule in entry.hosts)
        case Removal() | Exemption():
            return tuple(_reach_words(each.host, below=each.below) for each in entry.hosts)
        case Move():
            return tuple(_reach_words(host, below=True) for host in entry.hosts)
        case _:
            assert_never(entry)


def _rule_words(rule: HostRule) -> str:
    part = " (only parts of pages)" if rule.kind is HostKind.ASSET else ""
    return f"{_reach_words(rule.host, below=rule.below)}{part}"


def _reach_words(host: str, *, below: bool) -> str:
    return f"{host} and all below it" if below else f"{host} alone"


def _is_in(entry: Proposal, change: ListDiff) -> bool:
    """Tell whether any of what an entry does is among what waits to be published."""
    names = [each.host for each in (*change.hosts, *change.never_listed)]
    match entry:
        case Addition():
            covered = Names(entry.hosts)
        case Removal() | Exemption():
            covered = Names(entry.hosts)
        case Move():
            covered = Names(HostRule(host=host, kind=HostKind.SITE) for host in entry.hosts)
        case _:
            assert_never(entry)
    return any(map(covered.covers, names)) or _platform_is_in(entry, change)


def _platform_is_in(entry: Proposal, change: ListDiff) -> bool:
    match entry:
        case Removal():
            return entry.platform in change.platforms_removed
        case Move():
            return entry.category is not None and entry.platform in _ids(change)
        case _:
            return False


def _ids(change: ListDiff) -> Iterable[PlatformId]:
    return (each.platform for each in change.platforms_moved)
