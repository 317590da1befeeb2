"""A web server that stands in for every site of the demo: one TLS port, any host name, no internet.

It logs nothing; it only counts how many requests reached each host.
"""

import contextlib
import html
import http.server
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from owntime.demo.stand_in_authority import NAME, StandInAuthority
from school_policy.hostname import HostnameError, normalise

_PATIENCE = 30.0  # seconds for a handshake or the next request; then the connection is closed
_STOP_WITHIN = 0.05  # seconds between two looks at whether to stop

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{host} (stand-in)</title>
<link rel="icon" href="data:,">
<style>
body {{ font: 1.25rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem }}
</style>
</head>
<body>
<main>
<h1>{host}</h1>
<p>This page stands in for {host}.</p>
<p>Its certificate is the site's own: issued by “{issuer}”, not by Own Time.
Own Time passed the connection through and read nothing of it.</p>
</main>
</body>
</html>
"""


class StandInOrigin:
    """The stand-in sites as one server with threads of its own; start and stop it, or use it in a `with`."""

    def __init__(self, authority: StandInAuthority, *, port: int = 0) -> None:
        self._server = _Server(port, authority.server_context(), self._count)
        self._thread = threading.Thread(target=self._serve, name="stand-in origin", daemon=True)
        self._requests: Counter[str] = Counter()
        self._counting = threading.Lock()

    @property
    def address(self) -> tuple[str, int]:
        """Where the server listens: a loopback address and its port."""
        return "127.0.0.1", self._server.server_port

    @property
    def requests(self) -> Counter[str]:
        """How many requests reached each host, as a copy."""
        with self._counting:
            return self._requests.copy()

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Close the port and every open connection, and wait until the threads have ended."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.close_connections()
        self._server.server_close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _serve(self) -> None:
        self._server.serve_forever(poll_interval=_STOP_WITHIN)

    def _count(self, host: str) -> None:
        with self._counting:
            self._requests[host] += 1


class _Server(http.server.ThreadingHTTPServer):
    """One thread a connection; the handshake is made there, so that a slow client holds up nobody else."""

    daemon_threads = False  # closing waits for them; close_connections sees to it that they end

    def __init__(self, port: int, context: ssl.SSLContext, count: Callable[[str], None]) -> None:
        super().__init__(("127.0.0.1", port), _Answer)
        self.count = count
        self._context = context
        self._open: set[ssl.SSLSocket] = set()
        self._closing = False
        self._opening = threading.Lock()

    def finish_request(self, request: Any, client_address: Any) -> None:
        request.settimeout(_PATIENCE)
        with self._context.wrap_socket(request, server_side=True, do_handshake_on_connect=False) as connection:
            with self._opening:
                if self._closing:
                    return
                self._open.add(connection)
            try:
                connection.do_handshake()
                _Answer(connection, client_address, self)
            finally:
                with self._opening:
                    self._open.discard(connection)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a client that refuses the certificate or goes away is everyday life."""

    def close_connections(self) -> None:
        """End every open connection, so that the thread that reads from it ends too."""
        with self._opening:
            self._closing = True
            for connection in self._open:
                # The raw socket: SSLSocket.shutdown would drop the TLS state under a thread that still reads.
                with contextlib.suppress(OSError):
                    socket.socket.shutdown(connection, socket.SHUT_RDWR)


class _Answer(http.server.BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version = "StandIn"
    sys_version = ""

    def do_GET(self) -> None:
        """Answer any path with the host's page."""
        body = self._page()
        self.send_response(http.HTTPStatus.OK)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-cache")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_GET  # noqa: N815 - the name that http.server looks for

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name in http.server
        """Log nothing: a log of hosts is what Own Time never keeps."""

    def _page(self) -> bytes:
        host = self._host()
        self.server.count(host)
        return _PAGE.format(host=html.escape(host), issuer=NAME).encode()

    def _host(self) -> str:
        try:
            return normalise(self.headers.get("Host", ""))
        except HostnameError:
            return "a site without a name"
