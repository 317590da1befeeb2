"""The load of reports: a process of its own that sends them on connections that stay open, many at once.

`python -m bench.posts` reads PostJobs, a line of JSON each, and answers each with a line: a Posted. All requests
are made before the clock starts, and answers are looked at no further than they must be, so it is mostly idle.
"""

import asyncio
import datetime as dt
import re
import time
from collections.abc import Iterator

import msgspec

from bench.reports import HOST, report_request
from bench.worker import WrongAnswerError, work

_PATIENCE = 120.0  # seconds; for all of a job
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_GOOD = b"HTTP/1.1 200 "


class PostJob(msgspec.Struct, frozen=True, kw_only=True):
    """So many reports, each sent once, by these devices in turn."""

    port: int
    tokens: tuple[str, ...]
    week: dt.date
    count: int
    at_once: int


class Posted(msgspec.Struct, frozen=True, kw_only=True):
    """How a job went."""

    seconds: float
    cpu_seconds: float
    """Processor time of this client: near `seconds`, it measured itself."""


class Sender(asyncio.Protocol):
    """One connection: the next request as soon as the answer to the one before is whole."""

    def __init__(self, requests: Iterator[bytes], over: asyncio.Future[None]) -> None:
        self._requests = requests
        self._over = over
        self._came = b""
        self._wrong: str | None = "the server hung up"

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        self._came += data
        if not self._came.startswith(_GOOD[: len(self._came)]):
            self._wrong = repr(self._came[:400])
            self._transport.close()
        elif is_whole(self._came):
            self._came = b""
            self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._wrong is None:
            self._over.set_result(None)
        else:
            error = WrongAnswerError(self._wrong)
            error.__cause__ = exc
            self._over.set_exception(error)

    def _send(self) -> None:
        request = next(self._requests, None)
        if request is None:
            self._wrong = None
            self._transport.close()
        else:
            self._transport.write(request)


def is_whole(answer: bytes) -> bool:
    """Tell whether an answer is there to its end."""
    head, blank, body = answer.partition(b"\r\n\r\n")
    length = _LENGTH.search(head)
    return bool(blank) and len(body) >= (int(length[1]) if length else 0)


async def post(job: PostJob) -> Posted:
    """Do a job; raise WrongAnswerError at the first answer that is not good."""
    made = [report_request(job.tokens[each % len(job.tokens)], job.week) for each in range(job.count)]
    requests, loop = iter(made), asyncio.get_running_loop()
    ends = [loop.create_future() for _ in range(job.at_once)]
    began, used = time.perf_counter(), time.process_time()
    for over in ends:
        await loop.create_connection(lambda over=over: Sender(requests, over), HOST, job.port)  # type: ignore[misc]
    async with asyncio.timeout(_PATIENCE):
        await asyncio.wait(ends)
    done = Posted(seconds=time.perf_counter() - began, cpu_seconds=time.process_time() - used)
    if wrong := [error for over in ends if (error := over.exception())]:
        raise wrong[0]
    return done


def main() -> None:
    """Do each job that standard input asks for."""
    work(PostJob, lambda job: asyncio.run(post(job)))


if __name__ == "__main__":
    main()
