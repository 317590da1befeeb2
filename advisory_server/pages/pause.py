"""POST /pause and /pause/end: one press pauses all reminders until tomorrow, or takes that back."""

from aiohttp import web

from advisory_server.accounts.sign_in import see_other
from advisory_server.accounts.who_asks import who_asks
from advisory_server.pausing import PAUSING


async def pause(request: web.Request) -> web.Response:
    """Pause all reminders until the next midnight, and show the page that the button stood on."""
    who = who_asks(request)
    await request.app[PAUSING].begin(who)
    return see_other(who.role.home)


async def end_pause(request: web.Request) -> web.Response:
    """End the pause, and show the page that the button stood on."""
    who = who_asks(request)
    await request.app[PAUSING].end(who)
    return see_other(who.role.home)
