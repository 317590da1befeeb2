"""Serves the PAC on loopback, from the supervisor's process, so that it stands whatever the proxy does."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from proxy_addons.options import LOOPBACK

PATH = "/proxy.pac"
_PATIENCE_SECONDS = 5  # a browser asks at once; whoever says nothing holds no thread for longer


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a browser that goes away is everyday life."""


class PacServer:
    """A web server with one page, the PAC, which may be replaced while it runs."""

    def __init__(self, pac: str, port: int = 0) -> None:
        """Take the port. Raises OSError with a message for the IT admin."""
        self.pac = pac
        outer = self

        class Handler(BaseHTTPRequestHandler):
            timeout = _PATIENCE_SECONDS
            server_version = "owntime"
            sys_version = ""

            def do_GET(self) -> None:
                found = self.path.partition("?")[0] == PATH
                body = outer.pac.encode() if found else b""
                self.send_response(200 if found else 404)
                self.send_header("Content-Type", "application/x-ns-proxy-autoconfig")
                self.send_header("Cache-Control", "no-cache")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the library's name)
                """Log nothing: who asks for the PAC is nobody's business."""

        try:
            self._server = _Server((LOOPBACK, port), Handler)
        except OSError as error:
            told = f"the PAC cannot be served at port {port} on {LOOPBACK} ({error.strerror}); choose another port"
            raise OSError(told) from error
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, name="pac", daemon=True)

    @property
    def url(self) -> str:
        """Where browsers fetch the PAC."""
        return f"http://{LOOPBACK}:{self._server.server_address[1]}{PATH}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
