"""A site whose TLS settings and headers a test chooses, and that tells what it saw of its visitors."""

import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from owntime.demo.stand_in_filter import Address

_PATIENCE = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One visitor."""

    certificate: bytes | None
    """The client's own, DER, where it showed one."""
    head: bytes
    """The first request, line and headers."""


class Site:
    """Answers one request a connection with the same short page; use it in a `with`."""

    def __init__(
        self, context: ssl.SSLContext, headers: Mapping[str, str] | None = None, *, status: str = "200 OK"
    ) -> None:
        self.seen: list[Seen] = []
        self._context = context
        lines = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
        self._answer = f"HTTP/1.1 {status}\r\n{lines}Content-Length: 4\r\nConnection: close\r\n\r\nhere".encode()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address: Address = self._listener.getsockname()
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(_PATIENCE)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return  # closed
            connection.settimeout(_PATIENCE)
            self._threads.append(threading.Thread(target=self._serve, args=(connection,)))
            self._threads[-1].start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            with self._context.wrap_socket(connection, server_side=True) as secured:
                head = b""
                while b"\r\n\r\n" not in head and (chunk := secured.recv(65_536)):
                    head += chunk
                if head:
                    self.seen.append(Seen(certificate=secured.getpeercert(binary_form=True), head=head))
                    secured.sendall(self._answer)
        except OSError:
            return  # a visitor who refused or went away
