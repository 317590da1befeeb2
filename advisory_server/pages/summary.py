"""GET /summary and its years: the released weeks, for the Headteacher."""

import datetime as dt
from functools import partial
from typing import Any

from aiohttp import web

from advisory_server.figures.sentences import first_release
from advisory_server.keys import IN_FORCE, NOW, STORE
from advisory_server.pages.addresses import year_in
from advisory_server.pages.date_words import date_words
from advisory_server.pages.figure_pages import YearPage, year_page
from advisory_server.pages.main_parts import OWN
from advisory_server.pages.notes import LONGEST_NOTE
from advisory_server.pages.pause_words import pause_sentence
from advisory_server.pages.render import render
from advisory_server.pages.review_words import review_lines
from advisory_server.pages.shared_figures import address_of
from advisory_server.pausing import PAUSING
from advisory_server.store.releases import begin
from school_policy.period import next_week, week_of


async def summary(request: web.Request) -> web.Response:
    """Show the newest school year's released weeks, and what is the Headteacher's to do."""
    page = await year_page(request, OWN)
    return await _before_any(request) if page is None else _shown(request, page)


async def summary_of_year(request: web.Request) -> web.Response:
    """Show the released weeks of one school year. Raises HTTPNotFound where there are none."""
    page = await year_page(request, OWN, year_in(request))
    if page is None:
        raise web.HTTPNotFound
    return _shown(request, page)


def _shown(request: web.Request, page: YearPage) -> web.Response:
    return render(
        request,
        "summary.html",
        **_always(request, _after(page)),
        page=page,
        weeks=[(week.isoformat(), date_words(week)) for week in page.main.weeks],
        longest=LONGEST_NOTE,
        link=address_of(request, page.token) if page.token else "",
    )


async def _before_any(request: web.Request) -> web.Response:
    """Say when the first release comes."""
    zone = request.app[IN_FORCE].school.zone
    today = request.app[NOW]().astimezone(zone).date()
    began = await request.app[STORE].run(partial(begin, week=week_of(today)))
    return render(
        request, "summary.html", **_always(request, today), page=None, nothing_yet=first_release(began, zone)
    )


def _always(request: web.Request, day: dt.date) -> dict[str, Any]:
    """Return what stands on the page whatever was released: reminders of reviews, as of a day, and the pause."""
    school = request.app[IN_FORCE].school
    return {
        "reviews": review_lines(school.policy, day),
        "paused": pause_sentence(request.app[PAUSING].in_force(), school.zone),
    }


def _after(page: YearPage) -> dt.date:
    """Return the day of the last release: nothing on the page changes between two of them."""
    if page.newest.week is None:
        raise AssertionError("a page of a year has releases")
    return next_week(page.newest.week)
