"""Pages from templates."""

from typing import Any

import aiohttp_jinja2
from aiohttp import web

from advisory_server.keys import IN_FORCE, SIGNED_IN
from advisory_server.pages.admin_nav import admin_pages


def render(request: web.Request, template: str, *, status: int = 200, **values: Any) -> web.Response:
    """Return a page; every template knows the school and who is signed in beside its own values.

    `status` is the answer's; `signed_in` is None or has `name` and `role`; `csrf` is what a form of the signed
    in carries, else empty; `admin_pages` is the IT admin's navigation, empty for everybody else.
    """
    signed_in = request.get(SIGNED_IN)
    context = {
        "school": request.app[IN_FORCE].school.policy.school,
        "signed_in": signed_in,
        "csrf": "" if signed_in is None else signed_in.csrf,
        "admin_pages": admin_pages(request),
        "status": status,
        **values,
    }
    return aiohttp_jinja2.render_template(template, request, context, status=status)
