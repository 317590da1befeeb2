"""GET /api/v1/policy: what a device asks every minute. From memory alone, and without a line in the log."""

import msgspec
from aiohttp import web

from advisory_server.keys import IN_FORCE
from advisory_server.on_site import is_on_site
from advisory_server.pausing import PAUSING
from school_policy.standing import Standing


class PolicyAnswer(Standing, frozen=True, kw_only=True):
    """The whole answer. What is added to it is let be by older devices."""


async def policy(request: web.Request) -> web.Response:
    """Say whether whoever asks is at school, and whether reminders are paused."""
    pause = request.app[PAUSING].in_force()
    answer = PolicyAnswer(
        on_site=is_on_site(_peer(request), request.app[IN_FORCE].school.networks),
        paused_until=pause.until if pause else None,
    )
    return web.Response(
        body=msgspec.json.encode(answer), content_type="application/json", headers={"Cache-Control": "no-store"}
    )


def _peer(request: web.Request) -> str:
    """Return the address at the other end of the connection: headers may say what they like."""
    peer = request.transport.get_extra_info("peername") if request.transport else None
    return str(peer[0]) if peer else ""
