"""What may be published of a week or a half-term, worked out from its counts alone.

Each cell stands by itself: nothing is added up, merged or set against anything else, and there are no
percentages. What is hidden could then be any number from 0 to 9 for all that is shown.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import assert_never

from school_policy.count_report import Band, Cell, Dimension, half_term_cells, weekly_cells
from school_policy.counted_time import ALL_PARTS
from school_policy.dimensions import FEWEST_VALUES, CountedPlatform, sizes_of
from school_policy.vocabulary import Category

NOT_SHOWN = "Not shown (none, or fewer than 10 devices, or too few in use)"
"""The same for none, a few, and too few devices in use."""

Platforms = Sequence[CountedPlatform]
"""Those of a period, as they were when it was first seen, in the policy's order."""
Rows = tuple[tuple[Cell, str], ...]
"""Each cell with the text that is shown for it, in the policy's order."""

_FEWEST = 10
"""The smallest number of devices that is ever shown."""
_STEP = 5
_FEWEST_ACTIVE = 15
_OUTSIDE = 5
"""Active devices that stay outside of every top band: that all did something can never be read."""
_MOST = 20
"""The top band: above it, all that is said is "or more"."""
_NEVER = 0
"""The top band of what is never shown."""
_MOST_OF_CATEGORY: Mapping[int, int] = {1: _NEVER, 3: 15}
"""By its number of platforms: of three, two can hide 18, which is less than 20; one is shown as the platform."""
_MOST_OF_PLATFORM: Mapping[int, int] = {2: _NEVER}
"""By the number of platforms in its category: the other one could hide 9 at most, whatever the category shows."""
_FEWEST_WEEKS = 4
"""Of a half-term, with enough devices in use: three could hide 27 between them, and so leave the fourth open."""


def in_use(devices: int, staff: int, gateways: int = 0) -> int:
    """Return A of what reported: enrolling more devices than there are staff gains nothing.

    Behind a gateway nobody knows who is there, and up to three in ten may be away (disclosure.md 5): four in five
    of the staff. In the week of a change from one to the other, the smaller number.
    """
    if not gateways:
        return min(devices, staff)
    behind = staff * 8 // 10
    return min(devices, behind) if devices else behind


def shown(clients: int, active: int, most: int = _MOST) -> str:
    """Return the text for one cell: a band, or NOT_SHOWN. `active` is A, `most` the highest top band."""
    if active < _FEWEST_ACTIVE or clients < _FEWEST:
        return NOT_SHOWN
    top = min(most, _band(active - _OUTSIDE))
    if top < _FEWEST:
        return NOT_SHOWN
    band = _band(clients)
    return f"{top} or more" if band >= top else f"{band} to {band + _STEP - 1}"


def top_of(cell: Cell, platforms: Platforms) -> int:
    """Return the highest top band that a cell may have, whatever its numbers; 0: it is never shown.

    A category and its platforms are a whole and its parts, the category of a week too (disclosure.md 2e): the
    parts that are hidden must be able to hold all that the whole is shown to hold.
    """
    match cell.dimension:
        case Dimension.CATEGORY:
            return _MOST_OF_CATEGORY.get(sizes_of(platforms).get(Category(cell.value), 0), _MOST)
        case Dimension.PLATFORM:
            its = next(platform.category for platform in platforms if platform.id == cell.value)
            return _MOST_OF_PLATFORM.get(sizes_of(platforms)[its], _MOST)
        case Dimension.ANY | Dimension.THREE_DAYS | Dimension.OUTCOME | Dimension.BAND:
            return _MOST
        case _:
            assert_never(cell.dimension)


def release_week(
    counts: Mapping[Cell, int], active: int, listed: Collection[Platforms], parts: Collection[Band] = ALL_PARTS
) -> Rows:
    """Return every weekly cell with its text, in the policy's order; `active` is A.

    `listed` are the platforms of each period that the week has a day of: of their rules the strictest holds.
    `parts` are those of the day in which anything could be counted (see counted_time.py).
    """
    return tuple(
        (cell, shown(counts.get(cell, 0), active, _top_in_week(cell, listed, parts))) for cell in weekly_cells()
    )


def _top_in_week(cell: Cell, listed: Collection[Platforms], parts: Collection[Band]) -> int:
    """Return the highest top band of a weekly cell.

    Two parts of a day that could hide 9 each are no cover for a week with 10: where there are fewer than four,
    none is ever shown.
    """
    if cell.dimension is Dimension.BAND and len(parts) < FEWEST_VALUES:
        return _NEVER
    return min((top_of(cell, each) for each in listed), default=_MOST)


def release_half_term(counts: Mapping[Cell, int], active_by_week: Collection[int], platforms: Platforms) -> Rows:
    """Return every cell of a half-term with its text, in the policy's order.

    `active_by_week` are the A of its weeks.
    """
    active = half_term_in_use(active_by_week)
    return tuple(
        (cell, shown(counts.get(cell, 0), active, top_of(cell, platforms))) for cell in half_term_cells(platforms)
    )


def half_term_in_use(active_by_week: Collection[int]) -> int:
    """Return a half-term's A: that of its busiest week, or 0 where too few of its weeks had enough devices in use.

    All devices of the half-term together would be more, a top band nobody could be outside of where some were
    there for a week only; and which devices these were would have to be kept until its end.
    """
    enough = [active for active in active_by_week if active >= _FEWEST_ACTIVE]
    return max(enough) if len(enough) >= _FEWEST_WEEKS else 0


def _band(number: int) -> int:
    return number // _STEP * _STEP
