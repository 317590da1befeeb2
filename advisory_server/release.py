"""What may be published of a week, worked out from its counts alone.

Each cell stands by itself: nothing is added up, merged or set against anything else, and there are no
percentages. What is hidden could then be any number from 0 to 9 for all that is shown.
"""

from collections.abc import Mapping

from school_policy.count_report import Cell, Dimension, weekly_cells

NOT_SHOWN = "Not shown (none, or fewer than 10 devices, or too few in use)"
"""The same for none, a few, and too few devices in use."""

RELEASED = frozenset({Dimension.ANY, Dimension.THREE_DAYS, Dimension.OUTCOME})
"""What is released of a week; devices do not fill the other dimensions yet."""

_FEWEST = 10
"""The smallest number of devices that is ever shown."""
_STEP = 5
_FEWEST_ACTIVE = 15
_MOST = 20
"""The top band: above it, all that is said is "or more"."""


def in_use(reporting: int, staff: int) -> int:
    """Return A: enrolling more devices than there are staff gains nothing."""
    return min(reporting, staff)


def shown(clients: int, active: int, most: int = _MOST) -> str:
    """Return the text for one cell: a band, or NOT_SHOWN. `active` is A, `most` the highest top band."""
    if active < _FEWEST_ACTIVE or clients < _FEWEST:
        return NOT_SHOWN
    # At least five active devices stay outside of the top band: that all did something can never be read.
    top = min(most, _band(active - _STEP))
    if top < _FEWEST:
        return NOT_SHOWN
    band = _band(clients)
    return f"{top} or more" if band >= top else f"{band} to {band + _STEP - 1}"


def release_week(counts: Mapping[Cell, int], active: int) -> tuple[tuple[Cell, str], ...]:
    """Return every weekly cell that is released with its text, in the policy's order; `active` is A."""
    return tuple(
        (cell, shown(counts.get(cell, 0), active)) for cell in weekly_cells() if cell.dimension in RELEASED
    )


def _band(number: int) -> int:
    return number // _STEP * _STEP
