"""The sites of the tests: one TLS port that answers for any host name, and logs what it saw."""

from types import TracebackType
from typing import Self

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from owntime.demo.stand_in_authority import StandInAuthority
from owntime.demo.stand_in_filter import Address
from tests.browser.harness import answers, pages, sockets, stream
from tests.browser.harness.loop_thread import LoopThread
from tests.browser.harness.request_log import KEPT_HEADERS, RequestLog, SeenRequest


class LocalOrigin:
    """The sites as one server; use it in a `with`. Its pages are listed in `pages`, the rest in `answers`."""

    def __init__(self, authority: StandInAuthority) -> None:
        self.log = RequestLog()
        self.address: Address = ("127.0.0.1", 0)
        self._authority = authority
        self._loop = LoopThread("local origin")
        self._runner = web.AppRunner(
            _app(self.log),
            access_log=None,
            shutdown_timeout=0.1,  # a page left open does not hold up the end
        )

    def __enter__(self) -> Self:
        self.address = self._loop.call(self._start())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call(self._runner.cleanup())
        self._loop.close()

    def close_sockets(self) -> None:
        """Close every WebSocket that is open, as a site does that restarts."""
        self._loop.call(sockets.close_all(self._runner.app))

    def end_streams(self) -> None:
        """Let every download end that is under way."""
        self._loop.call(stream.end_all(self._runner.app))

    def streams(self, host: str) -> list[stream.Stream]:
        """Return the downloads of one host, whether they are over or not."""
        return [each for each in self._runner.app[stream.STREAMS] if each.host == host]

    async def _start(self) -> Address:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=self._authority.server_context())
        await site.start()
        host, port, *_ = self._runner.addresses[0]
        return host, port


def _app(log: RequestLog) -> web.Application:
    app = web.Application(middlewares=[_seen_by(log)])
    sockets.prepare(app)
    stream.prepare(app)
    app.add_routes(
        [*answers.ROUTES, *sockets.ROUTES, *stream.ROUTES, *pages.ROUTES]
    )  # pages last: they answer any other path
    return app


def _seen_by(log: RequestLog) -> Middleware:
    @web.middleware
    async def see(request: web.Request, handler: Handler) -> web.StreamResponse:
        log.add(_seen(request))
        response = await handler(request)
        if not response.prepared:
            response.headers.setdefault("Cache-Control", "no-cache")  # unlike no-store, it keeps bfcache
        return response

    return see


def _seen(request: web.Request) -> SeenRequest:
    headers = {name.lower(): value for name, value in request.headers.items()}
    return SeenRequest(
        host=request.host.partition(":")[0],
        method=request.method,
        path=request.path,
        query=request.query_string,
        headers={name: value for name, value in headers.items() if name in KEPT_HEADERS},
    )
