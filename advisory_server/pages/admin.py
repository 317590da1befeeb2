"""GET /admin: devices and wrongly listed platforms, for the IT admin."""

from aiohttp import web

from advisory_server.pages.render import render


async def admin(request: web.Request) -> web.Response:
    """Show devices and wrongly listed platforms, for the IT admin."""
    return render(request, "admin.html")
