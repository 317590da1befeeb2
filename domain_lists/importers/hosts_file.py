"""Hosts files: which names lead nowhere.

LINE    = [ADDRESS NAME {NAME}] ["#" comment]
ADDRESS = 0.0.0.0, 127.0.0.1, :: or ::1; a line with any other address leads its names there, and lists nothing
NAME    = that very name, and none below it
"""

import ipaddress

from domain_lists.importers.line_fate import (
    REMARK,
    Fate,
    NameRule,
    Reach,
    Taken,
    Unsupported,
    Why,
    Wrong,
    fate_of,
)
from domain_lists.importers.name_text import is_nearby, judge_name, shown

_NOWHERE = frozenset({"0.0.0.0", "127.0.0.1", "::", "::1"})  # noqa: S104 (texts of a list; nothing listens)
_PAIR = 2


def read_line(text: str) -> Fate:
    """Return the fate of a line."""
    words = (text.partition("#")[0] if "#" in text else text).split()
    if len(words) == _PAIR and words[0] in _NOWHERE:  # nearly every line
        rule = judge_name(words[1], Reach.EXACT)
        return Taken(rules=(rule,)) if isinstance(rule, NameRule) else rule
    if not words:
        return REMARK
    return _read_words(words[0], words[1:])


def write_rule(rule: NameRule) -> tuple[str, ...]:
    """Return the lines that say so, none where the format cannot: it knows very names only."""
    return (f"0.0.0.0 {rule.host}",) if rule.reach is Reach.EXACT and not rule.exception else ()


def leads_nowhere(address: str) -> bool:
    """Tell whether an IP address is this machine's own or none, as lists write it. Raises ValueError."""
    if address in _NOWHERE:
        return True
    parsed = ipaddress.ip_address(address)
    return parsed.is_loopback or parsed.is_unspecified


def _read_words(address: str, names: list[str]) -> Fate:
    try:
        nowhere = leads_nowhere(address)
    except ValueError:
        return Wrong(reason=f"{shown(address)!r}, with which the line begins, is no IP address")
    if not names:
        return Wrong(reason="no name follows the address")
    if all(is_nearby(name.lower()) for name in names):
        return Unsupported(why=Why.NEARBY)
    if not nowhere:
        return Unsupported(why=Why.REDIRECT, detail=shown(address))
    return fate_of([judge_name(name, Reach.EXACT) for name in names])
