"""Response policy zones: a DNS zone whose records say what is answered for other names.

LINE   = [[OWNER] [TTL] [CLASS] TYPE DATA] [";" comment] | "$ORIGIN" NAME | "$TTL" …
OWNER  = x        that very name, within the zone        without one, the owner of the record before
         *.x      only the names below it
DATA   = CNAME .    CNAME *.    CNAME rpz-drop.    A 0.0.0.0    AAAA ::     listed
         CNAME rpz-passthru.                                                an exception
         any other                                       leads elsewhere, which lists nothing
The zone is the first $ORIGIN, else the owner of the SOA; a name that ends in a dot must stand below it. Names that
end in rpz-ip and the like are about addresses. The longest name wins, exceptions among them (of DNS, one rule is
not followed: that a name which stands in the zone hides the names below it from a wildcard above).
"""

import re

from domain_lists.importers.hosts_file import leads_nowhere
from domain_lists.importers.line_fate import (
    REMARK,
    Fate,
    NameRule,
    Reach,
    Remark,
    Taken,
    Unsupported,
    Why,
    Wrong,
)
from domain_lists.importers.name_text import judge_name, shown

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_TTL = re.compile(r"(?:\d+[smhdw]?)+", re.IGNORECASE)
_CLASSES = frozenset({"IN", "CH", "HS"})
_OF_THE_ZONE = frozenset({"SOA", "NS"})
_LISTED = frozenset({".", "*.", "rpz-drop."})
_TRIGGERS = frozenset({"rpz-ip", "rpz-client-ip", "rpz-nsip", "rpz-nsdname"})
HEADING = (
    "$TTL 3600",
    "@ IN SOA localhost. hostmaster.localhost. 1 3600 600 86400 3600",
    "@ IN NS localhost.",
)
"""What a zone needs before its first record."""


class ZoneReader:
    """Reads the lines of one zone in turn: names depend on the lines before."""

    def __init__(self) -> None:
        self._zone: str | None = None
        self._origin: str | None = None
        self._owner = ""
        self._open: Fate | None = None

    def read_line(self, text: str) -> Fate:
        """Return the fate of the next line."""
        line = _QUOTED.sub('""', text).partition(";")[0]
        opened, closed = "(" in line, ")" in line
        if self._open is not None:
            fate = self._open
            self._open = None if closed else fate
            return fate
        fate = self._read(line.replace("(", " ").replace(")", " "))
        if opened and not closed:
            fate = fate if isinstance(fate, Remark | Wrong) else Unsupported(why=Why.ANSWER)
            self._open = fate
        return fate

    def _read(self, line: str) -> Fate:
        words = line.split()
        if not words:
            return REMARK
        if words[0].startswith("$"):
            return self._directive(words)
        if not line[0].isspace():
            self._owner = words.pop(0)
        while words and (words[0].upper() in _CLASSES or _TTL.fullmatch(words[0])):
            words.pop(0)
        if not words or not self._owner:
            return Wrong(reason="no record stands here")
        return self._record(words[0].upper(), words[1:])

    def _directive(self, words: list[str]) -> Fate:
        match words:
            case ["$TTL", *_]:
                return REMARK
            case ["$ORIGIN", name]:
                self._origin = self._absolute(name)
                self._zone = self._zone or self._origin
                return REMARK
            case ["$INCLUDE", *_]:
                return Unsupported(why=Why.OTHER_FILE)
            case _:
                return Unsupported(why=Why.OPTION, detail=shown(words[0]))

    def _record(self, kind: str, data: list[str]) -> Fate:
        if kind in _OF_THE_ZONE:
            if kind == "SOA" and self._owner.endswith(".") and self._zone is None:
                self._zone = self._owner.lower()
            return REMARK
        if kind not in ("CNAME", "A", "AAAA"):
            return Unsupported(why=Why.ANSWER, detail=shown(kind)) if kind.isalnum() else Wrong(reason="no record")
        if len(data) != 1:
            return Wrong(reason=f"a record of type {kind} needs one value")
        return self._trigger(exception=data[0].lower() == "rpz-passthru.", listed=_lists(kind, data[0].lower()))

    def _trigger(self, *, exception: bool, listed: bool) -> Fate:
        name = self._name_in_zone()
        if isinstance(name, Wrong):
            return name
        if name.rpartition(".")[2] in _TRIGGERS:
            return Unsupported(why=Why.LOST_EXCEPTION if exception else Why.ANSWER, detail=shown(name))
        if not exception and not listed:
            return Unsupported(why=Why.REDIRECT)
        reach = Reach.ONLY_BELOW if name.startswith("*.") else Reach.EXACT
        rule = judge_name(name.removeprefix("*."), reach, exception=exception)
        if isinstance(rule, NameRule):
            return Taken(rules=(rule,))
        if exception and isinstance(rule, Unsupported):
            return Unsupported(why=Why.LOST_EXCEPTION, detail=rule.detail)
        return rule

    def _name_in_zone(self) -> str | Wrong:
        """Return the owner without the zone that it stands in."""
        name = self._absolute(self._owner)
        if not name.endswith("."):
            return name
        if self._zone is None:
            return Wrong(reason="the name ends in a dot, and the file does not say in which zone it stands")
        if self._zone == ".":
            return name.removesuffix(".") or "*"
        if not name.endswith(f".{self._zone}"):
            return Wrong(reason=f"the name stands outside of the zone {shown(self._zone)}")
        return name.removesuffix(f".{self._zone}")

    def _absolute(self, name: str) -> str:
        """Return a name with the origin, where that is known."""
        if name == "@":
            return self._origin or "@"
        if name.endswith(".") or self._origin is None:
            return name.lower()
        return f"{name.lower()}.{self._origin}" if self._origin != "." else f"{name.lower()}."


def write_rule(rule: NameRule) -> tuple[str, ...]:
    """Return the records that say so."""
    target = "rpz-passthru." if rule.exception else "."
    names: list[str] = [rule.host] if rule.reach is not Reach.ONLY_BELOW else []
    names += [f"*.{rule.host}"] if rule.reach is not Reach.EXACT else []
    return tuple(f"{name} CNAME {target}" for name in names)


def _lists(kind: str, value: str) -> bool:
    if kind == "CNAME":
        return value in _LISTED
    try:
        return leads_nowhere(value)
    except ValueError:
        return False
