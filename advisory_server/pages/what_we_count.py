"""GET /what-we-count: what is counted, and what never is."""

from aiohttp import web

from advisory_server.pages.render import render


async def what_we_count(request: web.Request) -> web.Response:
    """Show what is counted, and what never is."""
    return render(request, "what_we_count.html")
