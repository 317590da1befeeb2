"""Who asks for a page that only those who are signed in may have."""

from aiohttp import web

from advisory_server.accounts.signed_in import SignedIn
from advisory_server.keys import SIGNED_IN


def who_asks(request: web.Request) -> SignedIn:
    """Return who is signed in."""
    who = request[SIGNED_IN]
    if who is None:
        raise AssertionError("the table of routes lets nobody in who is not signed in")
    return who
