"""What an attacker writes down: a number for each cell, bounds on it, and inequalities between them."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linprog  # type: ignore[import-untyped]
from scipy.sparse import csr_array  # type: ignore[import-untyped]

from school_policy.count_report import Cell

Where = tuple[int, Cell]
"""A cell of a period: the weeks count from 0, and the half-term comes after the last of them."""

_NEAR = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """The least and the most that a number can be, both included."""

    low: int
    high: int

    @property
    def width(self) -> int:
        """0 where the number is known."""
        return self.high - self.low


class ContradictionError(ValueError):
    """No numbers at all fit: what was written down is not true."""


@dataclass(slots=True, kw_only=True)
class System:
    """Numbers, what each can be by itself, and sums of them that are nowhere above a limit."""

    bounds: dict[Where, Interval] = field(default_factory=dict)
    limits: list[tuple[Mapping[Where, int], int]] = field(default_factory=list)
    parts: defaultdict[Where, set[Where]] = field(default_factory=lambda: defaultdict(set))
    """Which sets are known to be parts of which."""

    def union(self, whole: Where, parts: Sequence[Where]) -> None:
        """Say that a set of devices is made up of others, which may share devices."""
        for part in parts:
            self.within(part, whole)
        self.limits.append((dict.fromkeys(parts, -1) | {whole: 1}, 0))

    def within(self, part: Where, whole: Where) -> None:
        """Say that a set of devices is a part of another."""
        self.parts[whole].add(part)
        self.limits.append(({part: 1, whole: -1}, 0))

    def total(self, whole: Where, parts: Sequence[Where]) -> None:
        """Say that a number is the sum of others, to the last one."""
        self.limits.append((dict.fromkeys(parts, 1) | {whole: -1}, 0))
        self.limits.append((dict.fromkeys(parts, -1) | {whole: 1}, 0))

    def parts_of(self, whole: Where) -> Iterator[Where]:
        """Yield every set that is known to be a part of one, parts of parts among them."""
        for part in self.parts[whole]:
            yield part
            yield from self.parts_of(part)

    def between(self, parts: Iterable[Where], interval: Interval) -> None:
        """Say within what the sum of some numbers is."""
        once = dict.fromkeys(parts, 1)
        self.limits.append((once, interval.high))
        self.limits.append((dict.fromkeys(once, -1), -interval.low))

    def holds(self, numbers: Mapping[Where, int]) -> bool:
        """Tell whether these numbers may be the true ones, for all that is written down."""
        if not all(its.low <= numbers[where] <= its.high for where, its in self.bounds.items()):
            return False
        return all(
            sum(times * numbers[where] for where, times in its.items()) <= limit for its, limit in self.limits
        )

    def solve(self, wanted: Iterable[Where]) -> dict[Where, Interval]:
        """Return within what each of the wanted numbers lies for sure. Raises ContradictionError."""
        wanted = list(wanted)
        programs = _Programs(self)
        lows = programs.extremes(wanted, 1)
        highs = programs.extremes(wanted, -1)
        return {where: Interval(low=lows[where], high=highs[where]) for where in wanted}


class _Programs:
    """The linear programs over one system; they differ in nothing but what is to be small."""

    def __init__(self, system: System) -> None:
        self._places = {where: place for place, where in enumerate(system.bounds)}
        self._bounds = [(its.low, its.high) for its in system.bounds.values()]
        rows = [
            (row, self._places[where], times)
            for row, (its, _) in enumerate(system.limits)
            for where, times in its.items()
        ]
        shape = (len(system.limits), len(self._places))
        numbers, columns, values = zip(*rows, strict=True)
        self._matrix = csr_array((np.array(values, float), (numbers, columns)), shape=shape)
        self._limits = np.array([limit for _, limit in system.limits], float)

    def extremes(self, wanted: Sequence[Where], sign: int) -> dict[Where, int]:
        """Return the least of each wanted number (sign 1) or the most (-1).

        Where one answer has several numbers at their own bound, each of them is settled by it: nothing is lower.
        """
        end = 0 if sign == 1 else 1
        found: dict[Where, int] = {}
        pending = list(wanted)
        while pending:
            answer = self._least(pending, sign)
            at_bound = [it for it in pending if abs(answer[it] - self._bounds[self._places[it]][end]) < _NEAR]
            found |= {it: round(answer[it]) for it in at_bound}
            if not at_bound:
                break
            pending = [it for it in pending if it not in found]
        for where in pending:
            value = self._least([where], sign)[where]
            found[where] = math.ceil(value - _NEAR) if sign == 1 else math.floor(value + _NEAR)
        return found

    def _least(self, wanted: Sequence[Where], sign: int) -> dict[Where, float]:
        cost = np.zeros(len(self._places))
        cost[[self._places[where] for where in wanted]] = sign
        done = linprog(cost, A_ub=self._matrix, b_ub=self._limits, bounds=self._bounds, method="highs")
        if done.status == 2:
            raise ContradictionError(done.message)
        assert done.status == 0, done.message
        return {where: float(done.x[self._places[where]]) for where in wanted}
