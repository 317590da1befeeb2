"""What every page of figures is made from: which releases there are, and their main part."""

from dataclasses import dataclass
from functools import partial

from aiohttp import web

from advisory_server.charts.gallery import GALLERY, Gallery
from advisory_server.figures.coverage import coverage_facts
from advisory_server.figures.sentences import answer, more
from advisory_server.figures.year import ReleasedYear, first_week, school_year_of, year_words
from advisory_server.keys import IN_FORCE, STORE
from advisory_server.pages.figure_views import section_views
from advisory_server.pages.main_parts import MAIN_PARTS, MainPart, MainParts, Place, written
from advisory_server.store.database import Connection
from advisory_server.store.figures_link import figures_token
from advisory_server.store.notes import Notes, notes_between
from advisory_server.store.released_parts import Newest, newest_releases, weeks_between


@dataclass(frozen=True, slots=True, kw_only=True)
class YearPage:
    """One school year's page, as far as it comes from releases and the Headteacher's own notes."""

    year: int
    newest: Newest
    token: str | None
    """That of the link for staff, for the Headteacher alone."""
    main: MainPart

    @property
    def words(self) -> str:
        """How the school year is called."""
        return year_words(self.year)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What a page asks of the database where its main part is kept."""

    newest: Newest
    year: int | None
    notes: Notes
    token: str | None


def set_up_figures(app: web.Application) -> None:
    """Give the application what its pages of figures keep. Nothing is drawn or imported before it is asked for."""
    app[MAIN_PARTS], app[GALLERY] = MainParts(), Gallery()
    app.on_cleanup.append(_close)


async def year_page(request: web.Request, place: Place, year: int | None = None) -> YearPage | None:
    """Return the page of a school year, or of the newest; None where it has no release. Raises StoreError."""
    known = await request.app[STORE].run(partial(_read, year=year, own=place.own))
    if known.year is None:
        return None
    main = await _main(request, place, known, known.year)
    if main is None:
        return None
    return YearPage(year=known.year, newest=known.newest, token=known.token, main=main)


def released_year(connection: Connection, year: int) -> ReleasedYear | None:
    """Return what was released of a school year, if anything was."""
    weeks = weeks_between(connection, first_week(year), first_week(year + 1))
    return ReleasedYear(year=year, weeks=weeks) if weeks else None


async def _main(request: web.Request, place: Place, known: _Known, number: int) -> MainPart | None:
    school, parts = request.app[IN_FORCE].school, request.app[MAIN_PARTS]
    key = ("year", place, number, known.newest, known.notes)
    kept = parts.get(school, key)
    if kept is not None:
        return kept
    year = await request.app[STORE].run(partial(released_year, year=number))
    if year is None:
        return None
    html = written(
        request,
        "figures.html",
        place=place,
        answer=answer(year.newest),
        more=more(year),
        sections=section_views(year, known.notes),
        coverage=coverage_facts(year, school.zone),
        other_years=_other_years(known.newest, number),
    )
    return parts.keep(school, key, MainPart(html=html, weeks=tuple(week.week for week in year.weeks)))


def _read(connection: Connection, year: int | None, *, own: bool) -> _Known:
    newest = newest_releases(connection)
    if year is None and newest.week is not None:
        year = school_year_of(newest.week)
    notes = notes_between(connection, first_week(year), first_week(year + 1)) if own and year else ()
    token = figures_token(connection) if own else None
    return _Known(newest=newest, year=year, notes=notes, token=token)


def _other_years(newest: Newest, shown: int) -> tuple[tuple[int, str], ...]:
    """Return the other school years from the first release on, and how they are called, the newest first."""
    if newest.first_week is None or newest.week is None:
        return ()
    years = range(school_year_of(newest.week), school_year_of(newest.first_week) - 1, -1)
    return tuple((year, year_words(year)) for year in years if year != shown)


async def _close(app: web.Application) -> None:
    app[GALLERY].close()
