"""The school's filter and every origin behind it, in one lean process: `python -m bench.origin` prints its port.

It answers CONNECT, then speaks TLS itself on the same socket; nothing is dialled on, so that it costs little.
"""

import contextlib
import socket
import ssl
import sys
import threading

from owntime.demo.stand_in_authority import StandInAuthority

BODY_BYTES = 1_024
_WELCOME = b"HTTP/1.1 200 Connection established\r\n\r\n"
_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (
    BODY_BYTES,
    b"x" * BODY_BYTES,
)


def read_head(connection: socket.socket) -> bytes:
    """Return what came up to and with the end of an HTTP head; raise ConnectionError at an early end."""
    head = b""
    while b"\r\n\r\n" not in head:
        chunk = connection.recv(65_536)
        if not chunk:
            raise ConnectionError("the connection ended within a head")
        head += chunk
    return head


def main() -> None:
    """Serve until standard input ends."""
    context = StandInAuthority().server_context()
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    threading.Thread(target=_accept, args=(listener, context), daemon=True).start()
    sys.stdout.write(f"{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    sys.stdin.read()


def _accept(listener: socket.socket, context: ssl.SSLContext) -> None:
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=_serve, args=(connection, context), daemon=True).start()


def _serve(connection: socket.socket, context: ssl.SSLContext) -> None:
    with contextlib.suppress(OSError), connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        read_head(connection)
        connection.sendall(_WELCOME)
        with context.wrap_socket(connection, server_side=True) as secured:
            read_head(secured)
            secured.sendall(_ANSWER)


if __name__ == "__main__":
    main()
