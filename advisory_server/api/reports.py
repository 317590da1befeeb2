"""POST /api/v1/reports: takes a device's report."""

from aiohttp import web


async def post_report(_request: web.Request) -> web.Response:
    """Take one report."""
    raise web.HTTPNotImplemented
