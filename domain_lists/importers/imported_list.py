"""What an import has brought: the names, and where each file came from."""

import datetime as dt

import msgspec

from domain_lists.importers.formats import Format
from domain_lists.importers.line_fate import Fate, Remark, Taken, Why, Wrong
from domain_lists.importers.members import NotRead
from domain_lists.importers.name_set import NameSet


class LineCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How many lines had which fate. Each line is counted once: the four add up to all."""

    taken: int = 0
    unsupported: int = 0
    wrong: int = 0
    remarks: int = 0
    taken_in_part: int = 0
    """Of those that are taken: lines in which something else stood too."""

    @property
    def lines(self) -> int:
        """All lines."""
        return self.taken + self.unsupported + self.wrong + self.remarks

    def __add__(self, other: "LineCounts") -> "LineCounts":
        """Return the counts of both."""
        return LineCounts(
            **{field: getattr(self, field) + getattr(other, field) for field in self.__struct_fields__}
        )


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """One file that was read, to be kept with what was taken from it."""

    name: str
    format: Format
    guessed: bool
    """Whether its format was guessed, and not given."""
    sha256: str
    """Of its bytes, unpacked: 64 hexadecimal digits."""
    size: int
    """Of its bytes, unpacked."""
    modified: dt.date | None
    """When the file was last changed, as far as that is known."""
    title: str | None
    licence: str | None
    dated: str | None
    """What the list's own comments say of these, in their words."""
    counts: LineCounts
    unsupported: tuple[tuple[Why, int], ...]
    """How many lines are not taken for each reason, the commonest first."""


class ImportedList(msgspec.Struct, frozen=True, kw_only=True):
    """All that was read at once."""

    sources: tuple[Source, ...]
    not_read: tuple[NotRead, ...]
    names: NameSet

    @property
    def counts(self) -> LineCounts:
        """The lines of all sources."""
        return sum((source.counts for source in self.sources), LineCounts())


class Tally:
    """Counts the fates of one file's lines."""

    def __init__(self) -> None:
        self._taken = self._in_part = self._wrong = self._remarks = self._unsupported = 0
        self._whys: dict[Why, int] = {}

    def note(self, fate: Fate) -> None:
        """Count one line."""
        if isinstance(fate, Taken):
            self._taken += 1
            if fate.left_out:
                self._in_part += 1
        elif isinstance(fate, Remark):
            self._remarks += 1
        elif isinstance(fate, Wrong):
            self._wrong += 1
        else:
            self._unsupported += 1
            self._whys[fate.why] = self._whys.get(fate.why, 0) + 1

    def counts(self) -> LineCounts:
        """Return the counts."""
        return LineCounts(
            taken=self._taken,
            unsupported=self._unsupported,
            wrong=self._wrong,
            remarks=self._remarks,
            taken_in_part=self._in_part,
        )

    def whys(self) -> tuple[tuple[Why, int], ...]:
        """Return the reasons, the commonest first."""
        return tuple(sorted(self._whys.items(), key=lambda pair: (-pair[1], pair[0])))
