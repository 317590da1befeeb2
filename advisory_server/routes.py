"""Every address of the server, and who may ask for it. Whatever is not here is refused."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from aiohttp import web

from advisory_server.accounts.role import Role
from advisory_server.accounts.set_up import set_up, set_up_page
from advisory_server.accounts.sign_in import sign_in, sign_in_page, sign_out
from advisory_server.api.health import healthz
from advisory_server.api.pac import proxy_pac
from advisory_server.api.policy import document, policy
from advisory_server.api.reports import post_report
from advisory_server.pages.admin import admin
from advisory_server.pages.audit import audit
from advisory_server.pages.calendar import calendar
from advisory_server.pages.channel_register import channels
from advisory_server.pages.devices import devices
from advisory_server.pages.downloads import download_half_terms, download_weeks
from advisory_server.pages.front import front
from advisory_server.pages.governors import governors
from advisory_server.pages.half_terms import half_term, half_terms
from advisory_server.pages.lists.change_form import change, change_page
from advisory_server.pages.lists.change_kinds import KINDS
from advisory_server.pages.lists.history import history_page, roll_back, version_page
from advisory_server.pages.lists.import_form import import_names, import_page
from advisory_server.pages.lists.overview import lists_page, publish, take_back
from advisory_server.pages.notes import note
from advisory_server.pages.pause import end_pause, pause
from advisory_server.pages.pictures import picture
from advisory_server.pages.platform_page import platform_page
from advisory_server.pages.platforms import platforms
from advisory_server.pages.shared_figures import (
    hide_figures,
    share_figures,
    staff_half_term,
    staff_one_half_term,
    staff_one_year,
    staff_picture,
    staff_year,
)
from advisory_server.pages.staff import staff
from advisory_server.pages.static import static
from advisory_server.pages.summary import summary, summary_of_year
from advisory_server.pages.what_we_count import what_we_count
from advisory_server.pages.why import ask_why, why
from advisory_server.pages.wrongly_listed import right

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Who(Enum):
    """Who may ask."""

    ANYBODY = auto()
    DEVICE = auto()
    """Its token is checked by the handler; a session is worth nothing to it."""
    HEADTEACHER = Role.HEADTEACHER
    IT_ADMIN = Role.IT_ADMIN


_SIGNED_IN = frozenset({Who.HEADTEACHER, Who.IT_ADMIN})


@dataclass(frozen=True, slots=True)
class Route:
    """One method of one address, who may ask for it, and what answers. GET answers HEAD too."""

    method: str
    path: str
    may: frozenset[Who]
    handler: Handler
    knows_people: bool = True
    """Whether the session is looked up: pages say who is signed in, files and machines do not care."""
    in_log: bool = True
    """Whether an answer that went well gets a line in the log: what devices send and ask in their rhythm does not,
    as a line would cost as much as the answer, and tell when devices speak."""
    is_upload: bool = False
    """Whether its form may carry a list, larger than any other body: read only once it is known who sends it."""
    leads_to_sign_in: bool = False
    """Whether a form sent after the session's end leads to signing in: where there is nothing left to be done."""

    def __post_init__(self) -> None:
        if not self.may:
            raise ValueError(f"{self.method} {self.path}: nobody may ask for it")
        if Who.DEVICE in self.may and len(self.may) > 1:
            raise ValueError(f"{self.method} {self.path}: what is for devices is for nobody else")
        if self.is_upload and not self.may <= _SIGNED_IN:
            raise ValueError(f"{self.method} {self.path}: only who is signed in may send so much")


def _to(*who: Who) -> frozenset[Who]:
    return frozenset(who)


ROUTES: tuple[Route, ...] = (
    Route("GET", "/", _to(Who.ANYBODY), front),
    Route("GET", "/healthz", _to(Who.ANYBODY), healthz, knows_people=False),
    Route("GET", "/proxy.pac", _to(Who.ANYBODY), proxy_pac, knows_people=False),
    Route("GET", "/static/{name}", _to(Who.ANYBODY), static, knows_people=False),
    Route("GET", "/staff", _to(Who.ANYBODY), staff),
    Route("GET", "/what-we-count", _to(Who.ANYBODY), what_we_count),
    Route("GET", "/why", _to(Who.ANYBODY), why),
    Route("POST", "/why", _to(Who.ANYBODY), ask_why),
    Route("GET", "/sign-in", _to(Who.ANYBODY), sign_in_page),
    Route("POST", "/sign-in", _to(Who.ANYBODY), sign_in),
    Route("POST", "/sign-out", _to(Who.HEADTEACHER, Who.IT_ADMIN), sign_out, leads_to_sign_in=True),
    Route("GET", "/set-up/{token}", _to(Who.ANYBODY), set_up_page),
    Route("POST", "/set-up/{token}", _to(Who.ANYBODY), set_up),
    Route("GET", "/summary", _to(Who.HEADTEACHER), summary),
    Route("GET", "/summary/years/{year}", _to(Who.HEADTEACHER), summary_of_year),
    Route("GET", "/summary/half-terms", _to(Who.HEADTEACHER), half_terms),
    Route("GET", "/summary/half-terms/{day}", _to(Who.HEADTEACHER), half_term),
    Route("GET", "/summary/governors", _to(Who.HEADTEACHER), governors),
    Route("GET", "/summary/pictures/{name}", _to(Who.HEADTEACHER), picture),
    Route("GET", "/summary/weeks.csv", _to(Who.HEADTEACHER), download_weeks),
    Route("GET", "/summary/half-terms.csv", _to(Who.HEADTEACHER), download_half_terms),
    Route("POST", "/summary/notes", _to(Who.HEADTEACHER), note),
    Route("POST", "/summary/for-staff", _to(Who.HEADTEACHER), share_figures),
    Route("POST", "/summary/for-staff/end", _to(Who.HEADTEACHER), hide_figures),
    # By a link that is chance, and only while the Headteacher lets staff see the figures.
    Route("GET", "/figures/{token}", _to(Who.ANYBODY), staff_year, knows_people=False),
    Route("GET", "/figures/{token}/years/{year}", _to(Who.ANYBODY), staff_one_year, knows_people=False),
    Route("GET", "/figures/{token}/half-terms", _to(Who.ANYBODY), staff_half_term, knows_people=False),
    Route("GET", "/figures/{token}/half-terms/{day}", _to(Who.ANYBODY), staff_one_half_term, knows_people=False),
    Route("GET", "/figures/{token}/pictures/{name}", _to(Who.ANYBODY), staff_picture, knows_people=False),
    Route("GET", "/admin", _to(Who.IT_ADMIN), admin),
    Route("GET", "/admin/audit", _to(Who.IT_ADMIN), audit),
    Route("GET", "/admin/lists", _to(Who.IT_ADMIN), lists_page),
    Route("POST", "/admin/lists/take-back", _to(Who.IT_ADMIN), take_back),
    Route("POST", "/admin/lists/publish", _to(Who.IT_ADMIN), publish),
    *(
        Route("GET", kind.path, _to(Who.IT_ADMIN), change_page(kind)) for kind in KINDS
    ),  # add, exempt, remove, move
    *(Route("POST", kind.path, _to(Who.IT_ADMIN), change(kind)) for kind in KINDS),
    Route("GET", "/admin/lists/import", _to(Who.IT_ADMIN), import_page),
    Route("POST", "/admin/lists/import", _to(Who.IT_ADMIN), import_names, is_upload=True),
    Route("GET", "/admin/lists/history", _to(Who.IT_ADMIN), history_page),
    Route("GET", "/admin/lists/history/{version}", _to(Who.IT_ADMIN), version_page),
    Route("POST", "/admin/lists/history/{version}", _to(Who.IT_ADMIN), roll_back),
    Route("POST", "/admin/wrongly-listed/right", _to(Who.IT_ADMIN), right),
    Route("GET", "/admin/platforms", _to(Who.IT_ADMIN), platforms),
    Route("GET", "/admin/platforms/{platform}", _to(Who.IT_ADMIN), platform_page),
    Route("GET", "/admin/devices", _to(Who.IT_ADMIN), devices),
    Route("GET", "/admin/calendar", _to(Who.IT_ADMIN), calendar),
    Route("GET", "/admin/channels", _to(Who.IT_ADMIN), channels),
    Route("POST", "/pause", _to(Who.HEADTEACHER, Who.IT_ADMIN), pause),
    Route("POST", "/pause/end", _to(Who.HEADTEACHER, Who.IT_ADMIN), end_pause),
    Route("GET", "/api/v1/policy", _to(Who.ANYBODY), policy, knows_people=False, in_log=False),
    Route("GET", "/api/v1/policy/{version}", _to(Who.ANYBODY), document, knows_people=False, in_log=False),
    Route("POST", "/api/v1/reports", _to(Who.DEVICE), post_report, knows_people=False, in_log=False),
)

TABLE: web.AppKey[Mapping[web.AbstractRoute, Route]] = web.AppKey("table")
"""The table by what the router found: whatever the router knows beside it is refused."""


def add_routes(app: web.Application, routes: tuple[Route, ...] = ROUTES) -> None:
    """Give the application routes, each with who may ask for it."""
    known: Mapping[web.AbstractRoute, Route] = app.get(TABLE, {})
    table = dict(known)
    for route in routes:
        for method in ("GET", "HEAD") if route.method == "GET" else (route.method,):
            table[app.router.add_route(method, route.path, route.handler)] = route
    app[TABLE] = table
