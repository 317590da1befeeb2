"""A connection that an open page keeps: every request goes out on it, and it is never made again."""

import http.client
import ssl
from types import TracebackType
from typing import Self

from owntime.demo.client import AS_A_BROWSER
from owntime.demo.stand_in_filter import Address
from tests.flow.traveller import PATIENCE, issuer_of


class KeptConnection:
    """To one host, through a proxy; use it in a `with`."""

    def __init__(self, proxy: Address, trusted: ssl.SSLContext, host: str) -> None:
        self._connection = http.client.HTTPSConnection(*proxy, timeout=PATIENCE, context=trusted)
        self._connection.set_tunnel(host, 443)
        self._connection.connect()
        self._connection.auto_open = 0  # what is closed stays closed
        self.issuer = issuer_of(self._connection.sock)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def answers(self) -> bool:
        """Ask for the front page: True where the site answers, False where the connection was closed."""
        try:
            self._connection.request("GET", "/", headers=dict(AS_A_BROWSER))
            response = self._connection.getresponse()
            response.read()
        except (http.client.NotConnected, http.client.RemoteDisconnected, ConnectionError, ssl.SSLError):
            return False
        return response.status == http.HTTPStatus.OK

    def wait_until_closed(self) -> None:
        """Wait for the other end to close. Raises TimeoutError."""
        assert self._connection.sock is not None
        self._connection.sock.settimeout(2 * PATIENCE)
        try:
            assert self._connection.sock.recv(1) == b""
        except (ConnectionError, ssl.SSLError):
            return
