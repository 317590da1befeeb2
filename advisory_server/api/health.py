"""GET /healthz: is the server there."""

from aiohttp import web


async def healthz(_request: web.Request) -> web.Response:
    """Say that the loop turns."""
    return web.json_response({"status": "ok"})
