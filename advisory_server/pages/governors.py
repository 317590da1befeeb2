"""GET /summary/governors: the newest school year on one sheet of paper, without the Headteacher's notes."""

from aiohttp import web

from advisory_server.figures.columns import BACKGROUND, KINDS, TIMES
from advisory_server.figures.coverage import coverage_facts
from advisory_server.figures.pictures import year_alt, year_picture
from advisory_server.figures.sections import SECTIONS, Section
from advisory_server.figures.sentences import answer, more
from advisory_server.figures.tables import newest_cells
from advisory_server.figures.year import ReleasedYear, school_year_of, year_words
from advisory_server.keys import IN_FORCE, STORE
from advisory_server.pages.date_words import date_words
from advisory_server.pages.figure_pages import released_year
from advisory_server.pages.figure_views import PictureView, picture_view
from advisory_server.pages.main_parts import OWN
from advisory_server.pages.render import render
from advisory_server.store.database import Connection
from advisory_server.store.released_parts import newest_releases

_DRAWN = ("weeks", "chosen")
"""Sections with their pictures; the others stand as short tables of the newest week, or it would be two sheets."""
_TABLES = (("Kinds of site", KINDS), ("Time of day", TIMES), ("In the background", BACKGROUND))


async def governors(request: web.Request) -> web.Response:
    """Show the sheet. Raises HTTPNotFound before the first release."""
    year = await request.app[STORE].run(_read)
    if year is None:
        raise web.HTTPNotFound
    return render(
        request,
        "governors.html",
        place=OWN,
        year=year_words(year.year),
        answer=answer(year.newest),
        more=more(year),
        week=date_words(year.newest.week),
        pictures=[(SECTIONS[name].heading, _view(SECTIONS[name], year)) for name in _DRAWN],
        tables=[(heading, newest_cells(year, columns)) for heading, columns in _TABLES],
        coverage=coverage_facts(year, request.app[IN_FORCE].school.zone),
    )


def _view(section: Section, year: ReleasedYear) -> PictureView:
    return picture_view(f"{year.year}-{section.id}", year_alt(section, year), year_picture(section, year))


def _read(connection: Connection) -> ReleasedYear | None:
    newest = newest_releases(connection).week
    return released_year(connection, school_year_of(newest)) if newest else None
