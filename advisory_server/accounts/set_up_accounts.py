"""What knows people, put together for one application."""

import secrets

from aiohttp import web

from advisory_server.accounts.passwords import Passwords
from advisory_server.accounts.rate_limit import Tries
from advisory_server.accounts.repeats import REPEATS, Repeats
from advisory_server.keys import FORM_KEY, PASSWORDS, TRIES


def set_up_accounts(app: web.Application) -> None:
    """Give the application what its sign-in needs, and end it with the application."""
    app[PASSWORDS] = Passwords()
    app[TRIES] = Tries()
    app[REPEATS] = Repeats()
    app[FORM_KEY] = secrets.token_bytes(32)
    app.on_cleanup.append(_close)


async def _close(app: web.Application) -> None:
    app[PASSWORDS].close()
