"""GET /: the way in."""

from aiohttp import web

from advisory_server.pages.render import render


async def front(request: web.Request) -> web.Response:
    """Show the way in."""
    return render(request, "front.html")
