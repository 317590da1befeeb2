"""The load: a process of its own that opens one new connection after another through a proxy.

`python -m bench.load` reads Jobs, a line of JSON each, and answers each with a line: a Done.
"""

import re
import socket
import ssl
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import msgspec

from bench.origin import read_head
from bench.worker import WrongAnswerError, work
from proxy_addons.authority import SUBJECT

_PATIENCE = 20.0  # seconds; a proxy that takes longer is broken, not slow
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """So many times: CONNECT, a TLS handshake, one request, one answer, and the connection is over."""

    port: int
    host: str
    request: bytes
    count: int
    at_once: int
    status: int
    intercepted: bool
    """Whether the certificate must be the proxy's own; else it must be the origin's."""


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """How a job went."""

    seconds: float
    body_bytes: int
    """Of the last answer."""


def main() -> None:
    """Do each job that standard input asks for."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # whose certificate it is, is looked at below; the rest costs time
    context.set_alpn_protocols(["h2", "http/1.1"])
    work(Job, partial(_do, context=context))


def _do(job: Job, context: ssl.SSLContext) -> Done:
    began = time.perf_counter()
    with ThreadPoolExecutor(job.at_once) as threads:
        lengths = list(threads.map(lambda _: _ask(job, context), range(job.count)))
    return Done(seconds=time.perf_counter() - began, body_bytes=lengths[-1])


def _ask(job: Job, context: ssl.SSLContext) -> int:
    with socket.create_connection(("127.0.0.1", job.port), timeout=_PATIENCE) as plain:
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        plain.sendall(f"CONNECT {job.host}:443 HTTP/1.1\r\nHost: {job.host}:443\r\n\r\n".encode())
        read_head(plain)
        with context.wrap_socket(plain, server_hostname=job.host) as secured:
            certificate = secured.getpeercert(binary_form=True) or b""
            secured.sendall(job.request)
            head, _, body = read_head(secured).partition(b"\r\n\r\n")
            length = _LENGTH.search(head)
            expected = int(length[1]) if length else 0
            while len(body) < expected:
                body += secured.recv(65_536)
    if int(head.split(b" ", 2)[1]) != job.status or (SUBJECT.encode() in certificate) is not job.intercepted:
        raise WrongAnswerError(f"{job.host}: {head!r}")
    return len(body)


if __name__ == "__main__":
    main()
