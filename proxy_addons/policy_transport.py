"""The question that a device asks the school's server each minute: no token, no cookie, nothing of the device.

For the supervisor process alone, as transport.py.
"""

from dataclasses import dataclass
from pathlib import Path

import aiohttp
import msgspec

from proxy_addons.transport import NO_JSON, TROUBLE, read_answer, trusting, what_went_wrong
from school_policy.standing import Standing

POLICY_PATH = "/api/v1/policy"

ASK_SECONDS = 5.0
"""For one question, all in all: the next one comes soon."""

MOST_POLICY_BYTES = 4 * 1024 * 1024
"""A whole policy with its lists has a tenth of it."""

_HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity"}
_OK = 200
_standing = msgspec.json.Decoder(Standing)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAnswer:
    """The server did not say; why not, in words for the IT admin."""

    reason: str


class PolicyTransport:
    """One address; `ask` never raises for what a network or server may do. To be closed."""

    def __init__(self, server: str, authority: Path | None) -> None:
        """Raise AuthorityFileError where the authority's file cannot be used."""
        self._url = server.rstrip("/") + POLICY_PATH
        self._tls = trusting(authority)
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close its connections."""
        if self._session is not None:
            await self._session.close()

    async def ask(self) -> Standing | NoAnswer:
        """Ask once."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                # No connection is kept: the server closes one that is quiet for less than the next question takes.
                connector=aiohttp.TCPConnector(ssl=self._tls, limit=1, force_close=True),
                timeout=aiohttp.ClientTimeout(total=ASK_SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers=_HEADERS,
                skip_auto_headers=("User-Agent",),  # it would tell versions
                auto_decompress=False,
                trust_env=False,
            )
        try:
            async with self._session.get(self._url, allow_redirects=False) as response:
                return _understood(response.status, await read_answer(response, MOST_POLICY_BYTES))
        except TROUBLE as error:
            return NoAnswer(reason=what_went_wrong(error, ASK_SECONDS))


def _understood(status: int, body: bytes) -> Standing | NoAnswer:
    if status != _OK:
        return NoAnswer(reason=f"The server answered with status {status}.")
    try:
        standing = _standing.decode(body)
    except NO_JSON:
        return NoAnswer(reason="What answers at the server's address is no Own Time server.")
    if standing.paused_until is not None and standing.paused_until.tzinfo is None:
        return NoAnswer(reason="The server's answer names a time without its zone.")
    return standing
