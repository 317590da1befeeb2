"""The application: its parts put together."""

from pathlib import Path

import aiohttp_jinja2
import jinja2
from aiohttp import web

from advisory_server.accounts.set_up_accounts import set_up_accounts
from advisory_server.counting import set_up_counting
from advisory_server.keys import IN_FORCE, NOW, OPTIONS, STORE
from advisory_server.routes import ROUTES
from advisory_server.school import InForce
from advisory_server.settings import Now, ServerOptions
from advisory_server.store.database import Store

_TEMPLATES = Path(__file__).parent / "templates"


def build_app(options: ServerOptions, store: Store, in_force: InForce, now: Now) -> web.Application:
    """Put one application together around an open store; the caller closes the store."""
    app = web.Application(client_max_size=options.limits.body_bytes)
    app[OPTIONS], app[STORE], app[IN_FORCE], app[NOW] = options, store, in_force, now
    aiohttp_jinja2.setup(app, loader=jinja2.FileSystemLoader(_TEMPLATES), undefined=jinja2.StrictUndefined)
    set_up_counting(app)
    set_up_accounts(app)
    for route in ROUTES:
        app.router.add_route(route.method, route.path, route.handler)
    return app
