from pathlib import Path

import pytest
from aiohttp import web

from advisory_server.api.health import healthz
from advisory_server.routes import ROUTES, TABLE, Route, Who, add_routes
from tests.advisory_server.accounts.world import Browser, a_world


def test_a_route_that_nobody_may_ask_for_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="nobody"):
        Route("GET", "/x", frozenset(), healthz)


def test_a_route_that_does_not_say_who_may_cannot_be_made() -> None:
    with pytest.raises(TypeError, match="may"):
        Route("GET", "/x", handler=healthz)  # type: ignore[call-arg]


def test_a_route_for_devices_is_for_nobody_else() -> None:
    with pytest.raises(ValueError, match="devices"):
        Route("GET", "/x", frozenset({Who.DEVICE, Who.HEADTEACHER}), healthz)


def test_only_the_signed_in_may_send_much() -> None:
    with pytest.raises(ValueError, match="signed in"):
        Route("POST", "/x", frozenset({Who.ANYBODY, Who.IT_ADMIN}), healthz, is_upload=True)


def test_one_address_alone_takes_much() -> None:
    assert [route.path for route in ROUTES if route.is_upload] == ["/admin/lists/import"]


def test_no_address_stands_in_the_table_twice() -> None:
    asked = [(route.method, route.path) for route in ROUTES]

    assert len(asked) == len(set(asked))


def test_the_router_knows_what_the_table_knows_and_nothing_else() -> None:
    app = web.Application()
    add_routes(app)

    table = app[TABLE]
    assert set(app.router.routes()) == set(table)
    assert {route.method for route in app.router.routes()} == {"GET", "HEAD", "POST"}


@pytest.mark.parametrize(
    "path", ["/nope", "/admin/", "//", "/static/", "/static/../app.py", "/static/nope.css", "/set-up"]
)
async def test_an_address_outside_the_table_is_no_page(tmp_path: Path, path: str) -> None:
    async with a_world(tmp_path) as world:
        assert (await world.browser().get(path)).status == 404


async def test_head_is_answered_where_get_is_without_content(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        browser: Browser = world.browser()
        for path in ("/", "/healthz", "/sign-in", "/static/owntime.css"):
            got, headed = await browser.get(path), await browser.ask("HEAD", path)

            assert (got.status, headed.status) == (200, 200)
            assert got.headers["Content-Type"] == headed.headers["Content-Type"]
            assert await headed.read() == b""
