"""Tunnels through a proxy, byte by byte: what goes into one end and what comes out of it."""

import socket
import ssl
import threading
from types import TracebackType
from typing import Self

from owntime.demo.stand_in_filter import Address
from tests.flow.traveller import PATIENCE, issuer_of


def open_tunnel(proxy: Address, target: str) -> socket.socket:
    """Ask a proxy for a tunnel ("host:port"); raises ConnectionError where it gives none."""
    connection = socket.create_connection(proxy, timeout=PATIENCE)
    connection.sendall(f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n".encode())
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        byte = connection.recv(1)
        if not byte:
            break
        head += byte
    if not head.startswith(b"HTTP/1.1 200"):
        connection.close()
        raise ConnectionError(head.decode("latin-1"))
    return connection


def send_and_read(connection: socket.socket, data: bytes, expected: int) -> bytes:
    """Send in a thread of its own, so that long data cannot get stuck, and read so many bytes or to the end."""
    sending = threading.Thread(target=connection.sendall, args=(data,))
    sending.start()
    read = b""
    while len(read) < expected and (chunk := connection.recv(65_536)):
        read += chunk
    sending.join()
    return read


def whose_page(connection: socket.socket, context: ssl.SSLContext, sni: str | None) -> tuple[str, int]:
    """Shake hands, ask for a page, and return who signed the certificate and the status."""
    with context.wrap_socket(connection, server_hostname=sni) as secured:
        issuer = issuer_of(secured)
        secured.sendall(b"GET / HTTP/1.1\r\nHost: x.example\r\nAccept: text/html\r\nConnection: close\r\n\r\n")
        return issuer, int(secured.recv(65_536).split()[1])


class Echo:
    """An origin that sends back what it gets, whatever that is."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address: Address = self._listener.getsockname()
        self._threads = [threading.Thread(target=self._accept)]
        self._connections: list[socket.socket] = []
        self._threads[0].start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return  # closed
            self._connections.append(connection)
            self._threads.append(threading.Thread(target=self._serve, args=(connection,)))
            self._threads[-1].start()

    @staticmethod
    def _serve(connection: socket.socket) -> None:
        with connection:
            try:
                while chunk := connection.recv(65_536):
                    connection.sendall(chunk)
            except OSError:
                return

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(PATIENCE)
