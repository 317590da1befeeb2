"""The names of a list as one value, whatever the order in which they stood in it.

What a line says of a name falls apart into two: of that very name, and of the names below it. So `x` and `*.x`
on two lines mean the same as `x` with all below it on one.
"""

from collections.abc import Callable, Iterable, Iterator

import msgspec

from domain_lists.importers.line_fate import NameRule, Reach
from school_policy.hostname import Hostname, lineage

# Plain integers, and not the flags of an enum: a million of them are put together.
_AT, _BELOW, _NOT_AT, _NOT_BELOW = 1, 2, 4, 8
_EXACT, _WITH_BELOW = Reach.EXACT, Reach.WITH_BELOW
_LISTS, _EXCEPTS = _AT | _BELOW, _NOT_AT | _NOT_BELOW


class Kept(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A name that is listed once exceptions are taken off."""

    host: Hostname
    reach: Reach
    holes: tuple[Hostname, ...] = ()
    """Names below it at which an exception stands."""


class NameSet:
    """Names and exceptions, which can be added to and asked."""

    def __init__(self, rules: Iterable[NameRule] = (), *, longest_wins: bool = False) -> None:
        self.longest_wins = longest_wins
        """Whether a longer name wins over a shorter exception; else exceptions win over all."""
        self._has_exceptions = False
        self._bits: dict[Hostname, int] = {}
        self._attributes: dict[Hostname, tuple[str, ...]] = {}
        for rule in rules:
            self.add(rule)

    def add(self, rule: NameRule) -> None:
        """Add a rule."""
        reach = rule.reach
        bits = _AT if reach is _EXACT else _LISTS if reach is _WITH_BELOW else _BELOW
        if rule.exception:
            bits <<= 2
            self._has_exceptions = True
        self._bits[rule.host] = self._bits.get(rule.host, 0) | bits
        if rule.attributes:
            known = self._attributes.get(rule.host, ())
            self._attributes[rule.host] = tuple(sorted({*known, *rule.attributes}))

    def __len__(self) -> int:
        """Return how many names there are, exceptions among them."""
        return len(self._bits)

    def __eq__(self, other: object) -> bool:
        """Tell whether both say the same of every name."""
        if not isinstance(other, NameSet):
            return NotImplemented
        return (self._bits, self._attributes) == (other._bits, other._attributes)

    __hash__ = None  # type: ignore[assignment]

    def attributes(self, host: Hostname) -> tuple[str, ...]:
        """Return what the list says about a name."""
        return self._attributes.get(host, ())

    def exception(self, host: Hostname) -> Reach | None:
        """Return how far the exception of a name reaches; None where it has none."""
        bits = self._bits.get(host, 0) >> 2
        return _reach(bits) if bits & _LISTS else None

    def is_below_exception(self, host: Hostname) -> bool:
        """Tell whether an exception of a name above reaches a host."""
        return any(self._bits.get(parent, 0) & _NOT_BELOW for parent in _parents(host))

    def rules(self) -> Iterator[NameRule]:
        """Yield the least rules that say it all, in the order of the names; exceptions after the name's own."""
        for host, bits in sorted(self._bits.items()):
            attributes = self.attributes(host)
            if bits & _LISTS:
                yield NameRule(host=host, reach=_reach(bits), attributes=attributes)
            if bits & _EXCEPTS:
                yield NameRule(host=host, reach=_reach(bits >> 2), exception=True)

    def lists(self, host: Hostname) -> bool:
        """Tell whether a host is listed."""
        said = [bits for name in lineage(host) if (bits := self._said_of(host, name))]
        if not said:
            return False
        return said[0] == _LISTS if self.longest_wins else _EXCEPTS not in said

    def kept(self, group: Callable[[Hostname], str]) -> Iterator[Kept]:
        """Yield the names that are listed once exceptions are taken off, by their groups and then by name."""
        left, holes = self._bits, dict[Hostname, set[Hostname]]()
        if self._has_exceptions:
            left = {host: bits for host in self._bits if (bits := self._left(host))}
            holes = self._holes(left)
        # Two sorts by texts, and not one by pairs: a million pairs take more memory than all their names.
        for host in sorted(sorted(left), key=group):
            yield Kept(
                host=host, reach=_reach(left[host]), holes=tuple(sorted(holes[host])) if host in holes else ()
            )

    def _said_of(self, host: Hostname, name: Hostname) -> int:
        """Return what the rules of one name say of a host at or below it: an exception wins over its own name."""
        bits = self._bits.get(name, 0)
        lists, excepts = (_AT, _NOT_AT) if name == host else (_BELOW, _NOT_BELOW)
        return _EXCEPTS if bits & excepts else _LISTS if bits & lists else 0

    def _left(self, host: Hostname) -> int:
        bits = self._bits[host]
        left = bits & _LISTS & ~(bits >> 2)
        if not self.longest_wins and any(self._bits.get(parent, 0) & _NOT_BELOW for parent in _parents(host)):
            return 0
        return left

    def _holes(self, left: dict[Hostname, int]) -> dict[Hostname, set[Hostname]]:
        holes: dict[Hostname, set[Hostname]] = {}
        for host, bits in self._bits.items():
            if bits & _EXCEPTS:
                for parent in _parents(host):
                    if left.get(parent, 0) & _BELOW:
                        holes.setdefault(parent, set()).add(host)
        return holes


def _reach(bits: int) -> Reach:
    both = bits & _LISTS
    return Reach.WITH_BELOW if both == _LISTS else Reach.EXACT if both == _AT else Reach.ONLY_BELOW


def _parents(host: Hostname) -> Iterator[Hostname]:
    names = lineage(host)
    next(names)
    return names
