"""Who may ask for what: a table made from the router, and by hand what matters most."""

import datetime as dt
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from aiohttp import ClientResponse, web

from advisory_server.accounts.role import Role
from advisory_server.api.health import healthz
from advisory_server.routes import ROUTES, Route, Who
from advisory_server.school import InForce
from advisory_server.server import Server
from advisory_server.settings import ServerOptions
from advisory_server.store.database import Store
from advisory_server.store.devices import add_device
from advisory_server.store.figures_link import open_figures
from school_policy.half_term import HalfTerm
from tests.advisory_server.accounts.world import Browser, Clock, World, a_world, some_school
from tests.advisory_server.pages.made_up import made_up_half_term, released, write

FIGURES = "a-link-to-the-figures"
METHODS = ("GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "POST")
"""POST comes last, as one of them signs out."""
HALF_TERM = HalfTerm(first=dt.date(2026, 4, 13), last=dt.date(2026, 5, 22))
REFUSED = {401, 403, 404, 405}

VISITORS = {
    "nobody": {Who.ANYBODY},
    "device": {Who.ANYBODY, Who.DEVICE},
    "headteacher": {Who.ANYBODY, Who.HEADTEACHER},
    "it_admin": {Who.ANYBODY, Who.IT_ADMIN},
}


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """A server with a released week and half-term, and a link for staff."""
    async with a_world(tmp_path) as it:
        write(it.store, [released(dt.date(2026, 6, 8), 24, ())], [made_up_half_term(HALF_TERM)])
        await it.store.run(partial(open_figures, token=FIGURES))
        yield it


class Visitor:
    """Somebody who asks, with all that proves who it is."""

    def __init__(self, kind: str, world: World) -> None:
        self.kind, self._world = kind, world
        self._browser: Browser = world.browser()
        self._headers: dict[str, str] = {}

    async def come(self) -> None:
        if self.kind == "device":
            work = partial(add_device, name="Laptop 1", today=self._world.clock.at.date())
            self._headers["Authorization"] = f"Bearer {await self._world.store.run(work)}"
        elif self.kind != "nobody":
            self._browser = await self._world.signed_in(Role(self.kind))

    async def ask(self, method: str, path: str) -> ClientResponse:
        """Ask as our own page would: with the token of its forms where there is one."""
        if method in {"GET", "HEAD", "OPTIONS"}:
            return await self._browser.ask(method, path, headers=self._headers)
        if path.startswith("/api/"):
            headers = {**self._headers, "Content-Type": "application/json"}
            return await self._browser.ask(method, path, data=b"{}", headers=headers)
        page = "/sign-in" if self.kind in {"nobody", "device"} else "/"
        fields = {"csrf": await self._browser.token(page)}
        return await self._browser.ask(
            method, path, data=fields, headers={"Origin": self._world.url, **self._headers}
        )


async def visitors(world: World) -> AsyncIterator[Visitor]:
    """Let one after the other come to the same server."""
    for kind in VISITORS:
        visitor = Visitor(kind, world)
        await visitor.come()
        yield visitor


def refused(answer: ClientResponse) -> bool:
    to_sign_in = answer.status == 303 and answer.headers["Location"] == "/sign-in"
    return to_sign_in or answer.status in REFUSED


def table(method: str, path: str) -> Route | None:
    asked = "GET" if method == "HEAD" else method
    return next((route for route in ROUTES if (route.method, route.path) == (asked, path)), None)


EXAMPLES = {
    "/static/{name}": "/static/owntime.css",
    "/api/v1/policy/{version}": "/api/v1/policy/1",
    "/admin/lists/history/{version}": "/admin/lists/history/1",
    "/admin/platforms/{platform}": "/admin/platforms/facebook",
    "/summary/years/{year}": "/summary/years/2025",
    "/summary/half-terms/{day}": "/summary/half-terms/2026-04-13",
    "/summary/pictures/{name}": "/summary/pictures/2025-weeks-desk-light.svg",
    "/figures/{token}": f"/figures/{FIGURES}",
    "/figures/{token}/years/{year}": f"/figures/{FIGURES}/years/2025",
    "/figures/{token}/half-terms": f"/figures/{FIGURES}/half-terms",
    "/figures/{token}/half-terms/{day}": f"/figures/{FIGURES}/half-terms/2026-04-13",
    "/figures/{token}/pictures/{name}": f"/figures/{FIGURES}/pictures/2026-04-13-half-term-phone-dark.svg",
}
"""Addresses of routes with a part that varies; a link that works is made for each test."""


def wrong(answer: ClientResponse, route: Route | None, visitor: str) -> bool:
    """Tell whether an answer is not what the table says."""
    if route is None:
        return answer.status != 405
    if not route.may & VISITORS[visitor]:
        return not refused(answer)
    return refused(answer) and (route.method, route.path) not in ELSEWHERE


@pytest.mark.parametrize("path", sorted({route.path for route in ROUTES}))
async def test_only_those_in_the_table_are_answered(world: World, path: str) -> None:
    found = []
    async for visitor in visitors(world):
        address = world.link() if path == "/set-up/{token}" else EXAMPLES.get(path, path)
        answers = {method: await visitor.ask(method, address) for method in METHODS}
        found += [
            f"{visitor.kind}: {method}: {answer.status}"
            for method, answer in answers.items()
            if wrong(answer, table(method, path), visitor.kind)
        ]
    assert found == []


ELSEWHERE = {
    ("POST", "/summary/notes"),  # of which week, is asked: test_notes
    ("GET", "/proxy.pac"),  # this server was given none
    ("GET", "/api/v1/policy/{version}"),  # nothing was published here
    ("GET", "/admin/platforms/{platform}"),  # this school lists nothing
    # Their forms: test_csrf, test_sign_in, test_set_up and test_why.
    *(("POST", "/sign-in"), ("POST", "/set-up/{token}"), ("POST", "/why")),
}
"""What is answered with a refusal for another reason than who asks."""


@pytest.mark.parametrize(
    ("method", "path", "statuses"),
    [
        # nobody, a device, the Headteacher, the IT admin
        pytest.param("GET", "/summary", (303, 303, 200, 403), id="the figures"),
        pytest.param("HEAD", "/summary", (303, 303, 200, 403), id="the figures, head only"),
        pytest.param("GET", "/admin/audit", (303, 303, 403, 200), id="what was done"),
        pytest.param("POST", "/admin/audit", (405, 405, 405, 405), id="nothing is added to what was done"),
        pytest.param("DELETE", "/admin/audit", (405, 405, 405, 405), id="nor taken from it"),
        pytest.param("GET", "/admin", (303, 303, 403, 200), id="what waits for the IT admin"),
        pytest.param("POST", "/admin", (405, 405, 405, 405), id="nothing is changed on that page"),
        pytest.param("GET", "/admin/devices", (303, 303, 403, 200), id="the devices"),
        pytest.param("POST", "/admin/devices", (405, 405, 405, 405), id="nothing is changed on their page"),
        pytest.param("GET", "/admin/platforms", (303, 303, 403, 200), id="the platforms"),
        pytest.param("GET", "/admin/platforms/none", (303, 303, 403, 404), id="a platform that is none"),
        pytest.param("GET", "/admin/calendar", (303, 303, 403, 200), id="the calendar"),
        pytest.param("GET", "/admin/channels", (303, 303, 403, 200), id="the register of channels"),
        pytest.param("POST", "/admin/wrongly-listed/right", (403, 403, 403, 303), id="answering"),
        pytest.param("GET", "/admin/wrongly-listed/right", (405, 405, 405, 405), id="answering by a link"),
        pytest.param("GET", "/why", (200, 200, 200, 200), id="why"),
        pytest.param("GET", "/why?host=a.test", (200, 200, 200, 200), id="why, by a link"),
        pytest.param("POST", "/summary", (405, 405, 405, 405), id="nor on the figures' page"),
        pytest.param("GET", "/summary/half-terms", (303, 303, 200, 403), id="the half-terms"),
        pytest.param("GET", "/summary/governors", (303, 303, 200, 403), id="the sheet for governors"),
        pytest.param("GET", "/summary/weeks.csv", (303, 303, 200, 403), id="the weeks as a file"),
        pytest.param("GET", "/summary/half-terms.csv", (303, 303, 200, 403), id="the half-terms as a file"),
        pytest.param(
            "GET",
            "/summary/pictures/2025-weeks-desk-light.svg",
            (303, 303, 200, 403),
            id="a picture of the figures",
        ),
        pytest.param("GET", "/summary/notes", (405, 405, 405, 405), id="writing a note by a link"),
        pytest.param("POST", "/summary/notes", (403, 403, 404, 403), id="a note on no week"),
        pytest.param("POST", "/summary/for-staff", (403, 403, 303, 403), id="letting staff see the figures"),
        pytest.param("GET", "/summary/for-staff", (405, 405, 405, 405), id="letting them by a link"),
        pytest.param("POST", "/summary/for-staff/end", (403, 403, 303, 403), id="taking that back"),
        pytest.param("GET", f"/figures/{FIGURES}", (200, 200, 200, 200), id="the figures, by the link for staff"),
        pytest.param("GET", "/figures/a-guess", (404, 404, 404, 404), id="the figures, by a guess"),
        pytest.param("GET", f"/figures/{FIGURES}/weeks.csv", (404, 404, 404, 404), id="a file by that link"),
        pytest.param("POST", "/sign-out", (303, 303, 303, 303), id="signing out"),
        pytest.param("GET", "/sign-out", (405, 405, 405, 405), id="signing out by a link"),
        pytest.param("POST", "/pause", (403, 403, 303, 303), id="pausing the reminders"),
        pytest.param("GET", "/pause", (405, 405, 405, 405), id="pausing them by a link"),
        pytest.param("POST", "/pause/end", (403, 403, 303, 303), id="ending the pause"),
        pytest.param("GET", "/pause/end", (405, 405, 405, 405), id="ending it by a link"),
        pytest.param("GET", "/admin/lists", (303, 303, 403, 503), id="the changes to the lists"),
        pytest.param("POST", "/admin/lists", (405, 405, 405, 405), id="changing them without a form of theirs"),
        pytest.param("POST", "/admin/lists/add", (403, 403, 403, 503), id="adding a host"),
        pytest.param("GET", "/admin/lists/import", (303, 303, 403, 503), id="the page that takes a list"),
        pytest.param("POST", "/admin/lists/import", (403, 403, 403, 415), id="sending a list as another form"),
        pytest.param("POST", "/admin/lists/take-back", (403, 403, 403, 503), id="taking an entry back"),
        pytest.param("POST", "/admin/lists/publish", (403, 403, 403, 503), id="publishing"),
        pytest.param("GET", "/admin/lists/publish", (405, 405, 405, 405), id="publishing by a link"),
        pytest.param("POST", "/admin/lists/history/1", (403, 403, 403, 503), id="going back to a version"),
        pytest.param("GET", "/api/v1/policy", (200, 200, 200, 200), id="what holds at this moment"),
        pytest.param("POST", "/api/v1/policy", (405, 405, 405, 405), id="changing what holds"),
        pytest.param("POST", "/api/v1/policy/1", (405, 405, 405, 405), id="publishing by an address"),
        pytest.param("PUT", "/api/v1/policy/1", (405, 405, 405, 405), id="replacing what was published"),
        pytest.param("POST", "/api/v1/reports", (401, 422, 401, 401), id="a report"),
        pytest.param("GET", "/api/v1/reports", (405, 405, 405, 405), id="reading reports"),
        pytest.param("GET", "/what-we-count", (200, 200, 200, 200), id="what is counted"),
        pytest.param("GET", "/set-up/none", (404, 404, 404, 404), id="a link that is none"),
    ],
)
async def test_what_matters_most_by_hand(world: World, method: str, path: str, statuses: tuple[int, ...]) -> None:
    answers = [await visitor.ask(method, path) async for visitor in visitors(world)]

    assert tuple(answer.status for answer in answers) == statuses


@pytest.mark.parametrize("path", ["/summary", "/admin"])
async def test_a_program_that_is_not_signed_in_is_told_so_and_led_nowhere(world: World, path: str) -> None:
    answer = await world.browser().get(path, headers={"Accept": "application/json"})

    assert (answer.status, answer.content_type) == (403, "application/problem+json")


async def test_a_handler_outside_the_table_is_never_reached(tmp_path: Path) -> None:
    options = ServerOptions(data=tmp_path, port=0)
    with Store(options.database) as store:
        server = Server(options, store, InForce(some_school()), Clock())
        server.app.router.add_get("/back-door", healthz)
        async with server as url, Browser(url) as browser:
            assert (await browser.get("/back-door")).status == 403


async def test_a_refused_role_is_told_in_words_and_noted(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "owntime.audit")
    browser = await world.signed_in(Role.IT_ADMIN)

    answer = await browser.get("/summary")

    assert (answer.status, answer.content_type) == (403, "text/html")
    assert "This page is not for you" in await answer.text()
    assert caplog.messages[-1].endswith(
        'page of another role refused by="it.admin" page="/summary" times_today="1"'
    )


def test_every_route_of_the_router_is_asked_for() -> None:
    app = web.Application()
    for route in ROUTES:
        app.router.add_route(route.method, route.path, route.handler)

    asked = {route.path for route in ROUTES}
    assert {resource.canonical for resource in app.router.resources()} == asked
    assert {route.method for route in ROUTES} <= set(METHODS)
