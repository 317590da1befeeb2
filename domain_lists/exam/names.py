"""Which of our platforms a paper means by its own name for one.

The paper's name decides, never the hosts that it has under that name: they are what is examined. In this order:
the names that are given; our id; our name; the host of our front page; the first words of our id or name
("rockstar" of "Rockstar Games"). A name counts whole and in its parts, theirs as ours ("X (Twitter)" has two).
Only letters and digits count, in any case. A name that fits two of our platforms alike fits none.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from urllib.parse import urlsplit

import msgspec

from domain_lists.exam.rows import rows_of, wrong_columns
from school_policy.platform import Platform
from school_policy.structure import did_you_mean
from school_policy.toml_source import Problem
from school_policy.vocabulary import PlatformId

HEADING = ("theirs", "ours")
_PARTS = re.compile(r" and |[/()]")
_WORD = re.compile(r"[^\W_]+")


class MatchedBy(StrEnum):
    """How a paper's name was found to be one of ours."""

    GIVEN = "given"
    ID = "id"
    NAME = "name"
    FRONT_PAGE = "front page"
    FIRST_WORDS = "first words"
    NOTHING = "nothing"


class NamesError(ValueError):
    """Given names that cannot be used; `problems` has every wrong line."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


class OurName(msgspec.Struct, frozen=True, kw_only=True):
    """What a paper's name was found to be."""

    platform: PlatformId | None
    by: MatchedBy


class OurNames:
    """All names of our platforms, ready to be asked."""

    def __init__(self, platforms: Iterable[Platform], given: Mapping[str, PlatformId]) -> None:
        platforms = list(platforms)
        ids = [(str(each.id), each.id) for each in platforms]
        names = [(part, each.id) for each in platforms for part in _parts(each.name)]
        self._by = {
            MatchedBy.GIVEN: {_bare(theirs): {ours} for theirs, ours in given.items()},
            MatchedBy.ID: _table(ids),
            MatchedBy.NAME: _table(names),
            MatchedBy.FRONT_PAGE: _table((host, each.id) for each in platforms for host in _front(each)),
            MatchedBy.FIRST_WORDS: _table(
                (begun, each) for name, each in (*ids, *names) for begun in _begun(name)
            ),
        }

    def find(self, theirs: str) -> OurName:
        """Return which platform it is, and by what it was found."""
        whole = self._find(theirs)
        if whole.platform is not None:
            return whole
        parts = [found for part in _PARTS.split(theirs) if (found := self._find(part)).platform is not None]
        if len({found.platform for found in parts}) == 1:
            return parts[0]
        return _NONE

    def _find(self, theirs: str) -> OurName:
        for by, table in self._by.items():
            ours = table.get(_bare(theirs), set())
            if len(ours) == 1:
                return OurName(platform=next(iter(ours)), by=by)
            if ours:
                break
        return _NONE


_NONE = OurName(platform=None, by=MatchedBy.NOTHING)


def read_names(text: str, file: str, known: Iterable[PlatformId]) -> dict[str, PlatformId]:
    """Return given names: rows as in rows.py, their name and our id. Raises NamesError with every wrong line."""
    ids = {str(each): each for each in known}
    names: dict[str, PlatformId] = {}
    problems: list[Problem] = []
    for line, columns in rows_of(text, HEADING):
        if problem := wrong_columns(file, line, columns, HEADING):
            problems.append(problem)
            continue
        theirs, ours = columns
        if not _bare(theirs):
            problems.append(Problem(file, line, "their name has no letter and no digit"))
        elif ours not in ids:
            problems.append(Problem(file, line, f'we have no platform "{ours}"{did_you_mean(ours, list(ids))}'))
        elif names.setdefault(_bare(theirs), ids[ours]) != ours:
            problems.append(Problem(file, line, f'"{theirs}" stands for "{names[_bare(theirs)]}" above'))
    if problems:
        raise NamesError(problems)
    return names


def _table(names: Iterable[tuple[str, PlatformId]]) -> dict[str, set[PlatformId]]:
    table: dict[str, set[PlatformId]] = {}
    for name, platform in names:
        if _bare(name):
            table.setdefault(_bare(name), set()).add(platform)
    return table


def _parts(name: str) -> Iterator[str]:
    yield name
    yield from _PARTS.split(name)


def _begun(name: str) -> Iterator[str]:
    words = _WORD.findall(name)
    yield from ("".join(words[:length]) for length in range(1, len(words)))


def _front(platform: Platform) -> Iterator[str]:
    host = urlsplit(platform.front_page).hostname or ""
    yield host
    yield host.removeprefix("www.")


def _bare(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
