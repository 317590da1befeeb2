"""GET /summary: the released weeks, for the Headteacher."""

import datetime as dt
from functools import partial

from aiohttp import web

from advisory_server.keys import IN_FORCE, NOW, STORE
from advisory_server.pages.pause_words import pause_sentence
from advisory_server.pages.released_table import COLUMNS, WHY_HIDDEN, first_release, sentence, week_rows
from advisory_server.pages.render import render
from advisory_server.pages.review_words import review_lines
from advisory_server.pausing import PAUSING
from advisory_server.store.database import Connection
from advisory_server.store.releases import ReleasedWeek, begin, released_weeks
from school_policy.period import week_of

_RECENT = 12
"""Weeks in the first table: about a term. Earlier ones stand in a second."""


async def summary(request: web.Request) -> web.Response:
    """Show the released weeks, for the Headteacher."""
    school = request.app[IN_FORCE].school
    today = request.app[NOW]().astimezone(school.zone).date()
    weeks, began = await request.app[STORE].run(partial(_read, this_week=week_of(today)))
    return render(
        request,
        "summary.html",
        sentence=sentence(weeks[0]) if weeks else first_release(began, school.zone),
        columns=COLUMNS,
        recent=week_rows(weeks[:_RECENT]),
        earlier=week_rows(weeks[_RECENT:]),
        not_shown=WHY_HIDDEN,
        reviews=review_lines(school.policy, today),
        paused=pause_sentence(request.app[PAUSING].in_force(), school.zone),
    )


def _read(connection: Connection, this_week: dt.date) -> tuple[tuple[ReleasedWeek, ...], dt.date]:
    return released_weeks(connection), begin(connection, this_week)
