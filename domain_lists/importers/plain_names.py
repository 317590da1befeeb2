"""Plain lists of names.

LINE = [NAME] ["#" comment] | ("#" | "!" | ";" | "//") comment
NAME = x.example      that very name
       *.x.example    only the names below it
       .x.example     the name and all below it, as Squid writes it
"""

from domain_lists.importers.line_fate import (
    REMARK,
    Fate,
    NameRule,
    Reach,
    Taken,
    Unsupported,
    Why,
    Wrong,
)
from domain_lists.importers.name_text import judge_name, shown

_COMMENT = ("#", "!", ";", "//")
_SIGNS = {Reach.EXACT: "", Reach.ONLY_BELOW: "*.", Reach.WITH_BELOW: "."}


def read_line(text: str) -> Fate:
    """Return the fate of a line."""
    name = text.strip()
    if not name or name.startswith(_COMMENT):
        return REMARK
    if "#" in name:
        name = name.partition("#")[0].rstrip()
    if name.startswith("/") and name.endswith("/"):
        return Unsupported(why=Why.REGULAR_EXPRESSION)
    if len(name.split()) > 1:
        return Wrong(reason=f"{shown(name)!r} is more than one name")
    rule = read_name(name)
    return Taken(rules=(rule,)) if isinstance(rule, NameRule) else rule


def read_name(name: str, bare: Reach = Reach.EXACT) -> NameRule | Unsupported | Wrong:
    """Return the rule for a name with or without a sign before it; `bare` is what it means without."""
    if name.startswith("*.") and name != "*.*":
        return judge_name(name[2:] or "*", Reach.ONLY_BELOW)
    if name.startswith(".") and name != ".":
        return judge_name(name[1:], Reach.WITH_BELOW)
    return judge_name(name, bare)


def write_rule(rule: NameRule) -> tuple[str, ...]:
    """Return the lines that say so, none where the format cannot: it knows no exceptions."""
    return () if rule.exception else (f"{_SIGNS[rule.reach]}{rule.host}",)
