"""A device to look at: the sample school on a Monday in a lesson, and stand-ins on loopback for what it asks."""

import datetime as dt
import socketserver
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from owntime.demo.stage import SAMPLE_SCHOOL
from owntime.doctor.case import Case, Machine
from owntime.doctor.finding import Finding
from owntime.policy_source import PolicySource
from proxy_addons.clock import Clock
from school_policy.policy import Counting, Policy, Upstream

NOW = dt.datetime(2026, 11, 23, 10, 42, tzinfo=dt.UTC)
PATIENT, HASTY = 20.0, 0.3
"""Seconds: for what answers at once, however busy the machine is, and for what never does."""

LOOPBACK = "127.0.0.1"
NOBODY = 1
"""A port that nobody listens on, and that the system gives to nobody."""

type Talk = Callable[[Any, threading.Event], None]
"""What a stand-in does with a connection; the event is set when it is taken down."""


@cache
def sample() -> Policy:
    return PolicySource(SAMPLE_SCHOOL, today=NOW.date).compile()


def school(forward: str = "direct", **changes: Any) -> Policy:
    """The sample school with another way out, start page, server or anything else."""
    policy = sample()
    if start_page := changes.pop("start_page", ""):
        changes["school"] = msgspec.structs.replace(policy.school, start_page=start_page)
    pac = changes.pop("pac", "")
    if server := changes.pop("server", ""):
        changes["counting"] = Counting(server=server, authority=str(changes.pop("authority", "")))
    return msgspec.structs.replace(policy, upstream=Upstream(forward=forward, pac=pac), **changes)


def machine(folder: Path, **changes: Any) -> Machine:
    made: dict[str, Any] = {
        "environment": {},
        "installed": (folder / "installed",),
        "trust_bundles": (),
        "nss_databases": (),
        "addresses": (),
    }
    return Machine(**made | changes)


def case(folder: Path, policy: Policy | None = None, *, at: dt.datetime = NOW, **changes: Any) -> Case:
    clock = Clock()
    clock.set(at)
    made: dict[str, Any] = {
        "settings": Path("school.toml"),
        "policy": policy or sample(),
        "state": folder / "state",
        "proxy_port": NOBODY,
        "pac_port": NOBODY,
        "clock": clock,
        "machine": machine(folder),
        "patience_seconds": PATIENT,
    }
    return Case(**made | changes)


def lines(*findings: Finding) -> list[str]:
    return [f"{finding.level}: {finding.seen}" for finding in findings]


class StandIn:
    """Listens on loopback and does one thing with every connection, each in a thread."""

    def __init__(self, talk: Talk, address: str = LOOPBACK, port: int = 0) -> None:
        closing = self._closing = threading.Event()

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                talk(self.request, closing)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True

            def handle_error(self, request: object, client_address: object) -> None:
                """Whoever looked has seen enough and gone."""

        self._server = Server((address, port), Handler)
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def mute(_connection: Any, closing: threading.Event) -> None:
    """Accept, and say nothing."""
    closing.wait()


def saying(answer: bytes) -> Talk:
    """Read one request's head, and answer this."""

    def talk(connection: Any, _closing: threading.Event) -> None:
        head = b""
        while b"\r\n\r\n" not in head and (chunk := connection.recv(4096)):
            head += chunk
        connection.sendall(answer)

    return talk


def page(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(head).encode() + body
