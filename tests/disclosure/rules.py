"""The rules of release written a second time, each with a switch: the model that ours is held against."""

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from school_policy.count_report import Cell, Dimension, half_term_cells, weekly_cells
from school_policy.dimensions import CountedPlatform
from school_policy.vocabulary import Category
from tests.disclosure.world import Period, World

HIDDEN = "Not shown (none, or fewer than 10 devices, or too few in use)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What was released of one period, which is all that anybody sees of it."""

    reporting: int
    """Devices that reported, which stands beside the figures."""
    active: int
    """A: no more than there are staff; of a half-term with too few weeks 0."""
    rows: Mapping[Cell, str]
    sums: tuple[tuple[tuple[Cell, ...], str], ...] = ()
    """Cells that were added up, with the text for their sum; ours never are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Architecture section 7; what is given otherwise is a rule that is switched off."""

    fewest: int = 10
    fewest_active: int = 15
    most: int = 20
    most_of_three: int = 15
    top_below_active: bool = True
    weeks_needed: int = 4
    hides_platforms_of_two: bool = True
    hides_category_of_one: bool = True
    merges: bool = False


OURS = Rules()
"""None is switched off."""


def publish(world: World, rules: Rules = OURS) -> tuple[Published, ...]:
    """Return what the rules publish of each week, and after them of the half-term."""
    in_use = [min(len(week.reporting), world.staff) for week in world.weeks]
    weeks = [
        _publish(week, active, weekly_cells(), world.platforms, rules)
        for week, active in zip(world.weeks, in_use, strict=True)
    ]
    enough = [active for active in in_use if active >= rules.fewest_active]
    active = max(enough) if len(enough) >= rules.weeks_needed else 0
    return (*weeks, _publish(world.half_term, active, half_term_cells(world.platforms), world.platforms, rules))


def could_be_shown(cell: Cell, active: int, platforms: Iterable[CountedPlatform], rules: Rules) -> bool:
    """Tell whether a cell would be shown if it only had devices enough."""
    return text(rules.fewest, active, highest_band(cell, platforms, rules), rules) != HIDDEN


def text(number: int, active: int, most: int, rules: Rules) -> str:
    """Return what is shown for one number of devices."""
    top = min(most, (active - 5) // 5 * 5) if rules.top_below_active else most
    if active < rules.fewest_active or number < rules.fewest or top < rules.fewest:
        return HIDDEN
    if number >= top:
        return f"{top} or more"
    low = next(low for low in itertools.count(rules.fewest, 5) if low <= number < low + 5)
    return f"{low} to {low + 4}"


def highest_band(cell: Cell, platforms: Iterable[CountedPlatform], rules: Rules) -> int:
    """Return the highest top band that a cell may have; 0 hides it for good."""
    category = {str(platform.id): platform.category for platform in platforms}
    of_category = Counter(category.values())
    if cell.dimension is Dimension.CATEGORY:
        size = of_category[Category(cell.value)]
        if size == 1 and rules.hides_category_of_one:
            return 0
        return rules.most_of_three if size == 3 else rules.most
    if cell.dimension is Dimension.PLATFORM and of_category[category[cell.value]] == 2:
        return 0 if rules.hides_platforms_of_two else rules.most
    return rules.most


def _publish(
    period: Period, active: int, cells: Sequence[Cell], platforms: Sequence[CountedPlatform], rules: Rules
) -> Published:
    rows = {
        cell: text(len(period.members.get(cell, ())), active, highest_band(cell, platforms, rules), rules)
        for cell in cells
    }
    sums = tuple(_merged(period, rows, active, rules)) if rules.merges else ()
    return Published(reporting=len(period.reporting), active=active, rows=MappingProxyType(rows), sums=sums)


def _merged(
    period: Period, rows: Mapping[Cell, str], active: int, rules: Rules
) -> Iterable[tuple[tuple[Cell, ...], str]]:
    """Add up what is hidden of each dimension, as many statistics do."""
    for dimension in (Dimension.OUTCOME, Dimension.CATEGORY, Dimension.BAND, Dimension.PLATFORM):
        hidden = tuple(cell for cell, shown in rows.items() if cell.dimension is dimension and shown == HIDDEN)
        together = sum(len(period.members.get(cell, ())) for cell in hidden)
        if (shown := text(together, active, rules.most, rules)) != HIDDEN:
            yield hidden, shown
