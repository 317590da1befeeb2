"""v2fly's domain-list-community: a file a platform or company.

LINE = [[KIND ":"] VALUE {"@" ATTRIBUTE | "&" LIST}] ["#" comment]
KIND = domain (or none)   the name and all below it
       full               that very name
       keyword, regexp    never taken
       include            another file of the same folder
"""

from collections.abc import Collection

from domain_lists.importers.line_fate import REMARK, Fate, NameRule, Reach, Taken, Unsupported, Why, Wrong
from domain_lists.importers.name_text import judge_name, shown

_REACHES = {"domain": Reach.WITH_BELOW, "full": Reach.EXACT}
_KINDS = {Reach.WITH_BELOW: "domain", Reach.EXACT: "full"}
_NEVER = {"keyword": Why.KEYWORD, "regexp": Why.REGULAR_EXPRESSION}


def read_line(text: str, siblings: Collection[str] = ()) -> Fate:
    """Return the fate of a line; `siblings` are the files that are read as well, so that nothing is to include."""
    words = text.partition("#")[0].split()
    if not words:
        return REMARK
    kind, colon, value = words[0].partition(":")
    if not colon:
        kind, value = "domain", words[0]
    if kind == "include":
        return REMARK if value in siblings else Unsupported(why=Why.OTHER_FILE, detail=shown(value))
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
