"""squidGuard folders, such as those of the university of Toulouse (UT1): a folder a category, with files in it.

domains       NAME a line: the name and all below it
urls          HOST/PATH a line: part of a site, so never taken
expressions   a regular expression a line: never taken
usage         what the category is meant for: nothing to take
"#" begins a comment in each.
"""

from domain_lists.importers.line_fate import REMARK, Fate, NameRule, Reach, Taken, Unsupported, Why
from domain_lists.importers.plain_names import read_name

FILES = frozenset({"domains", "urls", "expressions", "usage", ".usage"})


def read_domain(text: str) -> Fate:
    """Return the fate of a line of `domains`."""
    name = text.strip()
    if not name or name.startswith("#"):
        return REMARK
    rule = read_name(name, bare=Reach.WITH_BELOW)
    return Taken(rules=(rule,)) if isinstance(rule, NameRule) else rule


def read_url(text: str) -> Fate:
    """Return the fate of a line of `urls`."""
    return REMARK if _is_remark(text) else Unsupported(why=Why.PATH)


def read_expression(text: str) -> Fate:
    """Return the fate of a line of `expressions`."""
    return REMARK if _is_remark(text) else Unsupported(why=Why.REGULAR_EXPRESSION)


def read_usage(_text: str) -> Fate:
    """Return the fate of a line of `usage`."""
    return REMARK


def write_rule(rule: NameRule) -> tuple[str, ...]:
    """Return the lines of `domains` that say so, none where the format cannot."""
    return (rule.host,) if rule.reach is Reach.WITH_BELOW and not rule.exception else ()


def _is_remark(text: str) -> bool:
    return not text.strip() or text.lstrip().startswith("#")
