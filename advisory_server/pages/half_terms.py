"""The released half-terms: a page each, with every platform; for the Headteacher, and staff if they are let."""

import datetime as dt
from dataclasses import dataclass
from functools import partial

from aiohttp import web
from markupsafe import Markup

from advisory_server.figures.coverage import coming_half_term, first_half_term, half_term_facts
from advisory_server.figures.half_term import (
    Listed,
    days_words,
    half_term_alt,
    half_term_answer,
    half_term_cells,
    half_term_picture,
    platform_lists,
    platforms_shown,
)
from advisory_server.keys import IN_FORCE, STORE
from advisory_server.pages.addresses import day_in
from advisory_server.pages.date_words import date_words
from advisory_server.pages.figure_views import picture_view
from advisory_server.pages.main_parts import MAIN_PARTS, OWN, MainPart, Place, written
from advisory_server.pages.render import render
from advisory_server.school import School
from advisory_server.store.database import Connection
from advisory_server.store.released_parts import (
    Newest,
    half_terms_between,
    newest_releases,
    released_half_term_days,
)
from advisory_server.store.releases import ReleasedHalfTerm
from school_policy.half_term import HalfTerm

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfTermPage:
    """The page of one half-term, or what is said where none was released."""

    main: MainPart
    others: tuple[tuple[dt.date, str], ...]
    """The other released half-terms, the newest first."""


async def half_terms(request: web.Request) -> web.Response:
    """Show the newest half-term to the Headteacher."""
    return render(request, "half_term.html", place=OWN, page=await half_term_page(request, OWN))


async def half_term(request: web.Request) -> web.Response:
    """Show one half-term to the Headteacher. Raises HTTPNotFound."""
    return render(request, "half_term.html", place=OWN, page=await half_term_page(request, OWN, day_in(request)))


async def half_term_page(request: web.Request, place: Place, first: dt.date | None = None) -> HalfTermPage:
    """Return the page of a half-term, by its first day, or of the newest. Raises HTTPNotFound and StoreError."""
    store, school = request.app[STORE], request.app[IN_FORCE].school
    newest, days = await store.run(_read)
    if first is None:
        first = newest.half_term
    elif first not in days:
        raise web.HTTPNotFound
    key = ("half-term", place, first, newest)
    main = request.app[MAIN_PARTS].get(school, key)
    if main is None:
        released = await store.run(partial(released_half_term, first=first)) if first else None
        coming = coming_half_term(school.dimensions.half_terms, newest.week)
        html = _main(request, place, released, coming) if released else _none_yet(request, coming)
        main = request.app[MAIN_PARTS].keep(school, key, MainPart(html=html))
    others = tuple((day, f"from {date_words(day)}") for day in days if day != first)
    return HalfTermPage(main=main, others=others)


def released_half_term(connection: Connection, first: dt.date) -> ReleasedHalfTerm | None:
    """Return the released half-term with this first day."""
    return next(iter(half_terms_between(connection, first, first + _DAY)), None)


def listed_in(school: School) -> Listed:
    """Return the policy's platforms by their ids."""
    return {platform.id: platform for platform in school.policy.platforms}


def _main(request: web.Request, place: Place, released: ReleasedHalfTerm, coming: HalfTerm | None) -> Markup:
    school = request.app[IN_FORCE].school
    listed = listed_in(school)
    name = f"{released.first_day.isoformat()}-half-term"
    return written(
        request,
        "half_term_figures.html",
        place=place,
        days=days_words(released),
        answer=half_term_answer(released),
        shown=platforms_shown(released, listed),
        picture=picture_view(name, half_term_alt(released), half_term_picture(released)),
        cells=half_term_cells(released),
        kinds=platform_lists(released, listed),
        coverage=half_term_facts(released, coming, school.zone),
    )


def _none_yet(request: web.Request, coming: HalfTerm | None) -> Markup:
    zone = request.app[IN_FORCE].school.zone
    return written(request, "half_term_none.html", sentence=first_half_term(coming, zone))


def _read(connection: Connection) -> tuple[Newest, tuple[dt.date, ...]]:
    return newest_releases(connection), released_half_term_days(connection)
