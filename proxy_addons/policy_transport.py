"""What a device asks the school's server, each minute and for a new version: no token, no cookie, nothing of it.

For the supervisor process alone, as transport.py.
"""

from dataclasses import dataclass
from pathlib import Path

import aiohttp
import msgspec

from proxy_addons.transport import NO_JSON, TROUBLE, read_answer, trusting, what_went_wrong
from school_policy.policy_document import MOST_BYTES
from school_policy.publication import Sealed
from school_policy.standing import Standing

POLICY_PATH = "/api/v1/policy"

ASK_SECONDS = 5.0
"""For one question, all in all: the next one comes soon."""

FETCH_SECONDS = 20.0
"""For a whole document, at 200 KB a second: what holds at this moment is believed for two minutes meanwhile."""

MOST_POLICY_BYTES = MOST_BYTES
"""A whole policy with its lists has a tenth of it."""

_HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity"}
_OK = 200


class _Answer(Standing, frozen=True, kw_only=True):
    """What the server says, of which a part that makes no sense spoils nothing else."""

    published: msgspec.Raw = msgspec.Raw()


_answer = msgspec.json.Decoder(_Answer)
_sealed = msgspec.json.Decoder(Sealed | None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What the server said."""

    standing: Standing
    published: Sealed | None
    """The version in force as it was signed; None: nothing was published."""
    published_nonsense: bool = False
    """Whether what stood in its place was something else."""


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

    async def ask(self) -> Answered | NoAnswer:
        """Ask how things stand, once."""
        body = await self._get("", MOST_POLICY_BYTES, ASK_SECONDS)
        return body if isinstance(body, NoAnswer) else _understood(body)

    async def fetch(self, version: int) -> bytes | NoAnswer:
        """Get the document of a version, once; nothing of it is looked at here."""
        return await self._get(f"/{version}", MOST_POLICY_BYTES, FETCH_SECONDS)

    async def _get(self, below: str, most: int, seconds: float) -> bytes | NoAnswer:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                # No connection is kept: the server closes one that is quiet for less than the next question takes.
                connector=aiohttp.TCPConnector(ssl=self._tls, limit=1, force_close=True),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers=_HEADERS,
                skip_auto_headers=("User-Agent",),  # it would tell versions
                auto_decompress=False,
                trust_env=False,
            )
        timeout = aiohttp.ClientTimeout(total=seconds)
        try:
            async with self._session.get(self._url + below, allow_redirects=False, timeout=timeout) as response:
                body = await read_answer(response, most)
                if response.status != _OK:
                    return NoAnswer(reason=f"The server answered with status {response.status}.")
                return body
        except TROUBLE as error:
            return NoAnswer(reason=what_went_wrong(error, seconds))


def _understood(body: bytes) -> Answered | NoAnswer:
    try:
        answer = _answer.decode(body)
    except NO_JSON:
        return NoAnswer(reason="What answers at the server's address is no Own Time server.")
    if answer.paused_until is not None and answer.paused_until.tzinfo is None:
        return NoAnswer(reason="The server's answer names a time without its zone.")
    standing = Standing(on_site=answer.on_site, paused_until=answer.paused_until)
    try:
        published = _sealed.decode(answer.published) if bytes(answer.published) else None
    except NO_JSON:
        return Answered(standing=standing, published=None, published_nonsense=True)
    return Answered(standing=standing, published=published)
