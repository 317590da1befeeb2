"""A small client for the demo's check: one request through the proxy, and whose certificate came with it."""

import http.client
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

_PATIENCE_SECONDS = 15

AS_A_BROWSER: Mapping[str, str] = {
    "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Site": "none",
    "Sec-Fetch-User": "?1",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What came back."""

    status: int
    location: str
    text: str
    issuer: str
    """The common name of whoever signed the certificate that was shown."""


class Client:
    """Sends each request on a connection of its own through the proxy, whatever the environment says."""

    def __init__(self, proxy: str, authorities: Path) -> None:
        host, _, port = proxy.rpartition(":")
        self._proxy = (host, int(port))
        self._tls = ssl.create_default_context(cafile=str(authorities))

    def get(self, url: str) -> Arrival:
        """Open a page as a browser does when its address is typed."""
        return self._send("GET", url, AS_A_BROWSER)

    def post(self, url: str, form: str, origin: str) -> Arrival:
        """Send a form that says it came from `origin`."""
        own = urlsplit(url).netloc == urlsplit(origin).netloc
        headers = {
            **AS_A_BROWSER,
            "Sec-Fetch-Site": "same-origin" if own else "cross-site",
            "Origin": origin,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return self._send("POST", url, headers, form)

    def _send(self, method: str, url: str, headers: Mapping[str, str], body: str = "") -> Arrival:
        parts = urlsplit(url)
        connection = http.client.HTTPSConnection(*self._proxy, timeout=_PATIENCE_SECONDS, context=self._tls)
        connection.set_tunnel(parts.hostname or "", parts.port or 443)
        try:
            connection.connect()
            issuer = _issuer(connection.sock)
            connection.request(method, parts.path or "/", body=body or None, headers=dict(headers))
            response = connection.getresponse()
            text = response.read().decode("utf-8", "replace")
            location = response.headers.get("Location", "")
            return Arrival(status=response.status, location=location, text=text, issuer=issuer)
        finally:
            connection.close()


def choices_on(page: str) -> list[str]:
    """Return the values of the choices that a reminder offers."""
    return re.findall(r'name="choice"\s+value="([^"]+)"', page)


def _issuer(sock: ssl.SSLSocket) -> str:
    certificate = sock.getpeercert() or {}
    issuer: Any = certificate.get("issuer", ())
    return next((value for part in issuer for name, value in part if name == "commonName"), "")
