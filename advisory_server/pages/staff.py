"""GET /staff: the rule, in plain English."""

from aiohttp import web

from advisory_server.pages.render import render


async def staff(request: web.Request) -> web.Response:
    """Show the rule, in plain English."""
    return render(request, "staff.html")
