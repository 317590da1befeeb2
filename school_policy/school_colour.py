"""The colours of our pages: one palette for all, and the school's colour as they can bear it, never alarming."""

import colorsys
import re

type _Colour = tuple[float, float, float]
_BLACK, _WHITE = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)
# What text stands on: the darkest light surface and the lightest dark one of our pages.
_PAPER, _NIGHT = (250 / 255, 249 / 255, 245 / 255), (36 / 255, 39 / 255, 46 / 255)
_PAGES = ((_PAPER, _BLACK), (_NIGHT, _WHITE))
"""A light and a dark page: its surface, and the end towards which a colour is moved until it can be read."""
_READABLE = 4.5  # WCAG 2.2, 1.4.3
_RED_HUES, _VIVID, _PINK, _WINE = 0.055, 0.45, 0.75, 0.28  # either side of hue 0; saturation; lightness twice
_VISIBLE = 1.25  # keeps a school's yellow as it is, and a white button from vanishing on white paper


PALETTE = """\
:root {
  --paper: #faf9f5;
  --panel: #ffffff;
  --ink: #23262d;
  --soft-ink: #555a64;
  --edge: #dcd9d0;
  --outline: #84868d;
  --hill: 78%;
  color-scheme: light dark;
}

@media (prefers-color-scheme: dark) {
  :root {
    --paper: #181a1f;
    --panel: #24272e;
    --ink: #efede7;
    --soft-ink: #b9bcc4;
    --edge: #3b3f49;
    --outline: #7d818b;
    --hill: 62%;
  }
}

@media (prefers-contrast: more) {
  :root {
    --soft-ink: var(--ink);
    --edge: var(--ink);
    --outline: var(--ink);
  }
}
"""
"""The same for the reminder and the server's pages."""


def palette_of(colour: str) -> str:
    """Return the CSS of all colours of a page. Raises ValueError as `tones_of` does."""
    return f"{PALETTE}{tones_of(colour)}"


def tones_of(colour: str) -> str:
    """Return the CSS that sets the school's tones for a light and a dark page.

    Raises ValueError where the colour is not written #rrggbb.
    """
    light, dark = (_tones(_school(colour), *page) for page in _PAGES)
    return f"{light}\n@media (prefers-color-scheme: dark) {{ {dark} }}\n"


def picture_tones(colour: str) -> tuple[str, str]:
    """Return the school's colour (#rrggbb) as it can be read in a picture on a light and on a dark page.

    Raises ValueError as `tones_of` does.
    """
    light, dark = (_css(_tone(_school(colour), *page)) for page in _PAGES)
    return light, dark


def _school(colour: str) -> _Colour:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise ValueError(f'"{colour}" is no colour; write it as "#1d4e89"')
    red, green, blue = (value / 255 for value in bytes.fromhex(colour[1:]))
    return _unalarming((red, green, blue))


def _unalarming(colour: _Colour) -> _Colour:
    """Deepen a red school's red to wine: across a classroom red means that something is wrong."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*colour)
    red = abs((hue + 0.5) % 1 - 0.5) < _RED_HUES and saturation > _VIVID and lightness < _PINK
    return colorsys.hls_to_rgb(hue, min(lightness, _WINE), saturation) if red else colour


def _tones(school: _Colour, surface: _Colour, end: _Colour) -> str:
    """Write the school's colour as it can be read on the surface, and as a fill with the text on it."""
    tone = _tone(school, surface, end)
    fill = school if _contrast(school, surface) >= _VISIBLE else tone
    on_fill = _WHITE if _contrast(_WHITE, fill) >= _READABLE else _BLACK
    return f":root {{ --tone: {_css(tone)}; --fill: {_css(fill)}; --on-fill: {_css(on_fill)}; }}"


def _tone(school: _Colour, surface: _Colour, end: _Colour) -> _Colour:
    """Return the school's colour, as far towards an end as it takes to be read on a surface."""
    mixes = (_mix(school, end, step / 64) for step in range(65))
    return next(mix for mix in mixes if _contrast(mix, surface) >= _READABLE)


def _mix(colour: _Colour, end: _Colour, share: float) -> _Colour:
    red, green, blue = (round(255 * (a + (b - a) * share)) / 255 for a, b in zip(colour, end, strict=True))
    return red, green, blue


def _contrast(one: _Colour, other: _Colour) -> float:
    """Return the ratio from 1 to 21 (WCAG 2.2, "contrast ratio")."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: _Colour) -> float:
    """Return the relative luminance, by the figures of WCAG 2.2."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)  # noqa: PLR2004
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _css(colour: _Colour) -> str:
    return "#" + bytes(round(255 * value) for value in colour).hex()
