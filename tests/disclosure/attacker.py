"""The attack: all that was released, the rules, and what colluding staff know of themselves, put into one system.

It is about the others: how many devices of people outside the plot are in a cell that was not shown.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from school_policy.count_report import Cell, Dimension
from school_policy.dimensions import CountedPlatform
from school_policy.period import PeriodKind
from tests.disclosure.rules import HIDDEN, OURS, Published, Rules, could_be_shown
from tests.disclosure.system import Interval, System, Where
from tests.disclosure.world import Period, World

_SHOWN = re.compile(r"(\d+)(?: to (\d+)| or more)\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What the attacker knows of one cell: how many others are in it."""

    where: Where
    shown: bool
    interval: Interval
    truth: int
    others: int
    """Devices of others that reported: in no cell are there more."""
    told: bool
    """Whether a part of it is shown: ten devices that met something in a week did so in its half-term."""

    @property
    def pinned(self) -> bool:
        """Whether the number of a cell that is not shown is known."""
        return not self.shown and self.interval.width == 0 < self.others

    @property
    def forced(self) -> bool:
        """Whether it is sure that somebody did it, although no figure shows it."""
        return not self.shown and not self.told and self.interval.low > 0

    @property
    def everybody(self) -> bool:
        """Whether it is sure that nobody was outside."""
        return self.interval.low >= self.others > 0


def attack(
    world: World,
    published: Sequence[Published],
    rules: Rules = OURS,
    colluders: frozenset[int] = frozenset(),
) -> list[Finding]:
    """Return what can be known of every cell. The truth is only used to say whether the attacker erred."""
    mine = [own(period, colluders) for period in world.periods]
    system = knowledge(world, published, rules, mine)
    truth = {
        (number, cell): len(world.periods[number].members.get(cell, frozenset()) - colluders)
        for number, cell in system.bounds
    }
    assert system.holds(truth), "the attacker believes what is not so"
    shown = {where: its for where, its in system.bounds.items() if _is_shown(published, where)}
    hidden = system.solve(
        where for where in system.bounds if where not in shown and not _is_double(where, world.platforms)
    )
    findings = [
        Finding(
            where=where,
            shown=where in shown,
            interval=interval,
            truth=truth[where],
            others=published[where[0]].reporting - mine[where[0]].there,
            told=any(part in shown for part in system.parts_of(where)),
        )
        for where, interval in {**shown, **hidden}.items()
    ]
    assert all(it.interval.low <= it.truth <= it.interval.high for it in findings), "the truth is outside"
    return findings


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What the colluders know of themselves in a period."""

    there: int
    """How many of them reported."""
    cells: Mapping[Cell, int]
    """How many of them are in each cell; a cell with none is left out."""


def knowledge(world: World, published: Sequence[Published], rules: Rules, plot: Sequence[Own]) -> System:
    """Return all that is known. Of the world only the platforms are used: the policy is no secret."""
    system = System()
    for number, (period, mine) in enumerate(zip(published, plot, strict=True)):
        for cell, shown in period.rows.items():
            by_number = could_be_shown(cell, period.active, world.platforms, rules)
            said = meaning(shown, rules.fewest - 1 if by_number else period.reporting, period.reporting)
            known = mine.cells.get(cell, 0)
            system.bounds[number, cell] = Interval(
                low=max(0, said.low - known), high=min(said.high - known, period.reporting - mine.there)
            )
        for cells, shown in period.sums:
            said = meaning(shown, 0, len(cells) * period.reporting)
            known = sum(mine.cells.get(cell, 0) for cell in cells)
            its = Interval(low=said.low - known, high=said.high - known)
            system.between([(number, cell) for cell in cells], its)
        _say_parts(system, number, list(period.rows), world.platforms)
    _say_weeks(system, len(published) - 1, list(published[-1].rows))
    return system


def meaning(shown: str, most_hidden: int, most: int) -> Interval:
    """Return the numbers that a text may stand for."""
    if shown == HIDDEN:
        return Interval(low=0, high=min(most_hidden, most))
    found = _SHOWN.match(shown)
    assert found, shown
    return Interval(low=int(found[1]), high=int(found[2] or most))


def _say_parts(system: System, number: int, cells: Sequence[Cell], platforms: Sequence[CountedPlatform]) -> None:
    """Each reminder has one outcome, one category, one part of the day and one platform."""
    (everything,) = (cell for cell in cells if cell.dimension is Dimension.ANY)
    for dimension in (Dimension.OUTCOME, Dimension.CATEGORY, Dimension.BAND):
        parts = [(number, cell) for cell in cells if cell.dimension is dimension]
        if parts:
            system.union((number, everything), parts)
    for often in (cell for cell in cells if cell.dimension is Dimension.THREE_DAYS):
        system.within((number, often), (number, everything))
    category = {str(platform.id): platform.category for platform in platforms}
    for whole in (cell for cell in cells if cell.dimension is Dimension.CATEGORY):
        parts = [
            (number, cell)
            for cell in cells
            if cell.dimension is Dimension.PLATFORM and category[cell.value] == whole.value
        ]
        if parts:
            system.union((number, whole), parts)


def _say_weeks(system: System, half_term: int, cells: Iterable[Cell]) -> None:
    """What was met in a half-term was met in one of its weeks."""
    for cell in cells:
        if cell.dimension is not Dimension.PLATFORM:
            in_week = msgspec.structs.replace(cell, period=PeriodKind.WEEK)
            system.union((half_term, cell), [(week, in_week) for week in range(half_term)])


def own(period: Period, colluders: frozenset[int]) -> Own:
    """Return what these know of themselves."""
    return Own(
        there=len(period.reporting & colluders),
        cells={cell: len(devices & colluders) for cell, devices in period.members.items()},
    )


def _is_shown(published: Sequence[Published], where: Where) -> bool:
    number, cell = where
    return published[number].rows[cell] != HIDDEN


def _is_double(where: Where, platforms: Iterable[CountedPlatform]) -> bool:
    """Tell whether a cell is another one by a second name: a half-term's category that is a single platform."""
    _, cell = where
    of_it = [platform for platform in platforms if platform.category == cell.value]
    return cell.period is PeriodKind.HALF_TERM and cell.dimension is Dimension.CATEGORY and len(of_it) == 1
