"""Is the server there: a process of its own that asks /healthz again and again, and tells the longest wait.

`python -m bench.probe` reads ProbeJobs, a line of JSON each, and answers each with a line: a Probed.
"""

import socket
import time

import msgspec

from bench.posts import is_whole
from bench.reports import HOST
from bench.worker import WrongAnswerError, work

_REQUEST = f"GET /healthz HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode()
_PATIENCE = 60.0  # seconds
_PAUSE = 0.001  # so that asking is no load itself


class ProbeJob(msgspec.Struct, frozen=True, kw_only=True):
    """Ask for so long, each time on a new connection."""

    port: int
    seconds: float


class Probed(msgspec.Struct, frozen=True, kw_only=True):
    """How long the slowest answer took, its connection included, and how many there were."""

    longest_ms: float
    answers: int


def main() -> None:
    """Do each job that standard input asks for."""
    work(ProbeJob, _probe)


def _probe(job: ProbeJob) -> Probed:
    until = time.perf_counter() + job.seconds
    waits: list[float] = []
    while time.perf_counter() < until:
        began = time.perf_counter()
        _ask(job.port)
        waits.append(time.perf_counter() - began)
        time.sleep(_PAUSE)
    return Probed(longest_ms=max(waits) * 1_000, answers=len(waits))


def _ask(port: int) -> None:
    with socket.create_connection((HOST, port), timeout=_PATIENCE) as connection:
        connection.sendall(_REQUEST)
        answer = b""
        while not is_whole(answer):
            chunk = connection.recv(65_536)
            if not chunk:
                raise WrongAnswerError(f"cut off: {answer!r}")
            answer += chunk
    if not answer.startswith(b"HTTP/1.1 200 "):
        raise WrongAnswerError(repr(answer[:400]))


if __name__ == "__main__":
    main()
