"""A school's filter that only notes, word for word, what it is asked for."""

import socket
import threading
from types import TracebackType
from typing import Self

from owntime.demo.stand_in_filter import Address

_PATIENCE = 20.0


class NotingFilter:
    """Refuses everything, and keeps the heads of the requests; use it in a `with`."""

    def __init__(self) -> None:
        self.heads: list[bytes] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address: Address = self._listener.getsockname()
        self._thread = threading.Thread(target=self._accept)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(_PATIENCE)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return  # closed
            with connection:
                connection.settimeout(_PATIENCE)
                head = b""
                while b"\r\n\r\n" not in head and (chunk := connection.recv(65_536)):
                    head += chunk
                self.heads.append(head)
                connection.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
