"""The stand-in for the school's own filter: a CONNECT proxy that leads names to local origins.

It counts how often each host is asked for. It never resolves a name, never looks inside a connection and
never reaches anything but the origins it was given.
"""

import asyncio
import concurrent.futures
import contextlib
import enum
import itertools
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from school_policy.hostname import Hostname, HostnameError, lineage, normalise

type Address = tuple[str, int]
type Resolve = Callable[[Hostname], Address | None]
"""Where a host is found: None for a host that the filter refuses (502)."""

_PATIENCE = 10.0  # seconds to say what is wanted, and for an origin to answer
_LONGEST_HEAD = 16 * 1024  # bytes; a CONNECT with its headers is a few hundred
_CHUNK = 64 * 1024
_REFUSAL = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_WELCOME = b"HTTP/1.1 200 Connection established\r\n\r\n"


class Direction(enum.Enum):
    """Which way bytes went through the filter."""

    TO_ORIGIN = "to origin"
    TO_CLIENT = "to client"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One request to the filter for one host; the number tells two connections to the same host apart."""

    number: int
    host: Hostname


type Tap = Callable[[Contact, Direction, bytes], None]
"""Told of every chunk that is pumped, on the filter's own thread: for tests that compare bytes."""


type _Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def led_to(origins: Mapping[str, Address]) -> Resolve:
    """Lead each host named here, and every name below it, to its origin; the longest name decides."""
    known = {normalise(host): address for host, address in origins.items()}
    return lambda host: next((known[name] for name in lineage(host) if name in known), None)


class StandInFilter:
    """The filter with a thread and an event loop of its own; start and stop it, or use it in a `with`."""

    def __init__(self, resolve: Resolve, *, port: int = 0, tap: Tap | None = None) -> None:
        self._resolve = resolve
        self._tap = tap
        self._address: Address = ("127.0.0.1", port)
        self._contacts: Counter[str] = Counter()
        self._numbers = itertools.count(1)
        self._counting = threading.Lock()
        self._connections: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self._started: concurrent.futures.Future[asyncio.AbstractEventLoop] = concurrent.futures.Future()
        self._thread = threading.Thread(target=self._run, name="stand-in filter", daemon=True)

    @property
    def address(self) -> Address:
        """Where the filter listens: a loopback address and its port (known once it has started)."""
        return self._address

    @property
    def contacts(self) -> Counter[str]:
        """How often each host was asked for, refused ones too, as a copy."""
        with self._counting:
            return self._contacts.copy()

    def forget_contacts(self) -> None:
        """Count from nothing again."""
        with self._counting:
            self._contacts.clear()

    def start(self) -> None:
        """Begin to listen; raises OSError when the port is taken."""
        self._thread.start()
        try:
            self._started.result(timeout=_PATIENCE)
        except OSError:
            self._thread.join()
            raise

    def stop(self) -> None:
        """Close the port and every connection, and wait until the thread has ended."""
        if self._thread.is_alive():
            self._started.result().call_soon_threadsafe(self._stopping.set)
            self._thread.join()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._stopping = asyncio.Event()
        try:
            server = await asyncio.start_server(self._accept, *self._address, limit=_LONGEST_HEAD)
        except OSError as error:
            self._started.set_exception(error)
            return
        self._address = server.sockets[0].getsockname()
        self._started.set_result(asyncio.get_running_loop())
        await self._stopping.wait()
        server.close()
        for connection, writer in self._connections.items():
            writer.transport.abort()
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = asyncio.current_task()
        assert connection is not None  # noqa: S101 - start_server runs this as a task
        self._connections[connection] = writer
        try:
            await self._answer(reader, writer)
        except* (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # a client or origin that went away, or never said what it wanted
        finally:
            await _close(writer)
            del self._connections[connection]

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with asyncio.timeout(_PATIENCE):
            method, target = _asked(await reader.readuntil(b"\r\n\r\n"))
        contact = self._count(target)
        # Plain http has no stand-in: only a CONNECT is led anywhere.
        origin = await _dial(self._resolve(contact.host)) if contact and method == "CONNECT" else None
        if contact is None or origin is None:
            writer.write(_REFUSAL)
            return
        writer.write(_WELCOME)
        await self._join(contact, (reader, writer), origin)

    async def _join(self, contact: Contact, client: _Streams, origin: _Streams) -> None:
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._pump(client[0], origin[1], contact, Direction.TO_ORIGIN))
                both.create_task(self._pump(origin[0], client[1], contact, Direction.TO_CLIENT))
        finally:
            await _close(origin[1])

    def _count(self, target: str) -> Contact | None:
        try:
            host = normalise(target)
        except HostnameError:
            return None  # an IP address or no name at all: refused, and no host to count
        with self._counting:
            self._contacts[host] += 1
            return Contact(number=next(self._numbers), host=host)

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, contact: Contact, way: Direction
    ) -> None:
        while chunk := await reader.read(_CHUNK):
            if self._tap is not None:
                self._tap(contact, way, chunk)
            writer.write(chunk)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()


async def _dial(address: Address | None) -> _Streams | None:
    if address is None:
        return None
    try:
        async with asyncio.timeout(_PATIENCE):
            return await asyncio.open_connection(*address)
    except OSError:
        return None  # the stand-in is down; to the client that looks like any host that cannot be reached


def _asked(head: bytes) -> tuple[str, str]:
    """Return method and host, with its port, of `CONNECT host:port …` or `GET http://host:port/path …`."""
    method, _, rest = head.decode("latin-1").partition(" ")
    target = rest.partition(" ")[0]
    return method, target.partition("://")[2].partition("/")[0] if "://" in target else target


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
