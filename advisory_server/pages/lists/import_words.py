"""What was read of a public list, and where its names would go, as the page tells it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from advisory_server.pages.lists.import_entries import Sorted
from advisory_server.pages.lists.import_look import FateRow, Looked
from domain_lists.importers import TRAITS, LineCounts, Source
from domain_lists.layer import Addition
from school_policy.vocabulary import PlatformId

_MOST = 50
"""Platforms, files and names left out that a page names."""
_MOST_HOSTS = 12
"""Hosts that it names of one platform; the text area has them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FateTable:
    """The lines with one fate."""

    title: str
    count: int
    rows: tuple[FateRow, ...]
    """The first of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformRow:
    """A platform that would get hosts."""

    name: str
    new: str
    """The category of a new one; empty for one that is listed."""
    hosts: tuple[str, ...]
    more: int
    """Hosts that are not named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRows:
    """A list that was read, in words."""

    read: tuple[str, ...]
    """Each file, its format and its lines."""
    fates: tuple[FateTable, ...]
    listed: int
    """Names that are listed already."""
    platforms: tuple[PlatformRow, ...]
    more_platforms: int
    left_out: tuple[str, ...]
    more_left_out: int


def import_rows(looked: Looked, found: Sorted | None, names: Mapping[PlatformId, str]) -> ImportRows:
    """Return a list in words; `found` is None where it is not known yet where names go."""
    entries = found.entries if found else ()
    left_out = found.left_out if found else ()
    return ImportRows(
        read=tuple(_read(looked))[:_MOST],
        fates=tuple(_fates(looked)),
        listed=sum(len(each.listed) for each in looked.matched),
        platforms=tuple(_platform(entry, names) for entry in entries[:_MOST]),
        more_platforms=max(0, len(entries) - _MOST),
        left_out=left_out[:_MOST],
        more_left_out=max(0, len(left_out) - _MOST),
    )


def _read(looked: Looked) -> Iterator[str]:
    for source in looked.imported.sources:
        yield f"{source.name}: {TRAITS[source.format].title}{_guessed(source)}; {_lines(source.counts)}."
    for file in looked.imported.not_read:
        yield f"{file.name} was not read: {file.reason}."


def _guessed(source: Source) -> str:
    return ", as it seems" if source.guessed else ""


def _lines(counts: LineCounts) -> str:
    lines = "1 line" if counts.lines == 1 else f"{counts.lines:,} lines"
    in_part = f" ({counts.taken_in_part:,} of them in part)" if counts.taken_in_part else ""
    return (
        f"{lines}: {counts.taken:,} taken{in_part}, {counts.unsupported:,} unsupported, "
        f"{counts.wrong:,} wrong, {counts.remarks:,} comments or empty"
    )


def _fates(looked: Looked) -> Iterator[FateTable]:
    counts = looked.imported.counts
    for title, word, count in (
        ("Wrong lines", "wrong", counts.wrong),
        ("Unsupported lines", "unsupported", counts.unsupported),
        ("Lines that are taken", "taken", counts.taken),
    ):
        if count:
            yield FateTable(title=title, count=count, rows=looked.rows.get(word, ()))


def _platform(entry: Addition, names: Mapping[PlatformId, str]) -> PlatformRow:
    hosts = tuple(f"{rule.host} and all below it" if rule.below else f"{rule.host} alone" for rule in entry.hosts)
    return PlatformRow(
        name=entry.new.name if entry.new else names.get(entry.platform, entry.platform),
        new=entry.new.category if entry.new else "",
        hosts=hosts[:_MOST_HOSTS],
        more=max(0, len(hosts) - _MOST_HOSTS),
    )
