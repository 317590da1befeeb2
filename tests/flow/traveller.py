"""Clients of the tests: one that asks through a proxy, and one that goes by a PAC's entries as browsers do."""

import http.client
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from owntime.demo.client import AS_A_BROWSER
from owntime.demo.stand_in_filter import Address

PATIENCE = 10.0
_MOST_REDIRECTS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    issuer: str

    @property
    def location(self) -> str:
        return self.headers.get("Location", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Traveller:
    """Sends each request on a connection of its own through one proxy."""

    proxy: Address
    trusted: ssl.SSLContext
    patience: float = PATIENCE
    source: str = "127.0.0.1"
    """The address that it comes from: Linux has all of 127.0.0.0/8."""

    def ask(
        self,
        url: str,
        headers: Mapping[str, str] = AS_A_BROWSER,
        *,
        method: str = "GET",
        body: bytes | None = None,
    ) -> Arrival:
        parts = urlsplit(url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection = http.client.HTTPSConnection(
            *self.proxy, timeout=self.patience, context=self.trusted, source_address=(self.source, 0)
        )
        connection.set_tunnel(parts.hostname or "", parts.port or 443)
        try:
            connection.connect()
            issuer = issuer_of(connection.sock)
            connection.request(method, path, body=body, headers=dict(headers))
            response = connection.getresponse()
            return Arrival(
                status=response.status, headers=dict(response.headers), body=response.read(), issuer=issuer
            )
        finally:
            connection.close()

    def follow(self, url: str, headers: Mapping[str, str] = AS_A_BROWSER) -> Arrival:
        """Ask as browsers do, which follow a 307 to the same URL."""
        arrival = self.ask(url, headers)
        for _ in range(_MOST_REDIRECTS):
            if arrival.status != http.HTTPStatus.TEMPORARY_REDIRECT:
                break
            arrival = self.ask(arrival.location, headers)
        return arrival


def issuer_of(connection: Any) -> str:
    certificate = connection.getpeercert() or {}
    return next((value for part in certificate["issuer"] for name, value in part if name == "commonName"), "")


def trusting(*certificates: bytes) -> ssl.SSLContext:
    """Return a browser's TLS settings that trust these authorities and no others."""
    context = ssl.create_default_context(cadata=b"".join(certificates).decode())
    context.set_alpn_protocols(["http/1.1"])
    return context


def seconds_until_reached(url: str, entries: list[Traveller]) -> float:
    """Ask as a PAC's list says, the next entry where one fails, until the site is there; return the seconds."""
    start = time.monotonic()
    while time.monotonic() < start + PATIENCE:
        for entry in entries:
            try:
                if entry.follow(url).status == http.HTTPStatus.OK:
                    return time.monotonic() - start
            except (OSError, http.client.HTTPException):
                continue
    raise AssertionError("never reached")
