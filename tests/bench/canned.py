"""A server that gives every request the same answer, in a thread."""

import contextlib
import itertools
import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BufferedReader

_LENGTH = re.compile(rb"Content-Length: (\d+)")
_PATIENCE = 20.0  # seconds


@dataclass
class Canned:
    """Such a server."""

    port: int
    heads: list[bytes] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    received: int = 0
    come: threading.Condition = field(default_factory=threading.Condition)

    def wait_for_bytes(self, count: int) -> None:
        """Wait until so many bytes of bodies came."""
        with self.come:
            assert self.come.wait_for(lambda: self.received >= count, _PATIENCE)

    def wait_for_heads(self, count: int) -> None:
        with self.come:
            assert self.come.wait_for(lambda: len(self.heads) >= count, _PATIENCE)


@contextlib.contextmanager
def answering(*pieces: bytes) -> Iterator[Canned]:
    """Serve, each connection in a thread, with an answer that is sent in these pieces; end with all of them."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Canned(port=listener.getsockname()[1])
        threads: list[threading.Thread] = []

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    threads.append(threading.Thread(target=_serve, args=(connection, server, pieces)))
                    threads[-1].start()

        accepting = threading.Thread(target=accept)
        accepting.start()
        try:
            yield server
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            for thread in (accepting, *threads):
                thread.join()


def _serve(connection: socket.socket, server: Canned, pieces: tuple[bytes, ...]) -> None:
    with contextlib.suppress(ConnectionError), connection, connection.makefile("rb") as incoming:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while head := b"".join(itertools.takewhile(lambda line: line not in {b"", b"\r\n"}, incoming)):
            with server.come:
                server.heads.append(head)
                server.come.notify_all()
            server.bodies.append(_body(head, incoming, server))
            for piece in pieces:
                connection.sendall(piece)


def _body(head: bytes, incoming: BufferedReader, server: Canned) -> bytes:
    length = _LENGTH.search(head)
    body = b""
    while length and len(body) < int(length[1]) and (chunk := incoming.read1(int(length[1]) - len(body))):
        body += chunk
        with server.come:
            server.received += len(chunk)
            server.come.notify_all()
    return body
