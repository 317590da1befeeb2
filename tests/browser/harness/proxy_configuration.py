"""A trivial PAC server for tests that run without the product."""

import http.server
import threading
from types import TracebackType
from typing import Any, Self

from owntime.demo.stand_in_filter import Address


def everything_to(proxy: Address) -> str:
    """Return a PAC that sends every URL to one proxy and never anywhere else."""
    return f'function FindProxyForURL(url, host) {{ return "PROXY {proxy[0]}:{proxy[1]}"; }}'


class PacServer:
    """Serves one PAC on loopback; use it in a `with`."""

    def __init__(self, pac: str) -> None:
        self._server = _Server(pac)
        self._thread = threading.Thread(target=self._serve, name="PAC", daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/proxy.pac"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _serve(self) -> None:
        self._server.serve_forever(poll_interval=0.05)


class _Server(http.server.ThreadingHTTPServer):
    def __init__(self, pac: str) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.pac = pac.encode()


class _Answer(http.server.BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self.send_response(http.HTTPStatus.OK)
        self.send_header("Content-Type", "application/x-ns-proxy-autoconfig")
        self.send_header("Content-Length", str(len(self.server.pac)))
        self.end_headers()
        self.wfile.write(self.server.pac)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name in http.server
        pass
