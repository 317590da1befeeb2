"""One server on one port: loopback, or the network over TLS."""

import ipaddress
import logging
import ssl
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from aiohttp import web, web_response

from advisory_server.app import build_app
from advisory_server.list_keeping import ListKeeper
from advisory_server.school import InForce
from advisory_server.settings import Now, ServerOptions
from advisory_server.store.database import Store

# The library's own answers, to what is no HTTP, pass no hook of ours; its name and version are nobody's business.
web_response.SERVER_SOFTWARE = "owntime"  # type: ignore[attr-defined]

_LINGER_SECONDS = 1.0
"""How long the rest of a refused body is thrown away, so that its sender reads the refusal."""
_SHUTDOWN_SECONDS = 3.0
"""How long requests under way may take when the server stops."""
_LINE_BYTES = 4_096
_HEADERS = 64
_BACKLOG = 256


class ServerError(ValueError):
    """The server cannot be run like that; the message says why."""


class NotLoopbackError(ServerError):
    """It would speak to the network without TLS."""


class Server:
    """Serves for as long as its `async with` lasts, which gives the address, such as http://127.0.0.1:8480."""

    def __init__(  # noqa: PLR0913, PLR0917 (what it is made of)
        self,
        options: ServerOptions,
        store: Store,
        in_force: InForce,
        now: Now,
        pac: Callable[[], str] | None = None,
        lists: ListKeeper | None = None,
    ) -> None:
        """Put it together. Raises ServerError."""
        self._tls = _tls(options)
        self._options = options
        self.app = build_app(options, store, in_force, now, pac, lists)
        self._runner = web.AppRunner(
            self.app,
            # Bodies that want unpacking are refused by their headers; unpacking first would be the harm.
            auto_decompress=False,
            access_log=None,  # it would write addresses; middleware.py writes what is needed
            logger=_quiet_log(),
            keepalive_timeout=options.limits.header_seconds,
            lingering_time=_LINGER_SECONDS,
            shutdown_timeout=_SHUTDOWN_SECONDS,
            max_line_size=_LINE_BYTES,
            max_field_size=_LINE_BYTES,
            max_headers=_HEADERS,
        )

    async def __aenter__(self) -> str:
        """Listen. Raises OSError where the port is taken."""
        await self._runner.setup()
        options = self._options
        site = web.TCPSite(self._runner, options.listen, options.port, ssl_context=self._tls, backlog=_BACKLOG)
        try:
            await site.start()
        except OSError:
            await self._runner.cleanup()
            raise
        port = self._runner.addresses[0][1]
        return f"{'https' if self._tls else 'http'}://{_host(options.listen)}:{port}"

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()


def _tls(options: ServerOptions) -> ssl.SSLContext | None:
    if options.certificate is None and options.key is None:
        if not _is_loopback(options.listen):
            raise NotLoopbackError(
                f"{options.listen} is not this machine's own address: give --certificate and --key, "
                "as passwords and figures go over the network by TLS only"
            )
        return None
    if options.certificate is None or options.key is None:
        raise ServerError("--certificate and --key go together: one is missing")
    return _context(options.certificate, options.key)


def _context(certificate: Path, key: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    for path in (certificate, key):
        if not path.is_file():
            raise ServerError(f"{path}: there is no such file")
    try:
        # An encrypted key gets an empty password and so an error; OpenSSL would ask in the terminal.
        context.load_cert_chain(certificate, key, password="")
    except OSError as error:
        reason = error.reason if isinstance(error, ssl.SSLError) and error.reason else error.strerror
        raise ServerError(
            f"{certificate} and {key} are no certificate and its unencrypted private key in PEM: {reason}"
        ) from None
    return context


def _is_loopback(listen: str) -> bool:
    try:
        return ipaddress.ip_address(listen).is_loopback
    except ValueError:
        return listen == "localhost"


def _host(listen: str) -> str:
    """Return the host of a URL for this address; one that listens everywhere is named from this machine."""
    try:
        address = ipaddress.ip_address(listen)
    except ValueError:
        return listen
    if address.is_unspecified:
        return "localhost"
    return f"[{address}]" if address.version == 6 else str(address)  # noqa: PLR2004


class _KindOnly(logging.Filter):
    """Takes addresses, data and traces out of what the library logs."""

    def filter(self, record: logging.LogRecord) -> bool:
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else "no more is known"
        record.msg, record.args = "a connection went wrong: %s", (kind,)
        record.exc_info = record.exc_text = record.stack_info = None
        return True


def _quiet_log() -> logging.Logger:
    log = logging.getLogger("owntime.server.connections")
    if not log.filters:
        log.addFilter(_KindOnly())
    return log
