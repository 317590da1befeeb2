"""What changes in lists, in words: in names, and for the ordinary hosts of a school."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from advisory_server.list_keeping import Change
from domain_lists.diff import ChangedHost, ChangedSide, ListDiff

_MOST = 40
"""Rows of one kind that a page shows; the command line shows all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SideRow:
    """An ordinary host that is answered otherwise."""

    host: str
    group: str
    before: str
    after: str
    is_precious: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRows:
    """A change as a page shows it."""

    names: tuple[str, ...]
    more_names: int
    sides: tuple[SideRow, ...]
    """Those that must not be caught first."""
    more_sides: int
    precious: tuple[str, ...]
    """Every host that needs a second yes."""
    settings: tuple[str, ...]


def change_rows(change: Change) -> ChangeRows:
    """Return a change as a page shows it."""
    names = (*_platform_lines(change.lists), *_host_lines(change.lists))
    sides = sorted(change.lists.sides, key=lambda side: (not side.is_precious, side.host))
    return ChangeRows(
        names=names[:_MOST],
        more_names=max(0, len(names) - _MOST),
        sides=tuple(_side(side) for side in sides[:_MOST]),
        more_sides=max(0, len(sides) - _MOST),
        precious=tuple(side.host for side in change.lists.precious),
        settings=change.settings,
    )


def _platform_lines(change: ListDiff) -> Iterator[str]:
    yield from (f"New platform: {name}" for name in change.platforms_added)
    yield from (f"Platform no longer listed: {name}" for name in change.platforms_removed)
    yield from (
        f"Platform {each.platform}: of the category {each.after}, until now {each.before}"
        for each in change.platforms_moved
    )


def _host_lines(change: ListDiff) -> Iterator[str]:
    yield from _lines(change.hosts, "Listed", "No longer listed")
    yield from _lines(change.never_listed, "Never reminded about", "No longer kept off the lists")


def _lines(hosts: Iterable[ChangedHost], comes: str, goes: str) -> Iterator[str]:
    for each in hosts:
        if each.before is None:
            yield f"{comes}: {each.host} ({each.after})"
        elif each.after is None:
            yield f"{goes}: {each.host} ({each.before})"
        else:
            yield f"Changed: {each.host} ({each.after}; until now {each.before})"


def _side(side: ChangedSide) -> SideRow:
    return SideRow(
        host=side.host,
        group=side.group.partition(":")[0],
        before=side.before or "not listed",
        after=side.after or "not listed",
        is_precious=side.is_precious,
    )
