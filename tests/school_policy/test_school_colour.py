"""The school's colour on its pages: kept where it can be read, and changed no more than that needs."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from school_policy.school_colour import palette_of, tones_of


def luminance(colour: str) -> float:
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def tones(style: str, name: str) -> list[str]:
    """The values that a name has in the style: on a light page, then on a dark one."""
    return re.findall(rf"--{name}: (#[0-9a-f]{{3,6}});", style)[:2]


@given(st.integers(0, 0xFFFFFF).map("#{:06x}".format))
def test_whatever_the_schools_colour_is_all_text_can_be_read(colour: str) -> None:
    style = palette_of(colour)
    for text, surface in (("on-fill", "fill"), ("tone", "paper"), ("tone", "panel"), ("soft-ink", "panel")):
        pairs = list(zip(tones(style, text), tones(style, surface), strict=True))
        assert len(pairs) == 2
        assert all(contrast(*pair) >= 4.5 for pair in pairs)


@pytest.mark.parametrize(
    ("colour", "fill"),
    [
        ("#1d4e89", "#1d4e89"),  # as it is
        ("#FFD400", "#ffd400"),  # yellow stays, with black on it
        ("#ffffff", "#707070"),  # white would vanish on paper
        ("#7a1530", "#7a1530"),  # wine stays
        ("#ffc0cb", "#ffc0cb"),  # pink is no red
        ("#ff0000", "#8f0000"),  # red deepens to wine
    ],
)
def test_the_button_has_the_schools_colour_unless_it_would_vanish_or_alarm(colour: str, fill: str) -> None:
    assert tones(tones_of(colour), "fill")[0] == fill


@pytest.mark.parametrize("colour", ["", "red", "#fff", "1d4e89", "#1d4e8g", "#1d4e89\n", "#1d4e89;}*{color:red"])
def test_what_is_no_colour_is_refused(colour: str) -> None:
    with pytest.raises(ValueError, match="is no colour"):
        tones_of(colour)
