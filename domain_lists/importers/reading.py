"""A container of lists read as a whole: the format of each file first, then every line of each."""

import hashlib
from collections.abc import Callable, Mapping

import msgspec

from domain_lists.importers.formats import TRAITS, Format, LineReader, reader_of
from domain_lists.importers.guess import guess_format
from domain_lists.importers.heading import Heading
from domain_lists.importers.imported_list import ImportedList, Source, Tally
from domain_lists.importers.limits import HEAD, LONGEST_LINE, MOST_LINES
from domain_lists.importers.line_fate import Fate, Taken, Wrong
from domain_lists.importers.members import Budget, Container, Member, NotRead, open_member
from domain_lists.importers.name_set import NameSet
from domain_lists.importers.text_lines import NoListError, check_head, decode_head, read_batches
from domain_lists.importers.v2fly import Includes

_TOO_LONG = Wrong(reason=f"the line is longer than {LONGEST_LINE:,} characters")


def _nothing(*_: object) -> None:
    """Watch nothing."""


class Watch(msgspec.Struct, frozen=True, kw_only=True):
    """Who wants to be told while lists are read."""

    on_line: Callable[[str, int, str, Fate], None] | None = None
    """Each line: the file's name, the line's number from 1 on, its text, its fate."""
    on_bytes: Callable[[int], None] = _nothing
    """How many bytes were read, again and again."""


class _Judged(msgspec.Struct, frozen=True, kw_only=True):
    """A member that is a list of some format."""

    member: Member
    format: Format


def read_lists(container: Container, format_: Format | None = None, watch: Watch | None = None) -> ImportedList:
    """Read all files, in this format, or each in the one that it seems to have.

    Of several files, one that is no list is named in the result. Raises NoListError where none is one, and above
    the limits.
    """
    judged, not_read = _judge_all(container, format_)
    if not judged:
        raise NoListError(_why_none([*not_read]))
    budget, names = Budget(), NameSet()
    readers = _readers(judged)
    sources: list[Source] = []
    lines = 0
    for one in judged:
        try:
            source = _Reading(one, names, watch or Watch()).read(
                readers[one.member.name], budget, MOST_LINES - lines, guessed=format_ is None
            )
        except NoListError as error:
            raise NoListError(f"{one.member.name}: {error}" if len(judged) > 1 else str(error)) from error
        sources.append(source)
        lines += source.counts.lines
    names.longest_wins = all(TRAITS[source.format].longest_wins for source in sources)
    return ImportedList(sources=tuple(sources), not_read=(*container.not_read, *not_read), names=names)


def _judge_all(container: Container, format_: Format | None) -> tuple[list[_Judged], list[NotRead]]:
    budget = Budget()
    judged: list[_Judged] = []
    not_read: list[NotRead] = []
    for member in container.members:
        try:
            judged.append(_judge(member, format_, budget))
        except NoListError as error:
            not_read.append(NotRead(name=member.name, reason=str(error)))
    return (judged if format_ else _v2fly_together(judged)), not_read


def _judge(member: Member, format_: Format | None, budget: Budget) -> _Judged:
    with open_member(member, budget) as stream:
        head = stream.read(HEAD)
    check_head(head)
    lines = decode_head(head).splitlines()
    found = format_ or guess_format(member.file_name, lines[:-1] if len(head) == HEAD else lines)
    if found is None:
        raise NoListError(
            "no line of it looks like one of a list whose format is known (--format says which it is)"
        )
    return _Judged(member=member, format=found)


def _v2fly_together(judged: list[_Judged]) -> list[_Judged]:
    """Take files of bare names for v2fly's where such stand beside them: most of its files have nothing else."""
    folders = {one.member.folder for one in judged if one.format is Format.V2FLY}
    return [
        _Judged(member=one.member, format=Format.V2FLY)
        if one.format is Format.PLAIN and one.member.folder in folders and "." not in one.member.file_name
        else one
        for one in judged
    ]


def _readers(judged: list[_Judged]) -> Mapping[str, LineReader]:
    siblings: dict[str, set[str]] = {}
    for one in judged:
        siblings.setdefault(one.member.folder, set()).add(one.member.file_name)
    includes = {folder: Includes(files) for folder, files in siblings.items()}
    return {
        one.member.name: reader_of(one.format, one.member.file_name, includes[one.member.folder]) for one in judged
    }


def _why_none(not_read: list[NotRead]) -> str:
    if len(not_read) == 1:
        return not_read[0].reason
    if not not_read:
        return "there is no file in it"
    first = not_read[0]
    return f"none of its {len(not_read):,} files is a list; the first is {first.name}: {first.reason}"


class _Reading:
    """One file while it is read."""

    def __init__(self, judged: _Judged, names: NameSet, watch: Watch) -> None:
        self._member, self._format = judged.member, judged.format
        self._names, self._watch = names, watch
        self._tally, self._heading = Tally(), Heading()
        self._digest, self._size, self._lines = hashlib.sha256(), 0, 0

    def read(self, read_line: LineReader, budget: Budget, most_lines: int, *, guessed: bool) -> Source:
        with open_member(self._member, budget) as stream:
            for batch in read_batches(stream, self._took):
                self._read_batch(batch, read_line)
                if self._lines > most_lines:
                    raise NoListError(f"there are more than {MOST_LINES:,} lines, which is the limit")
        return Source(
            name=self._member.name,
            format=self._format,
            guessed=guessed,
            sha256=self._digest.hexdigest(),
            size=self._size,
            modified=self._member.modified,
            title=self._heading.title,
            licence=self._heading.licence,
            dated=self._heading.dated,
            counts=self._tally.counts(),
            unsupported=self._tally.whys(),
        )

    def _read_batch(self, batch: list[str], read_line: LineReader) -> None:
        on_line, note, add = self._watch.on_line, self._tally.note, self._names.add
        for number, text in enumerate(batch, self._lines + 1):
            fate = read_line(text) if len(text) <= LONGEST_LINE else _TOO_LONG
            note(fate)
            if isinstance(fate, Taken):
                for rule in fate.rules:
                    add(rule)
            elif number <= self._heading.most_lines:
                self._heading.look_at(text, fate)
            if on_line is not None:
                on_line(self._member.name, number, text, fate)
        self._lines += len(batch)

    def _took(self, data: bytes) -> None:
        self._digest.update(data)
        self._size += len(data)
        self._watch.on_bytes(len(data))
