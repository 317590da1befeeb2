"""What is done to a server while others ask whether it is there: bodies that inflate, and bodies that trickle."""

import contextlib
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from functools import cache

from bench.reports import HOST, post_head
from bench.worker import WrongAnswerError

_PATIENCE = 60.0  # seconds
_TRICKLE_SECONDS = 0.05
_WAVE_SECONDS = 0.1
_MIB = bytes(2**20)
_DEFLATE, _GZIP = 15, 31
_WINDOW = {"deflate": _DEFLATE, "gzip": _GZIP}  # zlib's "wbits": which frame stands around the same stream

Attack = Callable[[int, threading.Event], None]
"""Goes on against a port until the event is set, in a thread of its own."""


@cache
def bomb(coding: str, mib: int) -> bytes:
    """Return noughts that take a thousandth of their size until a server inflates them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, _WINDOW[coding])
    return b"".join([*(packer.compress(_MIB) for _ in range(mib)), packer.flush()])


def bombs(path: str, headers: tuple[str, ...], coding: str, mib: int) -> Attack:
    """Return an attack by a bomb every tenth of a second. It raises WrongAnswerError unless they are refused."""
    body = bomb(coding, mib)
    request = post_head(path, *headers, f"Content-Encoding: {coding}", length=len(body)) + body

    def throw(port: int, over: threading.Event) -> None:
        while not over.is_set():
            with socket.create_connection((HOST, port), timeout=_PATIENCE) as connection:
                with contextlib.suppress(ConnectionError):  # it may have heard enough
                    connection.sendall(request)
                answer = connection.recv(65_536)
            if not answer.startswith(b"HTTP/1.1 415 "):
                raise WrongAnswerError(f"{path}: {answer[:400]!r}")
            over.wait(_WAVE_SECONDS - time.monotonic() % _WAVE_SECONDS)  # all throw at the same ticks

    return throw


def slow_body(path: str, headers: tuple[str, ...], length: int) -> Attack:
    """Return an attack by a body that comes byte by byte and is never whole."""
    head = post_head(path, *headers, length=length)

    def trickle(port: int, over: threading.Event) -> None:
        while not over.is_set():
            with (
                contextlib.suppress(ConnectionError),  # it has a limit, and then hangs up
                socket.create_connection((HOST, port), timeout=_PATIENCE) as connection,
            ):
                connection.sendall(head)
                while not over.wait(_TRICKLE_SECONDS):
                    connection.sendall(b"0")

    return trickle


@contextlib.contextmanager
def under(attacks: list[Attack], port: int) -> Iterator[None]:
    """Let attacks go on at once while the `with` lasts; raise what the first of them raised."""
    over, raised = threading.Event(), list[BaseException]()

    def run(attack: Attack) -> None:
        try:
            attack(port, over)
        except BaseException as error:  # noqa: BLE001 (raised below, in the thread that asked)
            raised.append(error)

    threads = [threading.Thread(target=run, args=(attack,)) for attack in attacks]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()
    if raised:
        raise raised[0]
