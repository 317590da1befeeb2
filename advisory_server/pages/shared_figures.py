"""The figures for staff: the Headteacher's switch, and /figures/{token}, which shows what was released.

The address is chance and nothing else opens it. Whoever has it can read the figures without signing in, until the
Headteacher takes the link away; one that is made later is another.
"""

import hmac
from collections.abc import Awaitable, Callable
from functools import partial

from aiohttp import web

from advisory_server.accounts.audit import do_and_note
from advisory_server.accounts.sign_in import see_other
from advisory_server.accounts.tokens import new_token
from advisory_server.accounts.who_asks import who_asks
from advisory_server.keys import NOW, STORE
from advisory_server.pages.addresses import day_in, year_in
from advisory_server.pages.figure_pages import year_page
from advisory_server.pages.half_terms import half_term_page
from advisory_server.pages.main_parts import Place
from advisory_server.pages.pictures import picture
from advisory_server.pages.render import render
from advisory_server.store.audit import Deed, What
from advisory_server.store.database import Connection
from advisory_server.store.figures_link import close_figures, figures_token, open_figures

_SHARED = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}
"""The address is the key: it goes to no other page, and into no index."""

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def address_of(request: web.Request, token: str) -> str:
    """Return the address to hand out, under the name by which this server was asked."""
    return f"{request.url.origin()}/figures/{token}"


async def share_figures(request: web.Request) -> web.Response:
    """Make the link; a second press changes nothing."""
    await _do(request, partial(open_figures, token=new_token()), What.FIGURES_SHOWN)
    return see_other("/summary#for-staff")


async def hide_figures(request: web.Request) -> web.Response:
    """Take the link away for good."""
    await _do(request, close_figures, What.FIGURES_HIDDEN)
    return see_other("/summary#for-staff")


async def _do(request: web.Request, work: Callable[[Connection], bool], what: What) -> None:
    """Do it, and note it where it changed anything."""
    deed = Deed(at=request.app[NOW](), who=who_asks(request).name, what=what)
    await do_and_note(request.app[STORE], work, lambda changed: deed if changed else None)


def _for_staff(handler: Handler) -> Handler:
    """Answer only under the address that is in force, and keep it from everybody else. Raises HTTPNotFound."""

    async def answer(request: web.Request) -> web.StreamResponse:
        token = await request.app[STORE].run(figures_token)
        given = request.match_info["token"].encode("utf-8", "surrogateescape")
        if token is None or not hmac.compare_digest(token.encode(), given):
            raise web.HTTPNotFound
        response = await handler(request)
        response.headers.update(_SHARED)
        return response

    return answer


def _place(request: web.Request) -> Place:
    return Place(path=f"/figures/{request.match_info['token']}", own=False)


async def _newest_year(request: web.Request) -> web.Response:
    place = _place(request)
    return render(request, "figures_for_staff.html", place=place, page=await year_page(request, place))


async def _one_year(request: web.Request) -> web.Response:
    place = _place(request)
    page = await year_page(request, place, year_in(request))
    if page is None:
        raise web.HTTPNotFound
    return render(request, "figures_for_staff.html", place=place, page=page)


async def _newest_half_term(request: web.Request) -> web.Response:
    place = _place(request)
    return render(request, "half_term.html", place=place, page=await half_term_page(request, place))


async def _one_half_term(request: web.Request) -> web.Response:
    place = _place(request)
    return render(
        request, "half_term.html", place=place, page=await half_term_page(request, place, day_in(request))
    )


staff_year = _for_staff(_newest_year)
staff_one_year = _for_staff(_one_year)
staff_half_term = _for_staff(_newest_half_term)
staff_one_half_term = _for_staff(_one_half_term)
staff_picture = _for_staff(picture)
