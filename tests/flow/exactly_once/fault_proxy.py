"""A line between devices and the server that does to requests what bad lines do; seeded, and each fault counted.

It knows just enough of HTTP/1.1 to see where a request and an answer end, and changes no byte of either.
"""

import asyncio
import contextlib
import random
import re
import socket
import struct
from collections import Counter
from collections.abc import Callable, Coroutine
from enum import StrEnum
from types import TracebackType
from typing import Self

LOOPBACK = "127.0.0.1"
_LENGTH = re.compile(rb"(?im)^content-length: *(\d+)")
_AT_ONCE = struct.pack("ii", 1, 0)  # SO_LINGER: whatever is unsent is thrown away, and the other side is reset
_ENDED = (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError)


class Fault(StrEnum):
    NONE = "none"
    HELD = "held until a later request was answered"
    CUT_BEFORE = "cut before anything reached the server"
    CUT_WITHIN = "cut within the request"
    RESET_WITHIN = "reset within the request"
    CUT_AFTER = "cut when all of the request was delivered"
    LOST_ANSWER = "answered by the server, and the answer lost"
    TWICE = "delivered twice at once"
    AGAIN_LATER = "delivered once more, after later requests"
    SILENT = "silent within the request, then cut"


Choose = Callable[[], Fault]


_NEEDS_ANSWER = (Fault.LOST_ANSWER, Fault.TWICE, Fault.AGAIN_LATER, Fault.HELD)


def seeded(seed: int, share: float) -> Choose:
    """Choose faults for such a share of the requests; more of those that need a server that lives to answer."""
    source = random.Random(seed)  # noqa: S311
    kinds = [fault for fault in Fault if fault is not Fault.NONE] + [*_NEEDS_ANSWER, Fault.HELD] * 2
    return lambda: source.choice(kinds) if source.random() < share else Fault.NONE


def none() -> Fault:
    return Fault.NONE


class FaultProxy:
    """Listens for devices on `port`, and hands what they send to `server_port`, which may change at any time."""

    def __init__(
        self, choose: Choose, *, silence: float = 0.02, later: int = 20, witness: Callable[[bytes], object] = len
    ) -> None:
        """`silence`: seconds without a sign before a cut; `later`: requests before one is delivered again.

        `witness` is shown every request, once, whatever becomes of it.
        """
        self.choose = choose
        self._witness = witness
        self.server_port: int | None = None
        self.happened: Counter[Fault] = Counter()
        self.without_server = 0
        self.holding = asyncio.Event()
        self._silence, self._later = silence, later
        self._cuts = random.Random(later)  # noqa: S311 (where within a request)
        self._held: list[asyncio.Future[None]] = []
        self._again: list[tuple[int, bytes]] = []
        self._answered = 0
        self._work: set[asyncio.Task[None]] = set()
        self._does: dict[Fault, Callable[[bytes], Coroutine[None, None, bytes | None]]] = {
            Fault.NONE: self._deliver,
            Fault.HELD: self._hold,
            Fault.CUT_BEFORE: self._cut_before,
            Fault.CUT_WITHIN: self._cut_within,
            Fault.RESET_WITHIN: self._reset_within,
            Fault.CUT_AFTER: self._cut_after,
            Fault.LOST_ANSWER: self._lose_answer,
            Fault.TWICE: self._twice,
            Fault.AGAIN_LATER: self._again_later,
            Fault.SILENT: self._silent,
        }

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, LOOPBACK, 0)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for task in self._work:
            task.cancel()
        await asyncio.gather(*self._work, return_exceptions=True)

    async def heal(self) -> None:
        """Do no more faults; deliver first whatever was still to be delivered again."""
        self.choose = none
        again, self._again = self._again, []
        for _, request in again:
            await self._repeat(request)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._work.add(task)
        task.add_done_callback(self._work.discard)
        fault = Fault.NONE
        with contextlib.suppress(*_ENDED, asyncio.CancelledError):
            while True:
                request = await _message(reader)
                self._witness(request)
                fault = self.choose()
                answer = await self._does[fault](request)
                if answer is None:
                    break
                writer.write(answer)
                await writer.drain()
        _end(writer, reset=fault is Fault.RESET_WITHIN)

    def _note(self, fault: Fault) -> None:
        self.happened[fault] += 1

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self.server_port is None:
            self.without_server += 1
            raise ConnectionRefusedError
        return await asyncio.open_connection(LOOPBACK, self.server_port)

    async def _deliver(self, request: bytes) -> bytes | None:
        """Return the server's answer; None where there is none, as the server is away or ended."""
        try:
            reader, writer = await self._connect()
        except OSError:
            return None
        try:
            writer.write(request)
            answer = await _message(reader)
        except _ENDED:
            return None
        finally:
            _end(writer)
        self._note_answered()
        return answer

    def _note_answered(self) -> None:
        self._answered += 1
        for held in self._held:
            if not held.done():
                held.set_result(None)
        while self._again and self._again[0][0] <= self._answered:
            self._start(self._repeat(self._again.pop(0)[1]))

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work, name="again")
        self._work.add(task)
        task.add_done_callback(self._work.discard)

    async def _repeat(self, request: bytes) -> None:
        if await self._deliver(request) is not None:
            self._note(Fault.AGAIN_LATER)

    async def _begin(self, request: bytes, part: int) -> asyncio.StreamWriter | None:
        """Deliver the beginning of a request."""
        try:
            _, writer = await self._connect()
        except OSError:
            return None
        writer.write(request[:part])
        with contextlib.suppress(OSError):
            await writer.drain()
        return writer

    def _somewhere(self, request: bytes) -> int:
        return self._cuts.randrange(1, len(request))

    async def _hold(self, request: bytes) -> bytes | None:
        held = asyncio.get_running_loop().create_future()
        self._held.append(held)
        self.holding.set()
        try:
            await asyncio.wait_for(held, self._silence * 2)
            self._note(Fault.HELD)
        except TimeoutError:
            pass  # nobody came by
        finally:
            self._held.remove(held)
        return await self._deliver(request)

    async def _cut_before(self, _request: bytes) -> None:
        self._note(Fault.CUT_BEFORE)

    async def _cut_within(self, request: bytes) -> None:
        if writer := await self._begin(request, self._somewhere(request)):
            _end(writer)
            self._note(Fault.CUT_WITHIN)

    async def _reset_within(self, request: bytes) -> None:
        if writer := await self._begin(request, self._somewhere(request)):
            _end(writer, reset=True)
            self._note(Fault.RESET_WITHIN)

    async def _cut_after(self, request: bytes) -> None:
        if writer := await self._begin(request, len(request)):
            _end(writer)
            self._note(Fault.CUT_AFTER)

    async def _lose_answer(self, request: bytes) -> None:
        if await self._deliver(request) is not None:
            self._note(Fault.LOST_ANSWER)

    async def _twice(self, request: bytes) -> bytes | None:
        one, other = await asyncio.gather(self._deliver(request), self._deliver(request))
        if one is not None and other is not None:
            self._note(Fault.TWICE)
        return one

    async def _again_later(self, request: bytes) -> bytes | None:
        answer = await self._deliver(request)
        if answer is not None:
            self._again.append((self._answered + self._later, request))
        return answer

    async def _silent(self, request: bytes) -> None:
        if writer := await self._begin(request, self._somewhere(request)):
            await asyncio.sleep(self._silence)
            _end(writer)
            self._note(Fault.SILENT)


async def _message(reader: asyncio.StreamReader) -> bytes:
    """Read one request or answer, as it came."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = _LENGTH.search(head)
    return head + (await reader.readexactly(int(length[1])) if length else b"")


def _end(writer: asyncio.StreamWriter, *, reset: bool = False) -> None:
    if reset:
        with contextlib.suppress(OSError):
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        writer.transport.abort()
    else:
        writer.close()
