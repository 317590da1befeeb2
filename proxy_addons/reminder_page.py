"""What staff see when they open a listed platform in working time, as bytes.

Made for a classroom's projector. All files are read when this is imported; nothing here touches a disk later.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

import jinja2
import msgspec

from school_policy.school_colour import palette_of
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
    what_we_count_url: str
    """The page of the school's server that says what is counted; empty where nothing is."""


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
    auto_reload=False,  # else every page looks at the disk
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
    """Return the reminder as UTF-8 HTML; raise ValueError where a page that it leads to is no web address."""
    start_page = _web_address(view.start_page)
    if view.what_we_count_url:
        _web_address(view.what_we_count_url)
    names = f"{view.platform_name} {view.school}".split()
    words = _FIXED_WORDS + _FORM_LOST_WORDS * view.form_lost + len(names)
    show_school = words <= _WORDS_IN_VIEW  # else its name stands in the title and under "More choices"
    return _REMINDER.render(view=view, start_page=start_page, show_school=show_school, Choice=Choice).encode()


def not_accepted_page(start_page: str) -> bytes:
    """Return the answer to a form that did not come from the reminder."""
    return _NOT_ACCEPTED.render(start_page=_web_address(start_page)).encode()


@lru_cache(maxsize=64)
def set_aside_body(platform: str) -> bytes:
    """Return the body of the 403 to background traffic; a service worker that navigates is led on by it."""
    return _SET_ASIDE.render(reminder=f"https://{REMINDER_HOST}/", platform=platform).encode()


def static_files(colour: str) -> Mapping[str, StaticFile]:
    """Return what the pages load, by path; raise ValueError where the colour is not written #rrggbb."""
    return {
        "/reminder.css": StaticFile(body=stylesheet(colour), content_type="text/css; charset=utf-8"),
        "/reminder.js": StaticFile(body=_SCRIPT, content_type="text/javascript; charset=utf-8"),
    }


@lru_cache(maxsize=4)
def stylesheet(colour: str) -> bytes:
    """Return the style with the school's colour in it, for the page's own policy refuses any inline style.

    Raises ValueError where the colour is not written #rrggbb.
    """
    return f"{palette_of(colour)}{_STYLE}".encode()


def _web_address(url: str) -> str:
    """Return the URL as it came: a link to `javascript:` or to nowhere must not stand on the page."""
    if not re.match(r"https?://[^/\s]", url):
        raise ValueError(f'"{url}" is no web address; write it as "https://www.school.example/"')
    return url
