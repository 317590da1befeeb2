"""A public list read for the page: what became of its lines, and which names are new. It blocks, for seconds.

What it may bring is far less than on the command line, where `owntime lists import` takes what is too much here.
"""

import io
from collections import defaultdict
from dataclasses import dataclass

from advisory_server.pages.lists.import_typed import Given
from domain_lists.catalogue import Catalogue
from domain_lists.importers import (
    Fate,
    ImportedList,
    Matched,
    NoListError,
    Watch,
    match_names,
    open_stream,
    read_lists,
)
from domain_lists.importers.fate_words import fate_word, one_line, why_not

MOST_NAMES = 2_000
"""New names that a page takes at once: more than anybody looks through."""
_MOST_TEXT = 32 * 2**20
"""Bytes of the unpacked list: some seconds of work."""
_MOST_LINES = 300_000
_MOST_SHOWN = 50
"""Lines of one fate that the page shows."""
_ELSEWHERE = "Use “owntime lists import” on the command line for it."


@dataclass(frozen=True, slots=True, kw_only=True)
class FateRow:
    """A line and what became of it."""

    file: str
    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A list that was read."""

    imported: ImportedList
    rows: dict[str, tuple[FateRow, ...]]
    """By the fates' words, the first lines of each."""
    matched: tuple[Matched, ...]

    @property
    def new_names(self) -> int:
        """How many names are not listed yet."""
        return sum(len(each.new) for each in self.matched)


def look_at(given: Given, catalogue: Catalogue) -> Looked:
    """Read a list. Raises NoListError, which says in one line why it cannot be taken here."""
    lines = _Lines()
    with open_stream(io.BytesIO(given.content), given.name) as container:
        imported = read_lists(container, given.format, Watch(on_line=lines.on_line, on_bytes=lines.on_bytes))
    matched, new = list[Matched](), 0
    for each in match_names(imported.names, catalogue):
        matched.append(each)
        new += len(each.new)
        if new > MOST_NAMES:
            raise NoListError(f"it has more than {MOST_NAMES:,} new names, too many for this page. {_ELSEWHERE}")
    rows = {fate: tuple(its) for fate, its in lines.rows.items()}
    return Looked(imported=imported, rows=rows, matched=tuple(matched))


class _Lines:
    """Keeps the first lines of each fate, and stops where there is too much."""

    def __init__(self) -> None:
        self.rows: dict[str, list[FateRow]] = defaultdict(list)
        self._bytes = self._lines = 0

    def on_bytes(self, count: int) -> None:
        self._bytes += count
        if self._bytes > _MOST_TEXT:
            raise NoListError(
                f"it holds more than {_MOST_TEXT >> 20} MiB of text, too much for this page. {_ELSEWHERE}"
            )

    def on_line(self, file: str, line: int, text: str, fate: Fate) -> None:
        self._lines += 1
        if self._lines > _MOST_LINES:
            raise NoListError(f"it has more than {_MOST_LINES:,} lines, too many for this page. {_ELSEWHERE}")
        rows = self.rows[fate_word(fate)]
        if len(rows) < _MOST_SHOWN:
            rows.append(FateRow(file=file, line=line, text=one_line(text), why=why_not(fate)))
