"""Pages from templates."""

from typing import Any

import aiohttp_jinja2
from aiohttp import web

from advisory_server.keys import IN_FORCE


def render(request: web.Request, template: str, *, status: int = 200, **values: Any) -> web.Response:
    """Return a page; every template knows the school's name beside its own values."""
    context = {"school": request.app[IN_FORCE].school.policy.school, **values}
    return aiohttp_jinja2.render_template(template, request, context, status=status)
