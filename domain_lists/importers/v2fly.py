"""v2fly's domain-list-community: a file a platform or company.

LINE = [[KIND ":"] VALUE {"@" ATTRIBUTE | "&" LIST}] ["#" comment]
KIND = domain (or none)   the name and all below it
       full               that very name
       keyword, regexp    never taken
       include            another file of the same folder

A file that is there is read as well, so its names come with it: there is nothing more to include. One that is not
there is unsupported, and so is a line that closes a circle: it includes its own file, by way of others or at once.
"""

from collections.abc import Collection

from domain_lists.importers.limits import MOST_INCLUDE_STEPS
from domain_lists.importers.line_fate import REMARK, Fate, NameRule, Reach, Remark, Taken, Unsupported, Why, Wrong
from domain_lists.importers.name_text import judge_name, shown
from domain_lists.importers.text_lines import NoListError

_REACHES = {"domain": Reach.WITH_BELOW, "full": Reach.EXACT}
_KINDS = {Reach.WITH_BELOW: "domain", Reach.EXACT: "full"}
_NEVER = {"keyword": Why.KEYWORD, "regexp": Why.REGULAR_EXPRESSION}


class Includes:
    """The files of one folder that are read together, and which include which, as far as their lines were read."""

    def __init__(self, files: Collection[str]) -> None:
        self._of: dict[str, dict[str, None]] = {file: {} for file in files}
        self._steps = 0

    def fate(self, file: str, other: str) -> Fate:
        """Return the fate of a line of one file that includes another. Raises NoListError above the limit."""
        if other not in self._of:
            return Unsupported(why=Why.OTHER_FILE, detail=shown(other))
        way = self._way(other, file)
        if way:
            return Unsupported(why=Why.CIRCLE, detail=shown(" > ".join([file, *way])))
        self._of.setdefault(file, {})[other] = None
        return Remark(detail=f"{shown(other)} is read as well")

    def _way(self, start: str, end: str) -> list[str]:
        """Return the files from one to another by what includes what; none where there is no way."""
        come_from: dict[str, str | None] = {start: None}
        waiting = [start]
        while waiting:
            file = waiting.pop()
            if file == end:
                return _back(come_from, end)
            self._steps += 1 + len(self._of.get(file, ()))
            if self._steps > MOST_INCLUDE_STEPS:
                raise NoListError("its files include one another too often")
            for other in self._of.get(file, ()):
                if other not in come_from:
                    come_from[other] = file
                    waiting.append(other)
        return []


def read_line(text: str, includes: Includes, file: str) -> Fate:
    """Return the fate of a line of a file."""
    words = text.partition("#")[0].split()
    if not words:
        return REMARK
    kind, colon, value = words[0].partition(":")
    if not colon:
        kind, value = "domain", words[0]
    if kind == "include" and value:
        return includes.fate(file, value)
    if kind in _NEVER:
        return Unsupported(why=_NEVER[kind])
    if kind not in _REACHES:
        return Wrong(reason=f"{shown(kind)!r} is no kind of rule")
    if any(word[0] not in "@&" or len(word) == 1 for word in words[1:]):
        return Wrong(reason="only @attributes may follow a name")
    attributes = tuple(sorted({shown(word[1:]) for word in words[1:] if word[0] == "@"}))
    rule = judge_name(value, _REACHES[kind], attributes=attributes)
    return Taken(rules=(rule,)) if isinstance(rule, NameRule) else rule


def write_rule(rule: NameRule) -> tuple[str, ...]:
    """Return the lines that say so, none where the format cannot: it knows no exceptions."""
    if rule.exception or rule.reach is Reach.ONLY_BELOW:
        return ()
    attributes = "".join(f" @{attribute}" for attribute in rule.attributes)
    return (f"{_KINDS[rule.reach]}:{rule.host}{attributes}",)


def _back(come_from: dict[str, str | None], end: str) -> list[str]:
    way: list[str] = []
    at: str | None = end
    while at is not None:
        way.append(at)
        at = come_from[at]
    return way[::-1]
