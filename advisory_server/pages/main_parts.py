"""Main parts of pages with figures: written once a release, and kept by all that they were written from."""

import datetime as dt
from dataclasses import dataclass

import aiohttp_jinja2
from aiohttp import web
from markupsafe import Markup

from advisory_server.school import School

_MOST = 32
"""Main parts kept: those of five years, for the Headteacher and for staff, and of their half-terms."""

type Key = tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where pages of figures stand, and so for whom they are."""

    path: str
    """What their addresses begin with."""
    own: bool
    """Whether they are the Headteacher's own."""


OWN = Place(path="/summary", own=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class MainPart:
    """What a page says of releases, as HTML."""

    html: Markup
    weeks: tuple[dt.date, ...] = ()
    """The released weeks that it is about, the newest first."""


class MainParts:
    """Keeps main parts for as long as the same policy is in force."""

    def __init__(self) -> None:
        self._school: School | None = None
        self._kept: dict[Key, MainPart] = {}

    def get(self, school: School, key: Key) -> MainPart | None:
        """Return what was written from the same, if it is kept."""
        return self._kept.get(key) if school is self._school else None

    def keep(self, school: School, key: Key, main: MainPart) -> MainPart:
        """Keep one, in place of the oldest where there are many."""
        if school is not self._school:
            self._school, self._kept = school, {}
        while len(self._kept) >= _MOST:
            del self._kept[next(iter(self._kept))]
        self._kept[key] = main
        return main


MAIN_PARTS = web.AppKey("main_parts", MainParts)


def written(request: web.Request, template: str, **values: object) -> Markup:
    """Write a main part from its template."""
    return Markup(aiohttp_jinja2.get_env(request.app).get_template(template).render(values))  # noqa: S704 (escaped)
