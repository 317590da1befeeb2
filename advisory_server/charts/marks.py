"""Draws one mark. A band is an interval, and one that is open at the top ends in a point.

What is not shown is a hatched mark in a lane of its own below the numbers, where it has no size to be read.
"""

from dataclasses import dataclass
from typing import assert_never

from matplotlib.axes import Axes
from matplotlib.patches import Polygon, Rectangle

from advisory_server.charts.mark import Band, Mark, NoBand
from advisory_server.charts.shades import Shades

NUMBERS = (10, 15, 20)
"""Where lines stand: every band begins at one of them."""
LIMITS = (4.4, 25.6)
"""The ends of the axis; below 10 there is only the lane of what is not shown."""
_SHOULDER, _TIP = 22.6, 25.2
"""Where a band that is open at the top narrows, and where it ends."""
_LANE = (5.0, 8.6)
_SEAM = 0.35
"""What stays free between two bands."""

type _Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where on its axes a mark stands."""

    place: float
    broad: float
    """How much of its place it takes."""
    upwards: bool
    """Which way numbers grow: up, or to the right."""

    def at(self, across: float, number: float) -> _Point:
        """Return a point: `across` from -1 to 1, at a number of devices."""
        point = (self.place + across * self.broad / 2, number)
        return point if self.upwards else (point[1], point[0])


def draw_mark(axes: Axes, spot: Spot, mark: Mark, shades: Shades) -> None:
    """Draw a mark at a spot."""
    at = spot.at
    match mark:
        case Band():
            axes.add_patch(Polygon(_outline(spot, mark), facecolor=shades.tone, edgecolor="none", clip_on=False))
        case NoBand.NOT_SHOWN:
            box = _box(at(-1, _LANE[0]), at(1, _LANE[1]))
            box.set(facecolor=shades.surface, edgecolor=shades.soft, hatch="//////", linewidth=0.8)
            axes.add_patch(box)
        case NoBand.NO_RELEASE:
            ends = zip(at(-0.4, sum(_LANE) / 2), at(0.4, sum(_LANE) / 2), strict=True)
            axes.plot(*ends, color=shades.soft, linewidth=1.5, clip_on=False)
        case _:
            assert_never(mark)


def _outline(spot: Spot, band: Band) -> list[_Point]:
    at = spot.at
    if band.high is not None:
        top = band.high + 1 - _SEAM
        return [at(-1, band.low), at(1, band.low), at(1, top), at(-1, top)]
    return [at(-1, band.low), at(1, band.low), at(1, _SHOULDER), at(0, _TIP), at(-1, _SHOULDER)]


def _box(one: _Point, other: _Point) -> Rectangle:
    return Rectangle(one, other[0] - one[0], other[1] - one[1], clip_on=False)
