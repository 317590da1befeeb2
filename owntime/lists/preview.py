"""What an import would take, as a list file that can be looked through: nothing is in force by it."""

from collections.abc import Callable, Iterator

import msgspec

from domain_lists.catalogue import Catalogue
from domain_lists.importers import TRAITS, ImportedList, Kept, Matched, Source, match_names
from domain_lists.importers.matching import KeptException
from domain_lists.importers.new_platforms import new_platform, platform_id
from domain_lists.importers.source_words import source_words
from domain_lists.list_writer import comment_lines, write_platform
from owntime.lists.preview_tables import (
    attribute_notes,
    exceptions_file,
    table_with_more,
)
from school_policy.hostname import Hostname
from school_policy.platform import Platform
from school_policy.vocabulary import Category, HostKind, PlatformId


class PreviewCounts(msgspec.Struct, kw_only=True):
    """How many names the import would bring, and what becomes of the others."""

    new_platforms: int = 0
    new_names: int = 0
    """Of new platforms."""
    added_names: int = 0
    """Of platforms that are listed."""
    listed_names: int = 0
    never_listed_names: int = 0
    not_held_names: int = 0
    exceptions: int = 0
    """That are kept."""
    lost_exceptions: int = 0
    """Of names that are listed already, and stay so."""


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What is to become of the names."""

    category: Category
    """Of platforms that nobody has named yet."""
    platform: PlatformId | None = None
    """All new names go to this one; else each to that of its registrable domain."""
    write_exceptions: Callable[[str], object] | None = None
    """Takes the list's exceptions as a never_listed.toml; without it, names with exceptions are left out."""


def write_preview(
    imported: ImportedList, catalogue: Catalogue, wish: Wish, write: Callable[[str], object]
) -> PreviewCounts:
    """Write the list file, table by table, and return what is in it.

    New platforms come first, then those that are listed and would have more hosts, and then, as comments, the
    names that are left out.
    """
    return _Preview(imported, catalogue, wish, write).run()


class _Preview:
    """A list file while it is written."""

    def __init__(
        self, imported: ImportedList, catalogue: Catalogue, wish: Wish, write: Callable[[str], object]
    ) -> None:
        self._imported, self._catalogue, self._wish, self._write = imported, catalogue, wish, write
        self._counts = PreviewCounts()
        self._ids = {platform.id for platform in catalogue.platforms}
        self._owners = {rule.host: platform.id for platform in catalogue.platforms for rule in platform.hosts}
        self._more: dict[PlatformId, dict[Kept, HostKind]] = {}
        self._exceptions: set[KeptException] = set()
        self._left_out: list[str] = []

    def run(self) -> PreviewCounts:
        self._write(comment_lines(_heading(self._imported.sources, self._wish)))
        keep = self._wish.write_exceptions is not None
        for matched in match_names(self._imported.names, self._catalogue, keep_exceptions=keep):
            self._take(matched)
        self._write_wished()
        for platform in self._catalogue.platforms:
            if platform.id in self._more:
                self._counts.added_names += len(self._more[platform.id])
                self._write("\n" + table_with_more(platform, self._more[platform.id]))
        self._write(comment_lines(["", *self._left_out]) if self._left_out else "")
        self._counts.exceptions = len(self._exceptions)
        if self._wish.write_exceptions is not None:
            self._wish.write_exceptions(exceptions_file(self._imported, self._exceptions))
        return self._counts

    def _take(self, matched: Matched) -> None:
        self._counts.listed_names += len(matched.listed)
        self._counts.never_listed_names += len(matched.never_listed)
        self._counts.not_held_names += len(matched.not_held)
        self._counts.lost_exceptions += len(matched.lost_exceptions)
        self._exceptions |= set(matched.exceptions)
        self._left_out += _left_out(matched)
        if self._wish.platform is not None:
            self._take_for(self._wish.platform, matched)
        elif matched.listing is not None:
            more = self._more.setdefault(matched.listing.platform.id, {}) if matched.new else {}
            more.update(dict.fromkeys(matched.new, matched.listing.kind))
        elif matched.new:
            domain = matched.registrable_domain
            platform = platform_id(domain, self._ids)
            self._write_new(new_platform(domain, platform, self._wish.category, matched.new), matched.new)

    def _take_for(self, platform: PlatformId, matched: Matched) -> None:
        """Keep names for the platform that all of them are for; a host of another stays that one's."""
        listing = matched.listing
        kind = listing.kind if listing is not None and listing.platform.id == platform else HostKind.SITE
        for kept in matched.new:
            owner = self._owners.get(kept.host, platform)
            if owner == platform:
                self._more.setdefault(platform, {})[kept] = kind
            else:
                self._counts.not_held_names += 1
                self._left_out.append(f"{kept.host} ({kept.reach}) is left out: that name is {owner}'s.")

    def _write_wished(self) -> None:
        """Write the platform that all names are for, where it is a new one."""
        wished = self._wish.platform
        if wished is None or wished in self._ids or wished not in self._more:
            return
        names = list(self._more.pop(wished))
        self._write_new(new_platform(wished, wished, self._wish.category, names), names)

    def _write_new(self, platform: Platform, names: tuple[Kept, ...] | list[Kept]) -> None:
        self._counts.new_platforms += 1
        self._counts.new_names += len(names)
        self._write("\n" + write_platform(platform, attribute_notes(self._imported, names)))


def _heading(sources: tuple[Source, ...], wish: Wish) -> Iterator[str]:
    yield f"To be looked through: nothing is in force by it. As a list it is named {wish.category}.toml."
    for source in sources:
        guessed = " (guessed)" if source.guessed else ""
        yield f"From {source.name}: {TRAITS[source.format].title}{guessed}."
        yield f"    {source_words(source)}"


def _left_out(matched: Matched) -> Iterator[str]:
    for kept, entry in matched.never_listed:
        yield f"{kept.host} is left out, as {entry.host} is never listed: {entry.reason}."
    for kept in matched.not_held:
        yield f"{kept.host} ({kept.reach}) is left out{_why_not_held(kept)}."
    for host in matched.lost_exceptions:
        yield f"{host} is an exception of the list and stays listed. To take it off: [[exempt]] in lists.toml."


def _why_not_held(kept: Kept) -> str:
    if not kept.holes:
        return ": a list file cannot say so"
    return (
        f", as the list makes exceptions below it: {_some(kept.holes)}. To take it, use --exceptions, or list it "
        "and name those in never_listed.toml"
    )


def _some(hosts: tuple[Hostname, ...]) -> str:
    most = 10
    return ", ".join(hosts[:most]) + (f" and {len(hosts) - most:,} more" if len(hosts) > most else "")
