"""The arithmetic of a figure: repeats side by side, the median of their ratios, and its spread."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median, quantiles

Pair = tuple[float, float]
"""Ours and the other side's, measured one right after the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What a ratio is to be, or our side by itself: at most, or at least, some value."""

    value: float
    at_least: bool = False
    unit: str = ""
    """Of our side's own measure, where that is what matters; empty for the ratio."""

    def holds(self, measured: float) -> bool:
        """Tell whether what was measured is as it should be."""
        return measured >= self.value if self.at_least else measured <= self.value

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.value:g} {self.unit}".rstrip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table. Without an aim it is told only."""

    name: str
    unit: str
    pairs: tuple[Pair, ...]
    aim: Aim | None = None

    @property
    def ours(self) -> float:
        """The median of our side."""
        return median(ours for ours, _ in self.pairs)

    @property
    def bare(self) -> float:
        """The median of the other side."""
        return median(bare for _, bare in self.pairs)

    @property
    def ratio(self) -> float:
        """The median of the ratios of neighbours, which a change of the machine's speed hardly moves."""
        return median(self.ratios)

    @property
    def ratios(self) -> list[float]:
        """The ratio of each repeat, in order."""
        return [ours / bare for ours, bare in self.pairs]

    @property
    def spread(self) -> tuple[float, float]:
        """The lower and the upper quartile of the ratios."""
        if len(self.pairs) == 1:
            return self.ratio, self.ratio
        low, _, high = quantiles(self.ratios, n=4, method="inclusive")
        return low, high

    @property
    def holds(self) -> bool:
        """Whether the aim is met; a figure without one always holds."""
        return self.aim is None or self.aim.holds(self.ours if self.aim.unit else self.ratio)


def side_by_side[T](repeats: int, ours: Callable[[], T], bare: Callable[[], T]) -> list[tuple[T, T]]:
    """Measure A B B A A B …: neighbours make a pair, and neither side always has the first turn."""
    pairs = []
    for repeat in range(repeats):
        if repeat % 2:
            second = bare()
            pairs.append((ours(), second))
        else:
            pairs.append((ours(), bare()))
    return pairs
