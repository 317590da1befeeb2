"""The only sockets to the school's server. For the supervisor process alone; the proxy process stays light."""

import contextlib
import os
import socket
import ssl
from pathlib import Path

import aiohttp
import msgspec

from proxy_addons.device_token import NOT_KNOWN, REFUSED
from proxy_addons.spool import SealedReport
from proxy_addons.target import AuthorityFileError
from proxy_addons.uploader import Accepted, Answer, Rejected, RetryAfter
from school_policy.beside_report import NOT_SAID, DeviceState, headers_of
from school_policy.count_report import Receipt, Taken

REPORTS_PATH = "/api/v1/reports"

TIMEOUT_SECONDS = 20.0
"""For one report of 4 KiB, all in all; a school's busiest line needs less."""

MOST_ANSWER_BYTES = 64 * 1024
"""A receipt has 20 bytes, a problem a few hundred."""

_ABOUT_THE_REPORT = {
    400: "The server could not read it.",
    409: "The server has another report with its id.",
    413: "The server finds it too large.",
    415: "The server does not take its form.",
    422: "The server does not take what it says.",
}
_ABOUT_US = {
    401: NOT_KNOWN,
    403: REFUSED,
    404: "There is no Own Time server at that address: see [counting] in the school's settings.",
    405: "There is no Own Time server at that address: see [counting] in the school's settings.",
    429: "The server has had too many reports of this device for now.",
    503: "The server's database is not ready.",
}
_MOST_REASON = 300  # characters: enough for a pointer and its sentence
NO_JSON = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What a body that is none of ours raises when it is read."""
TROUBLE = (aiohttp.ClientError, OSError, ValueError)
"""What a network or a server may do to a request; TimeoutError is an OSError."""

_receipt = msgspec.json.Decoder(Receipt)


class _Fault(msgspec.Struct):
    """One thing that is wrong with a report, and where."""

    pointer: str = ""
    detail: str = ""


class _Problem(msgspec.Struct):
    """What we read of a problem document (RFC 9457)."""

    title: str = ""
    detail: str = ""
    errors: tuple[_Fault, ...] = ()


class Transport:
    """One address, one token; `send` never raises for what a network or server may do. To be closed."""

    def __init__(self, server: str, token: str, authority: Path | None) -> None:
        """Raise AuthorityFileError where the authority's file cannot be used."""
        self._url = server.rstrip("/") + REPORTS_PATH
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._tls = trusting(authority)
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close its connections."""
        if self._session is not None:
            await self._session.close()

    async def send(self, report: SealedReport, state: DeviceState = NOT_SAID) -> Answer:
        """Send a report and return what was answered, in words for the IT admin; `state` goes beside it."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(ssl=self._tls, limit=1),
                timeout=aiohttp.ClientTimeout(total=TIMEOUT_SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,  # an answer is a few bytes; one that inflates is no answer of ours
                trust_env=False,
            )
        headers = {**self._headers, **headers_of(state)}
        try:
            async with self._session.post(
                self._url, data=report.body, headers=headers, allow_redirects=False
            ) as response:
                body = await read_answer(response, MOST_ANSWER_BYTES)
                return _understood(response, body)
        except TROUBLE as error:
            return RetryAfter(reason=what_went_wrong(error, TIMEOUT_SECONDS))


def what_went_wrong(error: Exception, seconds: float) -> str:
    """Return what a network or server did, in words; `seconds` is how long was waited."""
    match error:
        case TimeoutError():
            return f"The server did not answer within {seconds:.0f} seconds."
        case aiohttp.ClientConnectorCertificateError():
            return f"The server's certificate is not trusted here: {_why(error)}."
        case aiohttp.ClientConnectorSSLError():
            return "What answers at the server's address does not speak TLS as it should."
        case aiohttp.ClientConnectorError():
            return f"The server cannot be reached: {_plainly(error)}."
        case _:
            return f"The server's answer broke off or made no sense ({type(error).__name__})."


def trusting(authority: Path | None) -> ssl.SSLContext:
    """Return what trusts this authority, or the system's. Raises AuthorityFileError."""
    try:
        return ssl.create_default_context(cafile=authority)
    except (OSError, ssl.SSLError) as error:
        raise AuthorityFileError(
            f"{authority} is no certificate (a PEM file) that can vouch for the server ({error.strerror or error})"
        ) from error


def _why(error: aiohttp.ClientConnectorError | aiohttp.ClientConnectorCertificateError) -> str:
    cause = (
        error.certificate_error if isinstance(error, aiohttp.ClientConnectorCertificateError) else error.os_error
    )
    words = getattr(cause, "verify_message", "") or getattr(cause, "reason", "") or type(cause).__name__
    return str(words).rstrip(".")


def _plainly(error: aiohttp.ClientConnectorError) -> str:
    """Return the system's own words: the loop's are "Connect call failed", with the address in brackets."""
    number = error.os_error.errno
    if number is not None and not isinstance(error.os_error, socket.gaierror):  # its numbers are others
        return os.strerror(number)
    return error.strerror or _why(error)


async def read_answer(response: aiohttp.ClientResponse, most: int) -> bytes:
    """Return the answer's body. Raises ValueError where it has more than `most` bytes."""
    body = bytearray()
    async for chunk in response.content.iter_chunked(8 * 1024):
        body += chunk
        if len(body) > most:
            raise ValueError("the answer is too large")
    return bytes(body)


def _understood(response: aiohttp.ClientResponse, body: bytes) -> Answer:
    status = response.status
    if status == 200:  # noqa: PLR2004 (HTTP)
        with contextlib.suppress(*NO_JSON):
            return Accepted(late=_receipt.decode(body).taken is Taken.LATE)
        return RetryAfter(reason="What answers at the server's address is no Own Time server.")
    if status in _ABOUT_THE_REPORT:
        return Rejected(reason=_said(_ABOUT_THE_REPORT[status], body))
    reason = _ABOUT_US.get(status, f"The server answered with status {status}.")
    return RetryAfter(seconds=_seconds(response.headers.get("Retry-After", "")), reason=reason)


def _said(plain: str, body: bytes) -> str:
    """Return our words with the server's beside them, in printable ASCII, as it goes onto a terminal."""
    with contextlib.suppress(*NO_JSON):
        problem = msgspec.json.decode(body, type=_Problem)
        faults = "; ".join(f"{fault.pointer}: {fault.detail}" for fault in problem.errors)
        words = " ".join(each for each in (problem.title, problem.detail, f"({faults})" if faults else "") if each)
        kept = "".join(each for each in words if each.isascii() and each.isprintable())[:_MOST_REASON]
        return f"{plain} It says: {kept}" if kept else plain
    return plain


def _seconds(text: str) -> float | None:
    """Return a Retry-After in seconds; a date (RFC 9110, 10.2.3) is not looked at, as no clock here is trusted."""
    return float(text) if text.isascii() and text.isdigit() and len(text) < 10 else None  # noqa: PLR2004
