"""An import in sentences, and as data: what was read, and what it would bring."""

from collections.abc import Iterator
from typing import Any

import msgspec

from domain_lists.importers import TRAITS, ImportedList, LineCounts, Source
from owntime.lists.preview import PreviewCounts

_MOST_FILES_NAMED = 20


def in_words(imported: ImportedList, counts: PreviewCounts) -> Iterator[str]:
    """Yield the summary, a sentence a line."""
    for source in imported.sources[:_MOST_FILES_NAMED]:
        yield f"{source.name}: read as {TRAITS[source.format].title}{_guessed(source)}; {_lines(source.counts)}"
        for why, number in source.unsupported:
            yield f"    {number:,} unsupported: {why}"
    if len(imported.sources) > _MOST_FILES_NAMED:
        yield f"and {len(imported.sources) - _MOST_FILES_NAMED:,} more files; all files: {_lines(imported.counts)}"
    for file in imported.not_read[:_MOST_FILES_NAMED]:
        yield f"{file.name}: not read: {file.reason}"
    if len(imported.not_read) > _MOST_FILES_NAMED:
        yield f"and {len(imported.not_read) - _MOST_FILES_NAMED:,} more files that are not read"
    yield (
        f"New: {_many(counts.new_names, 'name')} of {_many(counts.new_platforms, 'platform')}, and "
        f"{counts.added_names:,} of platforms that are listed. Listed already: {counts.listed_names:,}. Left out: "
        f"{counts.never_listed_names:,} that are never listed, "
        f"{counts.not_held_names:,} that a list file cannot hold."
    )
    if counts.exceptions or counts.lost_exceptions:
        yield (
            f"Exceptions: {counts.exceptions:,} kept, {counts.lost_exceptions:,} lost of names that are listed "
            "already."
        )


def as_data(imported: ImportedList, counts: PreviewCounts) -> dict[str, Any]:
    """Return the summary for programs."""
    return {
        "sources": [_source(source) for source in imported.sources],
        "not_read": [msgspec.to_builtins(file) for file in imported.not_read],
        "lines": _counts(imported.counts),
        "names": msgspec.to_builtins(counts),
    }


def _source(source: Source) -> dict[str, Any]:
    data: dict[str, Any] = msgspec.to_builtins(source)
    whys = {why.name.lower(): number for why, number in source.unsupported}
    return data | {"counts": _counts(source.counts), "unsupported": whys}


def _counts(counts: LineCounts) -> dict[str, int]:
    numbers: dict[str, int] = msgspec.to_builtins(counts)
    return {"all": counts.lines} | numbers


def _guessed(source: Source) -> str:
    return " (guessed; --format says otherwise)" if source.guessed else ""


def _lines(counts: LineCounts) -> str:
    in_part = f" ({counts.taken_in_part:,} of them in part)" if counts.taken_in_part else ""
    return (
        f"{_many(counts.lines, 'line')}: {counts.taken:,} taken{in_part}, {counts.unsupported:,} unsupported, "
        f"{counts.wrong:,} wrong, {counts.remarks:,} comments or empty"
    )


def _many(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"
