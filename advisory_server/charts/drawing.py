"""Draws pictures with matplotlib. Importing it takes half a second: only the gallery's thread may, and late.

No line joins two periods, and nothing is drawn but marks, their names and the newest period's text.
"""

from dataclasses import dataclass, replace
from io import StringIO

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from advisory_server.charts.layout import Layout, Place, layout_of
from advisory_server.charts.mark import Band, Mark, NoBand
from advisory_server.charts.marks import LIMITS, NUMBERS, Spot, draw_mark
from advisory_server.charts.picture import Kind, Line, Look, Picture
from advisory_server.charts.plain_svg import plain_svg
from advisory_server.charts.shades import Shades, shades_of

_POINTS = 72
_BROAD = {Kind.STRIPS: 0.78, Kind.BARS: 0.62}
"""How much of its place a mark takes."""
_LEGEND: tuple[tuple[Mark, str, tuple[int, int]], ...] = (
    (Band(low=10, high=14), "a number in this band", (10, 15)),
    (Band(low=10, high=None), "this many or more", (10, 25)),
    (NoBand.NOT_SHOWN, "not shown", (4, 10)),
    (NoBand.NO_RELEASE, "no release", (4, 10)),
)
"""Each mark, in words, and which part of the axis it is drawn on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a text is written."""

    size: int
    colour: str
    weight: str = "normal"


def draw(picture: Picture, look: Look) -> bytes:
    """Return the picture as SVG (UTF-8)."""
    layout, shades = layout_of(picture, look), shades_of(look)
    with mpl.rc_context(
        {
            "svg.fonttype": "none",  # text stays text: smaller, sharp, and in the reader's own font
            "svg.hashsalt": "owntime",  # the same picture is the same bytes
            "text.parse_math": False,  # a name may hold a dollar
            "hatch.linewidth": 1.1,
        }
    ):
        size = (layout.width / _POINTS, layout.height / _POINTS)
        figure = Figure(figsize=size, dpi=_POINTS, facecolor=shades.surface)
        FigureCanvasSVG(figure)
        for place, line in enumerate(picture.lines):
            axes = figure.add_axes(layout.line(place))
            (_strip if picture.kind is Kind.STRIPS else _bar)(axes, line, layout, shades)
            if place == 0:
                _text(axes, layout.heading, picture.newest, Style(size=layout.small, colour=shades.soft))
            if place == len(picture.lines) - 1:
                _ticks(axes, picture, layout, shades)
        _legend(figure, layout, shades)
        drawn = StringIO()
        figure.savefig(drawn, format="svg", facecolor=shades.surface, metadata=dict.fromkeys(("Date", "Creator")))
    return plain_svg(drawn.getvalue(), layout.width, layout.height)


def _strip(axes: Axes, line: Line, layout: Layout, shades: Shades) -> None:
    axes.set(xlim=(-0.5, max(len(line.marks), layout.fewest) - 0.5), ylim=LIMITS)
    axes.set_yticks(NUMBERS, [str(number) for number in NUMBERS])
    axes.set_xticks([])
    axes.tick_params(axis="y", length=0, pad=6, labelsize=layout.small, labelcolor=shades.soft)
    _line(axes, line, layout, shades, upwards=True)


def _bar(axes: Axes, line: Line, layout: Layout, shades: Shades) -> None:
    axes.set(ylim=(-0.5, 0.5), xlim=LIMITS)
    axes.set_xticks(NUMBERS, [""] * len(NUMBERS))
    axes.set_yticks([])
    axes.tick_params(axis="x", length=0)
    _line(axes, line, layout, shades, upwards=False)


def _line(axes: Axes, line: Line, layout: Layout, shades: Shades, *, upwards: bool) -> None:
    """Draw what both kinds have: lines at the numbers, the marks, the name, and the newest text."""
    axes.set_facecolor("none")
    axes.grid(axis="y" if upwards else "x", color=shades.edge, linewidth=1)
    axes.set_axisbelow(True)
    for spine in axes.spines.values():
        spine.set_visible(False)
    broad = _BROAD[Kind.STRIPS if upwards else Kind.BARS]
    for place, mark in enumerate(line.marks):
        draw_mark(axes, Spot(place=place, broad=broad, upwards=upwards), mark, shades)
    style = Style(size=layout.text, colour=shades.ink)
    _text(axes, layout.words, line.words, replace(style, weight="bold"))
    _text(axes, layout.newest, line.newest, style)


def _text(axes: Axes, at: Place, text: str, style: Style) -> None:
    axes.text(
        at.x,
        at.y,
        text,
        transform=axes.transAxes,
        fontsize=style.size,
        fontweight=style.weight,
        color=style.colour,
        horizontalalignment=at.horizontal,
        verticalalignment=at.vertical,
    )


def _ticks(axes: Axes, picture: Picture, layout: Layout, shades: Shades) -> None:
    """Write what stands below the last line: periods, or numbers."""
    ticks = picture.ticks[:: layout.every_tick(len(picture.ticks))]
    if picture.kind is Kind.BARS:
        ticks = tuple((number, str(number)) for number in NUMBERS)
    axes.set_xticks([place for place, _ in ticks], [words for _, words in ticks])
    axes.tick_params(axis="x", length=0, labelsize=layout.small, labelcolor=shades.soft, pad=4)


def _legend(figure: Figure, layout: Layout, shades: Shades) -> None:
    """Say each mark in words, below the picture."""
    for (mark, words, limits), box in zip(_LEGEND, layout.legend, strict=True):
        axes = figure.add_axes(box)
        axes.set(xlim=(-0.5, 0.5), ylim=limits)
        axes.set_axis_off()
        draw_mark(axes, Spot(place=0, broad=1, upwards=True), mark, shades)
        at = Place(x=1.6, y=0.5, horizontal="left", vertical="center")
        _text(axes, at, words, Style(size=layout.small, colour=shades.soft))
