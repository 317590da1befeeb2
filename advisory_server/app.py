"""The application: its parts put together."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import aiohttp_jinja2
import jinja2
from aiohttp import web

from advisory_server.accounts.set_up_accounts import set_up_accounts
from advisory_server.counting import set_up_counting
from advisory_server.devices_go_by import set_up_devices_go_by
from advisory_server.keys import IN_FORCE, NOW, OPTIONS, PAC, STORE
from advisory_server.list_keeping import LISTS, ListKeeper
from advisory_server.middleware import MIDDLEWARES, security_headers
from advisory_server.pages.figure_pages import set_up_figures
from advisory_server.pages.lists.import_form import LOOKING
from advisory_server.pausing import set_up_pausing
from advisory_server.publishing import set_up_publishing
from advisory_server.routes import add_routes
from advisory_server.school import InForce
from advisory_server.settings import Now, ServerOptions
from advisory_server.store.database import Store

_TEMPLATES = Path(__file__).parent / "templates"


def build_app(  # noqa: PLR0913, PLR0917 (what it is made of)
    options: ServerOptions,
    store: Store,
    in_force: InForce,
    now: Now,
    pac: Callable[[], str] | None = None,
    lists: ListKeeper | None = None,
) -> web.Application:
    """Put one application together around an open store; the caller closes the store."""
    app = web.Application(middlewares=MIDDLEWARES, client_max_size=options.limits.body_bytes)
    app[OPTIONS], app[STORE], app[IN_FORCE], app[NOW], app[PAC] = options, store, in_force, now, pac
    app[LISTS], app[LOOKING] = lists, asyncio.Lock()
    aiohttp_jinja2.setup(
        app, loader=jinja2.FileSystemLoader(_TEMPLATES), undefined=jinja2.StrictUndefined, auto_reload=False
    )
    app.on_response_prepare.append(security_headers(secure=options.secure))
    set_up_counting(app)
    set_up_accounts(app)
    set_up_pausing(app)
    set_up_publishing(app)
    set_up_devices_go_by(app)
    set_up_figures(app)
    add_routes(app)
    return app
