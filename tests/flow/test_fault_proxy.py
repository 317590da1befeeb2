"""The line that does faults does each of them, and counts those that happened alone."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable
from types import TracebackType
from typing import Self

import pytest

from tests.flow.exactly_once.fault_proxy import LOOPBACK, Choose, Fault, FaultProxy, none, seeded

BODY = b"x" * 500
PATIENCE = 5.0


def request(name: str) -> bytes:
    return b"POST /%s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % (name.encode(), len(BODY)) + BODY


class Listener:
    """A server that keeps what came over each connection and how that ended, and answers whole requests."""

    def __init__(self) -> None:
        self.ended: asyncio.Queue[tuple[bytes, str]] = asyncio.Queue()
        self.answers = True
        self._work: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, LOOPBACK, 0)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        await asyncio.wait_for(asyncio.gather(*self._work), PATIENCE)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._work.add(task)
        came, end = b"", "end"
        try:
            while chunk := await reader.read(65_536):
                came += chunk
                if came.endswith(BODY):
                    if not self.answers:
                        break
                    name = came.split()[1]
                    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(name) + name)
        except ConnectionResetError:
            end = "reset"
        writer.close()
        self.ended.put_nowait((came, end))

    async def next_ended(self) -> tuple[bytes, str]:
        return await asyncio.wait_for(self.ended.get(), PATIENCE)


class Line:
    """A listener behind a proxy whose faults are given in order, and then no more."""

    def __init__(self, listener: Listener, proxy: FaultProxy) -> None:
        self.listener, self.proxy = listener, proxy

    async def ask(self, name: str) -> str:
        """Send one request over a connection of its own; return the answer, or how the connection ended."""
        reader, writer = await asyncio.open_connection(LOOPBACK, self.proxy.port)
        with contextlib.closing(writer):
            writer.write(request(name))
            try:
                answer = await asyncio.wait_for(reader.readuntil(name.encode()), PATIENCE)
            except asyncio.IncompleteReadError as ended:
                return "cut" if not ended.partial else "cut within the answer"
            except ConnectionResetError:
                return "reset"
        return answer.decode().splitlines()[0]

    async def came(self, connections: int = 1) -> list[tuple[bytes, str]]:
        """What came to the listener over so many connections, in the order in which they ended."""
        return [await self.listener.next_ended() for _ in range(connections)]


@contextlib.asynccontextmanager
async def line(*faults: Fault, later: int = 2, silence: float = 0.02) -> AsyncIterator[Line]:
    async with Listener() as listener, FaultProxy(in_turn(faults), later=later, silence=silence) as proxy:
        proxy.server_port = listener.port
        yield Line(listener, proxy)


def in_turn(faults: Iterable[Fault]) -> Choose:
    left = iter(faults)
    return lambda: next(left, Fault.NONE)


async def test_without_a_fault_request_and_answer_arrive_as_they_are() -> None:
    async with line() as on:
        assert await on.ask("/a") == "HTTP/1.1 200 OK"
        assert await on.came() == [(request("/a"), "end")]
        assert on.proxy.happened == {}


@pytest.mark.parametrize("fault", [Fault.LOST_ANSWER, Fault.CUT_AFTER])
async def test_the_whole_request_arrives_and_the_device_hears_nothing(fault: Fault) -> None:
    async with line(fault) as on:
        assert await on.ask("/a") == "cut"
        assert [came for came, _ in await on.came()] == [request("/a")]
        assert on.proxy.happened == {fault: 1}


PARTS = [
    pytest.param(Fault.CUT_WITHIN, "cut", "end", id="cut"),
    pytest.param(Fault.RESET_WITHIN, "reset", "reset", id="reset"),
    pytest.param(Fault.SILENT, "cut", "end", id="silent"),
]


@pytest.mark.parametrize(("fault", "seen", "ended"), PARTS)
async def test_a_part_of_the_request_arrives(fault: Fault, seen: str, ended: str) -> None:
    async with line(fault) as on:
        assert await on.ask("/a") == seen
        ((part, end),) = await on.came()
        assert end == ended
        assert request("/a").startswith(part)  # after a reset even what had arrived may be thrown away
        assert part != request("/a")
        assert on.proxy.happened == {fault: 1}


async def test_cut_before_nothing_arrives() -> None:
    async with line(Fault.CUT_BEFORE) as on:
        assert await on.ask("/a") == "cut"
        assert on.listener.ended.empty()
        assert on.proxy.happened == {Fault.CUT_BEFORE: 1}


async def test_the_same_bytes_arrive_twice_at_once() -> None:
    async with line(Fault.TWICE) as on:
        assert await on.ask("/a") == "HTTP/1.1 200 OK"
        assert await on.came(2) == [(request("/a"), "end")] * 2
        assert on.proxy.happened == {Fault.TWICE: 1}


async def test_the_same_bytes_arrive_once_more_after_later_requests() -> None:
    async with line(Fault.AGAIN_LATER, later=2) as on:
        for name in ("/a", "/b", "/c"):
            assert await on.ask(name) == "HTTP/1.1 200 OK"
        assert [came for came, _ in await on.came(4)] == [request(name) for name in ("/a", "/b", "/c", "/a")]
        assert on.proxy.happened == {Fault.AGAIN_LATER: 1}


async def test_what_was_to_come_once_more_comes_at_the_latest_when_the_line_is_healed() -> None:
    async with line(Fault.AGAIN_LATER, Fault.AGAIN_LATER, later=9) as on:
        await on.ask("/a")
        await on.proxy.heal()
        await on.ask("/b")
        assert [came for came, _ in await on.came(3)] == [request("/a"), request("/a"), request("/b")]


async def test_a_held_request_arrives_after_a_later_one() -> None:
    async with line(Fault.HELD, silence=PATIENCE) as on:
        first = asyncio.ensure_future(on.ask("/a"))
        await asyncio.wait_for(on.proxy.holding.wait(), PATIENCE)
        assert await on.ask("/b") == await first == "HTTP/1.1 200 OK"
        assert [came for came, _ in await on.came(2)] == [request("/b"), request("/a")]
        assert on.proxy.happened == {Fault.HELD: 1}


async def test_a_held_request_that_nobody_passed_arrives_and_is_no_fault() -> None:
    async with line(Fault.HELD) as on:
        assert await on.ask("/a") == "HTTP/1.1 200 OK"
        assert on.proxy.happened == {}


@pytest.mark.parametrize(
    "fault", [Fault.NONE, Fault.HELD, Fault.LOST_ANSWER, Fault.TWICE, Fault.AGAIN_LATER, Fault.CUT_WITHIN]
)
async def test_without_a_server_the_device_is_cut_off_and_no_fault_is_counted(fault: Fault) -> None:
    async with line(fault) as on:
        on.proxy.server_port = None
        assert await on.ask("/a") == "cut"
        assert on.proxy.happened == {}
        assert on.proxy.without_server


async def test_where_the_server_ends_without_an_answer_the_device_is_cut_off() -> None:
    async with line(Fault.LOST_ANSWER) as on:
        on.listener.answers = False
        assert await on.ask("/a") == "cut"
        assert on.proxy.happened == {}


async def test_requests_of_one_connection_are_told_apart() -> None:
    async with line(Fault.NONE, Fault.TWICE) as on:
        reader, writer = await asyncio.open_connection(LOOPBACK, on.proxy.port)
        with contextlib.closing(writer):
            for name in ("/a", "/b"):
                writer.write(request(name))
                await asyncio.wait_for(reader.readuntil(name.encode()), PATIENCE)
        assert [came for came, _ in await on.came(3)] == [request(name) for name in ("/a", "/b", "/b")]


def test_a_seed_chooses_every_fault_in_its_share_and_the_same_again() -> None:
    choose, again = seeded(7, 0.5), seeded(7, 0.5)
    chosen = [choose() for _ in range(2_000)]
    assert chosen == [again() for _ in range(2_000)]
    assert set(chosen) == set(Fault)
    assert 900 < chosen.count(Fault.NONE) < 1_100
    assert {none() for _ in range(9)} == {Fault.NONE}
