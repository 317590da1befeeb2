"""Connections through a proxy that live on until somebody closes them, and how each of them fares."""

import asyncio
import contextlib
import re
import ssl
import time
from collections.abc import Awaitable, Callable, Iterator

from bench.requests import LISTED, LISTED_POLL
from bench.worker import WrongAnswerError
from proxy_addons.authority import SUBJECT

_EVERY_SECONDS = 0.1
"""Between two messages of one connection."""
_MESSAGE = b"still here"
_AT_ONCE = 16
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Tunnel:
    """One open connection. Times are monotonic."""

    def __init__(self, streams: Streams) -> None:
        self._reader, self._writer = streams
        self._waits_since: float | None = None
        self._longest = 0.0
        self._life: asyncio.Task[None] | None = None
        self.ended: float | None = None
        """When it was closed, as this end saw it."""

    def listen(self) -> None:
        """Say nothing, and wait for the end."""
        self._live(self._until_the_end)

    def talk(self) -> None:
        """Send a message again and again and have each back before the next."""
        self._live(self._exchange)

    def forget_waits(self) -> None:
        """Measure the longest wait from now on."""
        self._longest = 0.0
        if self._waits_since is not None:
            self._waits_since = time.monotonic()

    @property
    def longest_wait(self) -> float:
        """The longest that a message took to come back, in seconds; one that is on its way counts too."""
        waits = 0.0 if self._waits_since is None else time.monotonic() - self._waits_since
        return max(self._longest, waits)

    async def close(self) -> None:
        """Be done with it."""
        if self._life is not None:
            self._life.cancel()
            await asyncio.wait([self._life])
        self._writer.transport.abort()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()

    def _live(self, life: Callable[[], Awaitable[None]]) -> None:
        async def live() -> None:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                await life()
            self.ended = time.monotonic()

        self._life = asyncio.get_running_loop().create_task(live(), name="a tunnel")

    async def _until_the_end(self) -> None:
        await self._reader.read()

    async def _exchange(self) -> None:
        while True:
            self._waits_since = time.monotonic()
            self._writer.write(_MESSAGE)
            await self._reader.readexactly(len(_MESSAGE))
            self._longest, self._waits_since = self.longest_wait, None
            await asyncio.sleep(_EVERY_SECONDS)


async def open_many(
    count: int, way: Callable[[], Awaitable[Streams]], ends: contextlib.AsyncExitStack
) -> list[Tunnel]:
    """Open so many connections in one way, a few at once; they are closed with the stack."""
    turn = asyncio.Semaphore(_AT_ONCE)

    async def one() -> Tunnel:
        async with turn:
            tunnel = Tunnel(await way())
        ends.push_async_callback(tunnel.close)
        return tunnel

    return list(await asyncio.gather(*(one() for _ in range(count))))


async def pass_through(port: int, host: str) -> Streams:
    """Open a connection that begins like TLS, and see that it reached the origin, which gives back what comes."""
    reader, writer = await _connect(port, host)
    with _aborted_by_failure(writer):
        hello = _client_hello(host)
        writer.write(hello)
        if await reader.readexactly(len(hello)) != hello:
            raise WrongAnswerError(f"{host} is not passed through")
    return reader, writer


async def keep_alive(port: int, context: ssl.SSLContext, host: str = LISTED) -> Streams:
    """Open a connection that the proxy answers itself: an open tab asks once, is set aside, and is kept."""
    reader, writer = await _connect(port, host)
    with _aborted_by_failure(writer):
        with contextlib.suppress(ssl.SSLError):
            await writer.start_tls(context, server_hostname=host)
        secured = writer.get_extra_info("ssl_object")
        certificate = secured.getpeercert(binary_form=True) if secured else b""
        if SUBJECT.encode() not in certificate:
            raise WrongAnswerError(f"{host} is not intercepted")
        writer.write(LISTED_POLL.replace(LISTED.encode(), host.encode()))
        head = await reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not head.startswith(b"HTTP/1.1 403 ") or length is None:
            raise WrongAnswerError(f"{host}: {head!r}")
        await reader.readexactly(int(length[1]))
    return reader, writer


async def _connect(port: int, host: str) -> Streams:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    with _aborted_by_failure(writer):
        writer.write(f"CONNECT {host}:443 HTTP/1.1\r\nHost: {host}:443\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200 "):
            raise WrongAnswerError(f"{host}: {head!r}")
    return reader, writer


@contextlib.contextmanager
def _aborted_by_failure(writer: asyncio.StreamWriter) -> Iterator[None]:
    try:
        yield
    except BaseException:
        writer.transport.abort()
        raise


def _client_hello(host: str) -> bytes:
    outgoing = ssl.MemoryBIO()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    connection = context.wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname=host)
    with contextlib.suppress(ssl.SSLWantReadError):
        connection.do_handshake()
    return outgoing.read()
