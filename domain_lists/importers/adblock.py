"""Adblock syntax, as far as it names what a person visits.

LINE = "!" comment | "#" comment | "[" heading "]" | "!#" DIRECTIVE
     | ["@@"] PATTERN ["$" OPTION {"," OPTION}]        @@ is an exception, and wins over every other rule
PATTERN = ||x^       the name and all below it
          ||*.x^     only the names below it
          |x^        that very name, as filters for DNS write it
Everything else is for parts of pages, kinds of requests or addresses, which is never a visit: unsupported. Of
the options only `all`, `document` and `doc` are visits. `important` and `badfilter` turn the precedence of rules
round, which one line does not show; without a ^ a name is the beginning of longer ones (x.co of x.com). The
directive `!#include` names another file, and after `!#if` stand rules for some programs, read all the same.
"""

import re

from domain_lists.importers.line_fate import REMARK, Fate, NameRule, Reach, Taken, Unsupported, Why, Wrong
from domain_lists.importers.name_text import judge_name, shown

_plain = re.compile(r"(@@)?(\|\|?)(\*\.)?([^*^/$|,=\s]+)\^(?:\$([^\s]+))?").fullmatch
_hides = re.compile(r"#[@?$%]{0,2}#\S|\$\$\S|\$@\$").search
_HEADING = re.compile(r"\[.*\]")
_OF_A_VISIT = frozenset({"all", "document", "doc"})
_SIGNS = {Reach.WITH_BELOW: "||", Reach.ONLY_BELOW: "||*.", Reach.EXACT: "|"}


def read_line(text: str) -> Fate:
    """Return the fate of a line."""
    line = text.strip()
    found = _plain(line)
    if found is None:
        return _read_other(line)
    exception = found[1] is not None
    if found[2] == "|" and found[3]:
        return _unsupported(Why.KEYWORD, exception=exception)
    if found[5] is not None:
        odd = [option for option in found[5].split(",") if option not in _OF_A_VISIT]
        if odd or exception:
            why = Why.LOST_EXCEPTION if "badfilter" in odd else Why.REQUEST_TYPE
            return _unsupported(why, exception=exception, detail=f"${shown(found[5])}")
    reach = Reach.EXACT if found[2] == "|" else Reach.ONLY_BELOW if found[3] else Reach.WITH_BELOW
    rule = judge_name(found[4], reach, exception=exception)
    if isinstance(rule, NameRule):
        return Taken(rules=(rule,))
    return (
        _unsupported(rule.why, exception=exception, detail=rule.detail) if isinstance(rule, Unsupported) else rule
    )


def write_rule(rule: NameRule) -> tuple[str, ...]:
    """Return the line that says so."""
    return (f"{'@@' if rule.exception else ''}{_SIGNS[rule.reach]}{rule.host}^",)


def _read_other(line: str) -> Fate:
    if line.startswith("!#"):
        why = Why.OTHER_FILE if line.startswith("!#include") else Why.OPTION
        return Unsupported(why=why, detail=shown(line))
    if not line or line.startswith("!") or _HEADING.fullmatch(line):
        return REMARK
    if _hides(line):
        return Unsupported(why=Why.PAGE_PARTS)
    if line.startswith("#"):
        return REMARK
    exception = line.startswith("@@")
    pattern = line.removeprefix("@@")
    if not pattern or pattern in ("||", "||^", "|", "^"):
        return Wrong(reason="there is no name in the rule")
    return _unsupported(_why(pattern), exception=exception)


def _why(pattern: str) -> Why:
    if pattern.startswith("/") and re.search(r"/(?:\$.*)?\Z", pattern[1:]):
        return Why.REGULAR_EXPRESSION
    body = pattern.partition("$")[0]
    if body.strip("|*^.") == "":
        return Why.EVERYTHING
    if body.startswith("||") and "/" in body:
        return Why.PATH
    return Why.KEYWORD


def _unsupported(why: Why, *, exception: bool, detail: str = "") -> Unsupported:
    """Name the reason, or that it is an exception that is lost."""
    return Unsupported(why=Why.LOST_EXCEPTION if exception else why, detail=detail)
