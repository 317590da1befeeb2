"""GET …/pictures/{name}: one picture of released bands as SVG; for the Headteacher, and staff if they are let."""

import re
from functools import partial

from aiohttp import web

from advisory_server.charts.gallery import GALLERY
from advisory_server.charts.picture import Look, Picture
from advisory_server.figures.half_term import half_term_picture
from advisory_server.figures.pictures import year_picture
from advisory_server.figures.sections import SECTIONS
from advisory_server.keys import IN_FORCE, STORE
from advisory_server.pages.addresses import day_of, year_of
from advisory_server.pages.figure_pages import released_year
from advisory_server.pages.half_terms import released_half_term
from school_policy.school_colour import picture_tones

_NAME = re.compile(r"(?P<when>[\d-]+)-(?P<what>[a-z]+(?:-[a-z]+)?)-(?P<size>desk|phone)-(?P<tone>light|dark)\.svg")
_HALF_TERM = "half-term"


async def picture(request: web.Request) -> web.Response:
    """Show one picture, such as 2026-weeks-desk-light.svg. Raises HTTPNotFound."""
    named = _NAME.fullmatch(request.match_info["name"])
    if named is None:
        raise web.HTTPNotFound
    shown = await _picture(request, named["when"], named["what"])
    drawn = await request.app[GALLERY].svg(shown, _look(request, named["size"], named["tone"]))
    return web.Response(body=drawn, content_type="image/svg+xml")


async def _picture(request: web.Request, when: str, what: str) -> Picture:
    store = request.app[STORE]
    if what == _HALF_TERM:
        half_term = await store.run(partial(released_half_term, first=day_of(when)))
        if half_term is None:
            raise web.HTTPNotFound
        return half_term_picture(half_term)
    year = await store.run(partial(released_year, year=year_of(when))) if what in SECTIONS else None
    if year is None:
        raise web.HTTPNotFound
    return year_picture(SECTIONS[what], year)


def _look(request: web.Request, size: str, tone: str) -> Look:
    light, dark = picture_tones(request.app[IN_FORCE].school.policy.school.colour)
    is_dark = tone == "dark"
    return Look(wide=size == "desk", dark=is_dark, tone=dark if is_dark else light)
