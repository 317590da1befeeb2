"""GET /summary/weeks.csv and half-terms.csv: every released row, as text, and nothing that was not released."""

import datetime as dt

from aiohttp import web

from advisory_server.figures.csv_text import half_terms_csv, weeks_csv
from advisory_server.keys import IN_FORCE, STORE
from advisory_server.pages.half_terms import listed_in
from advisory_server.store.released_parts import half_terms_between, weeks_between

_EVER = (dt.date.min, dt.date.max)


async def download_weeks(request: web.Request) -> web.Response:
    """Send all released weeks."""
    weeks = await request.app[STORE].run(lambda connection: weeks_between(connection, *_EVER))
    return _file("weeks.csv", weeks_csv(weeks))


async def download_half_terms(request: web.Request) -> web.Response:
    """Send all released half-terms."""
    half_terms = await request.app[STORE].run(lambda connection: half_terms_between(connection, *_EVER))
    return _file("half-terms.csv", half_terms_csv(half_terms, listed_in(request.app[IN_FORCE].school)))


def _file(name: str, body: bytes) -> web.Response:
    headers = {"Content-Type": "text/csv; charset=utf-8", "Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(body=body, headers=headers)
