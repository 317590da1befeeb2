"""dnsmasq's configuration: names that are answered with nothing.

LINE   = OPTION "=" "/" NAME {"/" NAME} "/" [TARGET] ["#" comment]
address=/x/0.0.0.0  address=/x/::  address=/x/#     x and all below it lead nowhere
address=/x/  local=/x/  server=/x/                  the same
server=/x/#                                         an exception: x and all below it
server=/x/ADDRESS  address=/x/ADDRESS               where to ask or lead: nothing is listed
ipset=/x/SET  nftset=/x/SET                         the same
NAME   = x | "*.x" (only the names below it) | "#" (every name)
The longest name wins, exceptions among them.
"""

import re

from domain_lists.importers.hosts_file import leads_nowhere
from domain_lists.importers.line_fate import (
    REMARK,
    Fate,
    NameRule,
    Reach,
    Unsupported,
    Why,
    Wrong,
    fate_of,
)
from domain_lists.importers.name_text import judge_name, shown

_OPTION = re.compile(r"\s*(?:--)?([a-z][a-z0-9-]*)\s*(?:=\s*(.*))?")
_COMMENT = re.compile(r"(?:^|\s)#.*")
_LISTS = frozenset({"address", "server", "local"})


def read_line(text: str) -> Fate:
    """Return the fate of a line."""
    line = _COMMENT.sub("", text).strip()
    if not line:
        return REMARK
    option = _OPTION.fullmatch(line)
    if option is None:
        return Wrong(reason="no option stands here")
    key, value = option[1], option[2] or ""
    if key not in _LISTS or not value.startswith("/"):
        return Wrong(reason=f"{key}= needs /NAME/") if key == "address" else _lists_nothing(key)
    names, closed, target = value[1:].rpartition("/")
    if not closed:
        return Wrong(reason="there is no / after the name")
    return _read_names(key, names.split("/"), target.strip())


def write_rule(rule: NameRule) -> tuple[str, ...]:
    """Return the lines that say so, none where the format cannot: a very name takes all below it along."""
    if rule.reach is Reach.EXACT:
        return ()
    name = rule.host if rule.reach is Reach.WITH_BELOW else f"*.{rule.host}"
    return (f"server=/{name}/#" if rule.exception else f"address=/{name}/#",)


def _lists_nothing(key: str) -> Unsupported:
    return Unsupported(why=Why.OPTION, detail=key)


def _read_names(key: str, names: list[str], target: str) -> Fate:
    exception = key == "server" and target == "#"
    if target and not exception and not (key == "address" and _nowhere(target)):
        return Unsupported(why=Why.REDIRECT, detail=shown(target))
    return fate_of([_read_name(name.strip(), exception=exception) for name in names])


def _read_name(name: str, *, exception: bool) -> NameRule | Unsupported | Wrong:
    if not name:
        return Unsupported(why=Why.NEARBY, detail="//")  # dnsmasq: every name without a dot
    reach = Reach.ONLY_BELOW if name.startswith("*.") else Reach.WITH_BELOW
    judged = judge_name(name.removeprefix("*.").removeprefix(".") or "*", reach, exception=exception)
    if exception and isinstance(judged, Unsupported):
        return Unsupported(why=Why.LOST_EXCEPTION, detail=judged.detail)
    return judged


def _nowhere(target: str) -> bool:
    try:
        return target == "#" or leads_nowhere(target)
    except ValueError:
        return False
