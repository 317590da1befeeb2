"""Every address of the server, and who may ask for it. Whatever is not here is refused."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum, auto

from aiohttp import web

from advisory_server.api.health import healthz
from advisory_server.api.reports import post_report
from advisory_server.pages.admin import admin
from advisory_server.pages.front import front
from advisory_server.pages.staff import staff
from advisory_server.pages.summary import summary
from advisory_server.pages.what_we_count import what_we_count

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Who(Enum):
    """Who may ask."""

    ANYBODY = auto()
    DEVICE = auto()
    HEADTEACHER = auto()
    IT_ADMIN = auto()


@dataclass(frozen=True, slots=True)
class Route:
    """One method of one address, who may ask for it, and what answers."""

    method: str
    path: str
    may: frozenset[Who]
    handler: Handler


def _to(*who: Who) -> frozenset[Who]:
    return frozenset(who)


ROUTES: tuple[Route, ...] = (
    Route("GET", "/", _to(Who.ANYBODY), front),
    Route("GET", "/healthz", _to(Who.ANYBODY), healthz),
    Route("GET", "/staff", _to(Who.ANYBODY), staff),
    Route("GET", "/what-we-count", _to(Who.ANYBODY), what_we_count),
    Route("GET", "/summary", _to(Who.HEADTEACHER), summary),
    Route("GET", "/admin", _to(Who.IT_ADMIN), admin),
    Route("POST", "/api/v1/reports", _to(Who.DEVICE), post_report),
)
