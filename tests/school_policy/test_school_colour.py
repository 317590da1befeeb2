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


TEXTS = (
    ("on-fill", "fill"),
    *((text, surface) for text in ("ink", "soft-ink", "tone") for surface in ("paper", "panel")),
)
EDGES = tuple((edge, surface) for edge in ("tone", "outline") for surface in ("paper", "panel"))


def contrasts(style: str, one: str, other: str) -> list[float]:
    """The contrast of two of a style's colours, on a light page and on a dark one."""
    pairs = list(zip(tones(style, one), tones(style, other), strict=True))
    assert len(pairs) == 2
    return [contrast(*pair) for pair in pairs]


@given(st.integers(0, 0xFFFFFF).map("#{:06x}".format))
def test_whatever_the_schools_colour_is_all_text_can_be_read(colour: str) -> None:
    style = palette_of(colour)
    for text, surface in TEXTS:
        assert min(contrasts(style, text, surface)) >= 4.5, (text, surface)


@given(st.integers(0, 0xFFFFFF).map("#{:06x}".format))
def test_whatever_the_schools_colour_is_all_that_is_pressed_or_in_focus_can_be_seen(colour: str) -> None:
    """WCAG 2.2, 1.4.11: 3 to 1 for what shows where a button or the focus is."""
    style = palette_of(colour)
    for edge, surface in EDGES:
        assert min(contrasts(style, edge, surface)) >= 3, (edge, surface)


@pytest.mark.parametrize(
    ("old", "new"), [("--soft-ink: #555a64", "--soft-ink: #8a8f99"), ("--outline: #84868d", "--outline: #a4a6ad")]
)
def test_a_paler_palette_would_be_found(old: str, new: str) -> None:
    style = palette_of("#1d4e89")
    assert old in style
    pale = style.replace(old, new)
    found = [pair for pair in TEXTS if min(contrasts(pale, *pair)) < 4.5]
    found += [pair for pair in EDGES if min(contrasts(pale, *pair)) < 3]
    assert found


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
