"""A device's feed of what holds at this moment, and the servers on loopback that it asks."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.test_utils import TestServer

from proxy_addons.policy_feed import PolicyFeed, ServerAddress
from school_policy.standing import Standing

PATIENCE_SECONDS = 30.0
AT_SCHOOL = Standing(on_site=True)
A_POLL_LATER = 70.0
"""Seconds after which the next question is due, whatever the last one took."""


async def until(holds: Callable[[], bool]) -> None:
    give_up = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < give_up
        await asyncio.sleep(0.01)


class World:
    """A device's feed, a server that answers as it is told to, and seconds that are counted by hand."""

    def __init__(self) -> None:
        self.status, self.body = 200, b'{"on_site":true}'
        self.headers: dict[str, str] = {}
        self.asked: list[web.BaseRequest] = []
        self.got: list[Standing] = []
        self.address: ServerAddress | None = None
        self.feed = PolicyFeed(lambda: self.address, self.take)
        self.seconds = 0.0
        self.hang: asyncio.Event | None = None

    def take(self, standing: Standing) -> None:
        self.got.append(standing)

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        self.asked.append(request)
        if self.hang:
            await self.hang.wait()
        return web.Response(status=self.status, body=self.body, headers=self.headers)

    async def look(self, later: float = 0) -> int:
        """Let seconds pass, look, and return how often was asked so far."""
        self.seconds += later
        await self.feed.look(self.seconds)
        return len(self.asked)


class Listener:
    """A server on loopback that can go away and come back."""

    def __init__(self, handler: Callable[[web.BaseRequest], object]) -> None:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", handler)  # type: ignore[arg-type]
        self._app, self._port = app, 0

    async def start(self) -> str:
        self._runner = web.AppRunner(self._app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True)
        await site.start()
        self._port = self._runner.addresses[0][1]
        return f"http://127.0.0.1:{self._port}"

    async def stop(self) -> None:
        await self._runner.cleanup()


@asynccontextmanager
async def a_feed() -> AsyncIterator[World]:
    """Lend a feed whose server answers; in the end it is run and cancelled, which closes what it holds."""
    it = World()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", it.answer)
    server = TestServer(app)
    await server.start_server()
    it.address = ServerAddress(url=str(server.make_url("")))
    yield it
    if it.hang:
        it.hang.set()
    running = asyncio.ensure_future(it.feed.run())
    await asyncio.sleep(0)
    running.cancel()
    await asyncio.wait([running])
    assert running.cancelled()
    await server.close()
