"""What the application holds for its handlers, by typed keys."""

from collections.abc import Callable

from aiohttp import web

from advisory_server.accounts.passwords import Passwords
from advisory_server.accounts.rate_limit import Tries
from advisory_server.accounts.signed_in import SignedIn
from advisory_server.school import InForce
from advisory_server.settings import Now, ServerOptions
from advisory_server.store.database import Store

NOW: web.AppKey[Now] = web.AppKey("now")
OPTIONS = web.AppKey("options", ServerOptions)
IN_FORCE = web.AppKey("in_force", InForce)
STORE = web.AppKey("store", Store)
PAC: web.AppKey[Callable[[], str] | None] = web.AppKey("pac")
"""Returns the PAC in force, where the server has one to give."""

PASSWORDS = web.AppKey("passwords", Passwords)
TRIES = web.AppKey("tries", Tries)
FORM_KEY = web.AppKey("form_key", bytes)
"""What the forms of people who are not signed in are signed with; new with each start."""

SIGNED_IN: web.RequestKey[SignedIn | None] = web.RequestKey("signed_in", SignedIn)
"""Who asks; None for somebody not signed in; missing where nobody looked."""
