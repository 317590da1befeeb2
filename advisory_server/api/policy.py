"""What a device asks for: how things stand, every minute, and a published document once. From memory alone."""

import msgspec
from aiohttp import ETag, web

from advisory_server.keys import IN_FORCE
from advisory_server.on_site import is_on_site
from advisory_server.pausing import PAUSING
from advisory_server.publishing import PUBLISHING
from school_policy.publication import Sealed
from school_policy.standing import Standing

_FOR_GOOD = "max-age=31536000, immutable"
"""A version never changes (RFC 8246)."""


class PolicyAnswer(Standing, frozen=True, kw_only=True):
    """The whole answer. What is added to it is let be by older devices."""

    published: Sealed | msgspec.UnsetType = msgspec.UNSET
    """What the server says of the version in force, as it was signed. Left out: nothing was published."""


async def policy(request: web.Request) -> web.Response:
    """Say whether whoever asks is at school, whether reminders are paused, and which version is in force."""
    pause = request.app[PAUSING].in_force()
    published = request.app[PUBLISHING].in_force
    answer = PolicyAnswer(
        on_site=is_on_site(_peer(request), request.app[IN_FORCE].school.networks),
        paused_until=pause.until if pause else None,
        published=published.sealed if published else msgspec.UNSET,
    )
    return web.Response(
        body=msgspec.json.encode(answer), content_type="application/json", headers={"Cache-Control": "no-store"}
    )


async def document(request: web.Request) -> web.Response:
    """Give the document of the version in force; of no other, as no device may take one."""
    published = request.app[PUBLISHING].in_force
    if published is None or request.match_info["version"] != str(published.statement.version):
        raise web.HTTPNotFound
    headers = {"Cache-Control": _FOR_GOOD, "ETag": f'"{published.statement.digest}"'}
    if ETag(value=published.statement.digest) in (request.if_none_match or ()):
        return web.Response(status=304, headers=headers)
    return web.Response(body=published.document, content_type="application/json", headers=headers)


def _peer(request: web.Request) -> str:
    """Return the address at the other end of the connection: headers may say what they like."""
    peer = request.transport.get_extra_info("peername") if request.transport else None
    return str(peer[0]) if peer else ""
