"""Serves PACs from the supervisor's process, so that they stand whatever the proxy does."""

import socket
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from proxy_addons.options import LOOPBACK, place

PATH = "/proxy.pac"
_PATIENCE_SECONDS = 5  # a browser asks at once; whoever says nothing holds no thread for longer


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a browser that goes away is everyday life."""


class _ServerV6(_Server):
    address_family = socket.AF_INET6


class PacServer:
    """A web server with PACs and nothing else; they may be replaced while it runs."""

    def __init__(
        self,
        pacs: Mapping[str, str],
        port: int = 0,
        address: str = LOOPBACK,
        answers: Callable[[str], bool] = lambda _address: True,
    ) -> None:
        """Take the port for PACs by their paths. Raises OSError with a message for the IT admin.

        `answers` tells whether an address is answered at all.
        """
        self.pacs = pacs
        self._address = address
        outer = self

        class Handler(BaseHTTPRequestHandler):
            timeout = _PATIENCE_SECONDS
            server_version = "owntime"
            sys_version = ""

            def do_GET(self) -> None:
                pac = outer.pacs.get(self.path.partition("?")[0]) if answers(self.client_address[0]) else None
                body = (pac or "").encode()
                self.send_response(404 if pac is None else 200)
                self.send_header("Content-Type", "application/x-ns-proxy-autoconfig")
                self.send_header("Cache-Control", "no-cache")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the library's name)
                """Log nothing: who asks for the PAC is nobody's business."""

        try:
            self._server = (_ServerV6 if ":" in address else _Server)((address, port), Handler)
        except OSError as error:
            told = f"the PAC cannot be served at port {port} on {address} ({error.strerror}); choose another port"
            raise OSError(told) from error
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, name="pac", daemon=True)

    @property
    def url(self) -> str:
        """Where browsers fetch the PAC."""
        return self.url_of(PATH)

    def url_of(self, path: str) -> str:
        """Return where browsers fetch the PAC of a path."""
        return f"http://{place(self._address, self._server.server_address[1])}{path}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
