"""Pictures as they are drawn: bands as intervals, one mark for what is not shown, and nothing that needs style."""

import re
from collections import Counter
from xml.etree import ElementTree as ET

import pytest

from advisory_server.charts.drawing import draw
from advisory_server.charts.layout import layout_of
from advisory_server.charts.mark import Band, Mark, NoBand, mark_of
from advisory_server.charts.picture import Kind, Line, Look, Picture
from advisory_server.release import NOT_SHOWN, shown

LIGHT = Look(wide=True, dark=False, tone="#1d4e89")
LOOKS = [
    Look(wide=wide, dark=dark, tone="#9fc3ee" if dark else "#1d4e89")
    for wide in (True, False)
    for dark in (True, False)
]
SVG = "{http://www.w3.org/2000/svg}"
LEGEND_BANDS, LEGEND_HATCHED = 2, 1


def picture(*marks: Mark, kind: Kind = Kind.STRIPS, words: str = "Any of these") -> Picture:
    lines = (Line(words=words, newest="10 to 14", marks=marks),)
    return Picture(kind=kind, newest="16 November", lines=lines, ticks=((0, "Nov"),))


def read(drawn: bytes) -> ET.Element:
    return ET.fromstring(drawn)  # noqa: S314 (our own drawing)


def paths(drawn: bytes) -> list[ET.Element]:
    return [path for path in read(drawn).iter(f"{SVG}path") if "d" in path.attrib]


def boxes(drawn: bytes) -> list[tuple[float, float, float, float]]:
    """Return left, top, right and bottom of every band that is drawn."""
    found = []
    for path in paths(drawn):
        if path.get("fill") == LIGHT.tone:
            numbers = [float(number) for number in re.findall(r"-?[\d.]+", path.attrib["d"])]
            found.append((min(numbers[::2]), min(numbers[1::2]), max(numbers[::2]), max(numbers[1::2])))
    return found[:-LEGEND_BANDS]


def hatched(drawn: bytes) -> list[str]:
    return [path.attrib["d"] for path in paths(drawn) if path.get("fill", "").startswith("url(#")][
        :-LEGEND_HATCHED
    ]


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("10 to 14", Band(low=10, high=14)),
        ("20 or more", Band(low=20, high=None)),
        (NOT_SHOWN, NoBand.NOT_SHOWN),
        ("Not shown", NoBand.NOT_SHOWN),
        ("12", NoBand.NOT_SHOWN),
        ("10 to 14 of 20", NoBand.NOT_SHOWN),
    ],
)
def test_a_text_is_a_band_or_not_shown(text: str, mark: Mark) -> None:
    assert mark_of(text) == mark


def test_every_text_that_a_release_can_have_is_read() -> None:
    texts = {shown(clients, active) for clients in range(60) for active in range(60)}
    assert {text for text in texts if mark_of(text) is NoBand.NOT_SHOWN} == {NOT_SHOWN}
    assert len(texts) == 6


@pytest.mark.parametrize(
    ("one", "other", "below"),
    [
        ((10, 14), (15, 19), True),
        ((10, 14), (20, None), True),
        ((15, 19), (15, None), False),
        ((15, None), (20, None), False),
        ((10, 14), (10, 14), False),
    ],
)
def test_one_band_is_below_another_only_where_no_number_is_in_both(
    one: tuple[int, int | None], other: tuple[int, int | None], *, below: bool
) -> None:
    first, second = (Band(low=low, high=high) for low, high in (one, other))
    assert first.is_below(second) is below
    assert not second.is_below(first)


def test_bands_are_drawn_as_intervals_above_each_other_and_never_overlap() -> None:
    bands = (Band(low=10, high=14), Band(low=15, high=19), Band(low=20, high=None), Band(low=10, high=None))
    lowest, middle, top, open_ = boxes(draw(picture(*bands), LIGHT))
    assert lowest[3] > lowest[1] > middle[1]
    assert lowest[1] >= middle[3] - 0.01
    assert middle[1] >= top[3] - 0.01
    assert (open_[1], open_[3]) == (top[1], lowest[3])
    assert lowest[2] < middle[0] < middle[2] < top[0]


def test_what_is_not_shown_is_the_same_mark_wherever_it_stands_and_has_no_height_to_be_read() -> None:
    drawn = draw(picture(NoBand.NOT_SHOWN, Band(low=10, high=14), NoBand.NOT_SHOWN), LIGHT)
    shapes = hatched(drawn)
    assert len(shapes) == 2
    tops = [min(float(number) for number in re.findall(r"-?[\d.]+", shape)[1::2]) for shape in shapes]
    assert tops[0] == tops[1] > boxes(drawn)[0][3]


@pytest.mark.parametrize("kind", Kind)
def test_no_line_joins_two_periods(kind: Kind) -> None:
    """A stroke that is as long as two places would."""
    marks = (
        (Band(low=10, high=14), NoBand.NO_RELEASE, NoBand.NOT_SHOWN)
        if kind is Kind.STRIPS
        else (Band(low=10, high=14),)
    )
    strokes = [
        path
        for path in paths(draw(picture(*marks, kind=kind), LIGHT))
        if path.get("stroke") and path.get("fill") == "none"
    ]
    grey = [path for path in strokes if path.get("stroke") == "#dcd9d0"]
    assert all(len(set(re.findall(r"[ML] ([\d.]+) ([\d.]+)", path.attrib["d"]))) == 2 for path in strokes)
    assert len(strokes) - len(grey) == (kind is Kind.STRIPS) + 1


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("kind", Kind)
def test_a_picture_is_plain_svg_of_the_size_that_the_page_keeps_free(look: Look, kind: Kind) -> None:
    its = picture(Band(low=10, high=14), kind=kind, words="A <name> of $5 & $6")
    drawn = draw(its, look)
    root = read(drawn)
    assert (root.get("width"), root.get("height")) == (
        str(layout_of(its, look).width),
        str(layout_of(its, look).height),
    )
    tags = Counter(element.tag.removeprefix(SVG) for element in root.iter())
    assert set(tags) <= {"svg", "g", "path", "text", "defs", "clipPath", "rect", "pattern"}
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not [name for name in attributes if name in ("style", "class", "href") or name.startswith(("on", "{"))]
    assert "A <name> of $5 & $6" in [text.text for text in root.iter(f"{SVG}text")]


def test_a_drawing_that_needs_style_would_be_noticed() -> None:
    drawn = draw(picture(Band(low=10, high=14)), LIGHT).replace(b" fill=", b" style=", 1)
    assert "style" in {name for element in read(drawn).iter() for name in element.attrib}


def test_the_same_picture_is_the_same_bytes_and_another_is_not() -> None:
    marks = (Band(low=10, high=14), NoBand.NOT_SHOWN)
    assert draw(picture(*marks), LIGHT) == draw(picture(*marks), LIGHT)
    assert draw(picture(*marks), LIGHT) != draw(picture(*marks[::-1]), LIGHT)
