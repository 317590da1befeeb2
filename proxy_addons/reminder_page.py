"""What staff see when they open a listed platform in working time, as bytes.

Made for a classroom's projector. All files are read when this is imported; nothing here touches a disk later.
"""

import colorsys
import re
from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType

import jinja2
import msgspec

from school_policy.vocabulary import REMINDER_HOST, Choice

HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": "no-store",
        # "no-referrer" would send `Origin: null` with the form, and its Origin is what proves it ours.
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        # No form-action: Chromium applies it to the 303 too, and would stop it after the choice is made.
        "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
        "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    }
)
"""The headers of every page of the reminder's host; its static files differ in the Content-Type alone."""


class ChannelLine(msgspec.Struct, frozen=True, kw_only=True):
    """An official channel that is open today, and the roles that may post there."""

    name: str
    roles: tuple[str, ...]


class ContactLine(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to tell about what, and how."""

    about: str
    who: str
    how: str


class ReminderView(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that differs from one reminder to the next."""

    school: str
    time: str
    """As people read it: 10:42."""
    platform: str
    platform_name: str
    token: str
    """Stands for the address that was wanted; empty where none is known."""
    start_page: str
    """The http or https URL that Go back leads to where it cannot go back in the history."""
    back_in_history: bool
    """Whether the page before was an unlisted site (a listed one could come back without a request)."""
    form_lost: bool
    """Whether a form was being sent: it is not, and the page says so."""
    channels: tuple[ChannelLine, ...]
    own_time_minutes: int
    own_time_next: str
    """A ready sentence, or empty."""
    contacts: tuple[ContactLine, ...]


class StaticFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file beside the page, as it is sent."""

    body: bytes
    content_type: str


_WORDS_IN_VIEW = 25  # what a class may read at a glance
_FIXED_WORDS = 20  # the question 10, "Go back" 2, "Carry on to …, it's for work" 6, "More choices" 2
_FORM_LOST_WORDS = 3

_TEMPLATES = jinja2.Environment(
    loader=jinja2.PackageLoader("proxy_addons"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_REMINDER = _TEMPLATES.get_template("reminder.html")
_NOT_ACCEPTED = _TEMPLATES.get_template("not_accepted.html")
_SET_ASIDE = _TEMPLATES.get_template("set_aside.html")
_STYLE = files("proxy_addons").joinpath("static", "reminder.css").read_text("utf-8")
_SCRIPT = files("proxy_addons").joinpath("static", "reminder.js").read_bytes()


def render(view: ReminderView) -> bytes:
    """Return the reminder as UTF-8 HTML; raise ValueError where the start page is no web address."""
    start_page = _web_address(view.start_page)
    names = f"{view.platform_name} {view.school}".split()
    words = _FIXED_WORDS + _FORM_LOST_WORDS * view.form_lost + len(names)
    show_school = words <= _WORDS_IN_VIEW  # else its name stands in the title and under "More choices"
    return _REMINDER.render(view=view, start_page=start_page, show_school=show_school, Choice=Choice).encode()


def not_accepted_page(start_page: str) -> bytes:
    """Return the answer to a form that did not come from the reminder."""
    return _NOT_ACCEPTED.render(start_page=_web_address(start_page)).encode()


def set_aside_body(platform: str) -> bytes:
    """Return the body of the 403 to background traffic; a service worker that navigates is led on by it."""
    return _SET_ASIDE.render(reminder=f"https://{REMINDER_HOST}/", platform=platform).encode()


def static_files(colour: str) -> Mapping[str, StaticFile]:
    """Return what the pages load, by path; raise ValueError where the colour is not written #rrggbb."""
    return {
        "/reminder.css": StaticFile(body=stylesheet(colour), content_type="text/css; charset=utf-8"),
        "/reminder.js": StaticFile(body=_SCRIPT, content_type="text/javascript; charset=utf-8"),
    }


type _Colour = tuple[float, float, float]
_BLACK, _WHITE = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)
# What text stands on: the darkest light surface and the lightest dark one of reminder.css.
_PAPER, _NIGHT = (250 / 255, 249 / 255, 245 / 255), (36 / 255, 39 / 255, 46 / 255)
_READABLE = 4.5  # WCAG 2.2, 1.4.3
_RED_HUES, _VIVID, _PINK, _WINE = 0.055, 0.45, 0.75, 0.28  # either side of hue 0; saturation; lightness twice
_VISIBLE = 1.25  # keeps a school's yellow as it is, and a white button from vanishing on white paper


def stylesheet(colour: str) -> bytes:
    """Return the style with the school's colour in it, for the page's own policy refuses any inline style.

    Raises ValueError where the colour is not written #rrggbb.
    """
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise ValueError(f'"{colour}" is no colour; write it as "#1d4e89"')
    red, green, blue = (value / 255 for value in bytes.fromhex(colour[1:]))
    school = _unalarming((red, green, blue))
    light, dark = (_tones(school, *page) for page in ((_PAPER, _BLACK), (_NIGHT, _WHITE)))
    return f"{light}\n@media (prefers-color-scheme: dark) {{ {dark} }}\n{_STYLE}".encode()


def _unalarming(colour: _Colour) -> _Colour:
    """Deepen a red school's red to wine: across a classroom red means that something is wrong."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*colour)
    red = abs((hue + 0.5) % 1 - 0.5) < _RED_HUES and saturation > _VIVID and lightness < _PINK
    return colorsys.hls_to_rgb(hue, min(lightness, _WINE), saturation) if red else colour


def _tones(school: _Colour, surface: _Colour, end: _Colour) -> str:
    """Write the school's colour as it can be read on the surface, and as a fill with the text on it."""
    mixes = (_mix(school, end, step / 64) for step in range(65))
    tone = next(mix for mix in mixes if _contrast(mix, surface) >= _READABLE)
    fill = school if _contrast(school, surface) >= _VISIBLE else tone
    on_fill = _WHITE if _contrast(_WHITE, fill) >= _READABLE else _BLACK
    return f":root {{ --tone: {_css(tone)}; --fill: {_css(fill)}; --on-fill: {_css(on_fill)}; }}"


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


def _web_address(url: str) -> str:
    """Return the URL as it came: a link to `javascript:` or to nowhere must not stand on the page."""
    if not re.match(r"https?://[^/\s]", url):
        raise ValueError(f'"{url}" is no web address; write it as "https://www.school.example/"')
    return url
