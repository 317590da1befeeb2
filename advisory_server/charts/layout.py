"""Where everything stands in a picture, in CSS pixels of its own size; as matplotlib wants it, in shares of it."""

from dataclasses import dataclass

from advisory_server.charts.picture import Kind, Look, Picture

type Box = tuple[float, float, float, float]
"""Left, bottom, width and height, as shares of the picture."""

_MARK = 14
"""Side of a mark in the legend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a text stands beside a line, in shares of the line's box, and how it hangs there."""

    x: float
    y: float
    horizontal: str
    vertical: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What differs between a desk and a phone."""

    width: int
    left: int
    """Room for the numbers, and for names where they stand beside their lines."""
    right: int
    above: int
    """Room for a name above its line."""
    below: int
    """Room for ticks and the legend."""
    legend: tuple[tuple[int, int], ...]
    """Left, and distance from the bottom, of each entry."""
    most_ticks: int


_DESK = Measures(
    width=920,
    left=215,
    right=110,
    above=0,
    below=54,
    legend=((215, 10), (405, 10), (570, 10), (685, 10)),
    most_ticks=12,
)
_PHONE = Measures(
    width=360, left=28, right=8, above=22, below=74, legend=((10, 32), (190, 32), (10, 8), (190, 8)), most_ticks=6
)
_TALL = {Kind.STRIPS: 66, Kind.BARS: 28}
_GAP = {Kind.STRIPS: 14, Kind.BARS: 0}
_TOP = 30
"""Room for what the newest texts are of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The measures of one picture."""

    measures: Measures
    lines: int
    tall: int
    """Height of a line."""
    gap: int
    text: int = 14
    small: int = 12
    fewest: int = 13
    """Periods that a line has room for at least, so that the first week of a year is no broad block."""

    @property
    def width(self) -> int:
        """Of the picture."""
        return self.measures.width

    @property
    def height(self) -> int:
        """Of the picture."""
        return _TOP + self.lines * (self.measures.above + self.tall + self.gap) + self.measures.below

    @property
    def legend(self) -> tuple[Box, ...]:
        """The boxes of the marks in the legend."""
        return tuple(
            (left / self.width, bottom / self.height, _MARK / self.width, _MARK / self.height)
            for left, bottom in self.measures.legend
        )

    @property
    def words(self) -> Place:
        """Where a line's name stands."""
        if self.measures.above:
            return Place(x=self._out(self.measures.left - 8), y=1.04, horizontal="left", vertical="bottom")
        return Place(x=self._out(self.measures.left - 8), y=0.5, horizontal="left", vertical="center")

    @property
    def newest(self) -> Place:
        """Where the newest text stands."""
        if self.measures.above:
            return Place(x=1.0, y=1.04, horizontal="right", vertical="bottom")
        return Place(x=1.02, y=0.5, horizontal="left", vertical="center")

    @property
    def heading(self) -> Place:
        """Where it stands which period the newest texts are of: above them all."""
        up = (self.measures.above + 6) / self.tall
        side = (1.0, "right") if self.measures.above else (1.02, "left")
        return Place(x=side[0], y=1 + up, horizontal=side[1], vertical="bottom")

    def line(self, place: int) -> Box:
        """Return the box of a line, the first at the top."""
        its = self.measures
        top = _TOP + place * (its.above + self.tall + self.gap) + its.above
        inner = self.width - its.left - its.right
        bottom = 1 - (top + self.tall) / self.height
        return its.left / self.width, bottom, inner / self.width, self.tall / self.height

    def every_tick(self, ticks: int) -> int:
        """Return which ticks are written: each, each second and so on."""
        return -(-ticks // self.measures.most_ticks) or 1

    def _out(self, pixels: int) -> float:
        """Return how far to the left of a line's box that is."""
        return -pixels / (self.width - self.measures.left - self.measures.right)


def layout_of(picture: Picture, look: Look) -> Layout:
    """Return the measures of a picture."""
    return Layout(
        measures=_DESK if look.wide else _PHONE,
        lines=len(picture.lines),
        tall=_TALL[picture.kind],
        gap=_GAP[picture.kind],
    )
