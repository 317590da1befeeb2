"""How the checks talk over the network: plain sockets with a time limit, and words for what goes wrong.

Whatever others send is said in printable ASCII, cut short. TLS contexts are made by hand, as those of
`ssl.create_default_context` write keys where SSLKEYLOGFILE says so.
"""

import http.client
import re
import socket
import ssl
from dataclasses import dataclass
from pathlib import Path

_LONGEST_HEAD = 16 * 1024
_LONGEST_BODY = 1024 * 1024
_MOST_SAID = 200  # characters: a file's path fits in

FAILED = (OSError, http.client.HTTPException, ValueError)
"""What a talk may end in. TLS errors and time-outs are OSErrors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an HTTP server answered."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""

    def values(self, name: str) -> list[str]:
        """Return the values of a header, however it is written."""
        return [value for header, value in self.headers if header.lower() == name.lower()]


def trusting(authority: Path | None) -> ssl.SSLContext:
    """Return a context that trusts one certificate, or what the system trusts. Raises OSError."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if authority is None:
        context.load_default_certs()
    else:
        context.load_verify_locations(cafile=authority)
    return context


def trusting_anybody() -> ssl.SSLContext:
    """Return a context for looking at a certificate and nothing else: nothing is sent on such a connection."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def get(connection: http.client.HTTPConnection, path: str) -> Answer:
    """Ask for a path and close. Raises what FAILED names."""
    try:
        connection.request("GET", path, headers={"Connection": "close"})
        response = connection.getresponse()
        return Answer(
            status=response.status, headers=tuple(response.getheaders()), body=response.read(_LONGEST_BODY)
        )
    finally:
        connection.close()


def ask_for_tunnel(proxy: socket.socket, host: str, port: int) -> Answer:
    """Send a CONNECT and nothing else; return what the proxy answers. Raises what FAILED names."""
    target = f"{host}:{port}"
    proxy.sendall(f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n".encode("ascii"))
    head = b""
    while b"\r\n\r\n" not in head:
        chunk = proxy.recv(_LONGEST_HEAD)
        head += chunk
        if not chunk or len(head) > _LONGEST_HEAD:
            raise ValueError("what answers there does not speak as a proxy does")
    first, *lines = head.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    status = re.match(r"HTTP/1\.[01] ([0-9]{3})\b", first)
    if status is None:
        raise ValueError("what answers there does not speak as a proxy does")
    pairs = (line.partition(":") for line in lines)
    return Answer(status=int(status[1]), headers=tuple((name.strip(), value.strip()) for name, _, value in pairs))


def why(error: Exception) -> str:
    """Say in words why a talk failed."""
    match error:
        case TimeoutError():
            words = "it did not answer in time"
        case ssl.SSLCertVerificationError():
            words = f"its certificate is not trusted: {error.verify_message}"
        case ssl.SSLError():
            words = "it does not speak TLS as it should"
        case socket.gaierror():
            words = "its name is not known here"
        case http.client.HTTPException():
            words = "it does not speak HTTP as it should"
        case OSError():
            words = error.strerror or str(error) or type(error).__name__
        case _:
            words = str(error)
    return plainly(words)


def plainly(text: str) -> str:
    """Return what others said as it may stand in a terminal: printable ASCII, cut short."""
    kept = "".join(letter for letter in text if letter.isascii() and letter.isprintable())
    return kept if len(kept) <= _MOST_SAID else f"{kept[:_MOST_SAID]}…"
