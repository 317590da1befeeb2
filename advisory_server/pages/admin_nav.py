"""The IT admin's pages in the order of their navigation: the one place that names them all."""

from aiohttp import web

from advisory_server.accounts.role import Role
from advisory_server.keys import SIGNED_IN
from advisory_server.list_keeping import LISTS

ADMIN_PAGES: tuple[tuple[str, str], ...] = (
    ("/admin", "Today"),
    ("/admin/platforms", "Platforms"),
    ("/admin/lists", "Changes and publishing"),
    ("/admin/lists/import", "Import"),
    ("/admin/lists/history", "History"),
    ("/admin/devices", "Devices"),
    ("/admin/calendar", "Calendar"),
    ("/admin/channels", "Channels"),
    ("/admin/audit", "Audit"),
    ("/why", "Why?"),
)
"""Address and words. A page sets `here` to one of these addresses, and so has the navigation above it."""


def admin_pages(request: web.Request) -> tuple[tuple[str, str], ...]:
    """Return what the navigation offers whoever asks: pages that are there, and nothing but for the IT admin."""
    signed_in = request.get(SIGNED_IN)
    if signed_in is None or signed_in.role is not Role.IT_ADMIN:
        return ()
    there = {resource.canonical for resource in request.app.router.resources()}
    if request.app[LISTS] is None:
        there = {path for path in there if not path.startswith("/admin/lists")}  # nobody keeps them here
    return tuple(page for page in ADMIN_PAGES if page[0] in there)
