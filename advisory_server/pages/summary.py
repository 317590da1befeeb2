"""GET /summary: the released weeks, for the Headteacher."""

from aiohttp import web

from advisory_server.pages.render import render


async def summary(request: web.Request) -> web.Response:
    """Show the released weeks, for the Headteacher."""
    return render(request, "summary.html")
