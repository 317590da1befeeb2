"""What staff see when they open a listed platform in working time, as bytes.

Made for a classroom's projector, in each language that has a catalogue. Files are read when this is imported and
templates compiled when a language is made ready; nothing here touches a disk while a page is made.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

import msgspec

from proxy_addons.language import ENGLISH, Language
from proxy_addons.page_templates import templates_in
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
    why_url: str = ""
    """Its page that says why the reminder comes up, for any site; empty where there is no server."""


_BARE = ReminderView(
    school="",
    time="10:42",
    platform="",
    platform_name="word",
    token="",
    start_page="",
    back_in_history=False,
    form_lost=False,
    channels=(),
    own_time_minutes=15,
    own_time_next="",
    contacts=(),
    what_we_count_url="",
)
_BARE_AND_LOST = msgspec.structs.replace(_BARE, form_lost=True)


class StaticFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file beside the page, as it is sent."""

    body: bytes
    content_type: str


_WORDS_IN_VIEW = 25  # what a class may read at a glance
_STYLE = files("proxy_addons").joinpath("static", "reminder.css").read_text("utf-8")
_SCRIPT = files("proxy_addons").joinpath("static", "reminder.js").read_bytes()


class _Pages:
    """The pages of the reminder's host in one language."""

    def __init__(self, language: Language) -> None:
        templates = templates_in(language)
        self._reminder = templates.get_template("reminder.html")
        self._plain, self._form_lost = (_words_in_view(self._write(view)) for view in (_BARE, _BARE_AND_LOST))
        self.not_accepted = templates.get_template("not_accepted.html")
        self.set_aside = templates.get_template("set_aside.html")

    def reminder(self, view: ReminderView) -> str:
        """Name the school in the first view where 25 words allow it, else in the title and at the end alone."""
        words = self._form_lost if view.form_lost else self._plain
        words += len(f"{view.platform_name} {view.school}".split()) - 1  # one word stands for the platform there
        return self._write(view, show_school=words <= _WORDS_IN_VIEW)

    def _write(self, view: ReminderView, *, show_school: bool = False) -> str:
        return self._reminder.render(view=view, start_page=view.start_page, show_school=show_school, Choice=Choice)


@lru_cache(maxsize=256)  # more than any school speaks
def _pages_in(language: Language) -> _Pages:
    return _Pages(language)


def make_ready(languages: Iterable[Language]) -> None:
    """Compile the pages in each language, which takes some milliseconds, before anybody waits for one."""
    for language in languages:
        _pages_in(language)


def render(view: ReminderView, language: Language = ENGLISH) -> bytes:
    """Return the reminder as UTF-8 HTML; raise ValueError where a page that it leads to is no web address."""
    _check_web_address(view.start_page)
    for url in filter(None, (view.what_we_count_url, view.why_url)):
        _check_web_address(url)
    return _pages_in(language).reminder(view).encode()


def not_accepted_page(start_page: str, language: Language = ENGLISH) -> bytes:
    """Return the answer to a form that did not come from the reminder."""
    _check_web_address(start_page)
    return _pages_in(language).not_accepted.render(start_page=start_page).encode()


@lru_cache(maxsize=256)
def set_aside_body(platform: str, language: Language = ENGLISH) -> bytes:
    """Return the body of the 403 to background traffic; a service worker that navigates is led on by it."""
    page = _pages_in(language).set_aside
    return page.render(reminder=f"https://{REMINDER_HOST}/", platform=platform).encode()


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


def _words_in_view(page: str) -> int:
    """Count the words of a page that are seen before "More choices" is opened."""
    return len(re.sub(r"<[^>]*>", "", page.partition("<main>")[2].partition("</summary>")[0]).split())


def _check_web_address(url: str) -> None:
    """Refuse what is none: a link to `javascript:` or to nowhere must not stand on the page."""
    if not re.match(r"https?://[^/\s]", url):
        raise ValueError(f'"{url}" is no web address; write it as "https://www.school.example/"')
