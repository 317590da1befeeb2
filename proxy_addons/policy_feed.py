"""The task beside the supervisor that asks the school's server what holds and what is published, minute by minute.

It asks plainly: the question tells nothing but that an address asked. Whatever goes wrong, it asks again.
"""

import asyncio
import contextlib
import logging
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from proxy_addons.poll_times import PollTimes
from proxy_addons.target import AuthorityFileError
from school_policy.standing import Standing

if TYPE_CHECKING:
    from proxy_addons.accepted_policy import Fetch
    from proxy_addons.policy_transport import Answered, NoAnswer, PolicyTransport
    from school_policy.publication import Sealed

_log = logging.getLogger("owntime.policy_feed")

LOOK_SECONDS = 1.0
"""How soon a server that appears or changes in the settings is asked."""

_TOLD_FROM = 2
"""Lost answers in a row from which on it is said: one changes nothing."""

OnStanding = Callable[[Standing], None]
OnPublished = Callable[["Sealed | None", "Fetch"], Awaitable[None]]
"""Takes what was published (None: what stood there made no sense), and what gets its document."""


async def _not_wanted(_sealed: "Sealed | None", _fetch: "Fetch") -> None:
    """Let be what is published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerAddress:
    """The school's server: its address, and the file that vouches for it (None: the system's own roots)."""

    url: str
    authority: Path | None = None


class PolicyFeed:
    """Asks the server that `server` names at that moment, and hands each answer on."""

    def __init__(
        self,
        server: Callable[[], ServerAddress | None],
        on_standing: OnStanding,
        on_published: OnPublished = _not_wanted,
    ) -> None:
        self._server = server
        self._on_standing = on_standing
        self._on_published = on_published
        self._times = PollTimes(random.random)
        self._poked = asyncio.Event()
        self._asks: ServerAddress | None = None
        self._transport: PolicyTransport | None = None
        self._is_told = False

    def poke(self) -> None:
        """Ask at once: the clock jumped, or the machine was asleep."""
        self._poked.set()

    async def run(self) -> None:
        """Work until cancelled."""
        try:
            while True:
                await self.look(time.monotonic())
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._poked.wait(), LOOK_SECONDS)
        finally:
            await self._hang_up()

    async def look(self, monotonic: float) -> None:
        """Ask if it is time to. No fault here may end the reminder."""
        (failed,) = await asyncio.gather(self._work(monotonic), return_exceptions=True)
        if failed is not None:
            await self._lost(f"{type(failed).__name__}, a fault of Own Time", monotonic)

    async def _work(self, monotonic: float) -> None:
        await self._look_for_changes()
        if self._asks is None or not self._times.is_due(monotonic):
            return
        asked, began = self._asks, time.monotonic()
        answer = await self._ask(asked)
        if self._server() != asked:
            return  # nobody wants to know any more; the next look asks the new one
        answered_at = monotonic + time.monotonic() - began
        if isinstance(answer, str):
            await self._lost(answer, answered_at)
            return
        self._on_standing(answer.standing)  # where this fails, the answer counts as lost
        self._times.answered(answered_at)
        self._is_told = False
        if answer.published is not None or answer.published_nonsense:
            await self._on_published(answer.published, self._fetch)

    async def _look_for_changes(self) -> None:
        """Begin anew where the server is another, and ask at once where somebody poked."""
        server = self._server()
        if server != self._asks:
            await self._hang_up()
            self._asks, self._is_told = server, False
            self._times.at_once()
        if self._poked.is_set():
            self._poked.clear()
            self._times.at_once()

    async def _ask(self, server: ServerAddress) -> "Answered | str":
        """Return the answer, or why there is none."""
        try:
            if self._transport is None:
                self._transport = await asyncio.to_thread(_connect, server)
        except AuthorityFileError:
            return "The certificate that is to vouch for it cannot be used."
        return _in_words(await self._transport.ask())

    async def _fetch(self, version: int) -> bytes | str:
        """Return a version's document, or why there is none."""
        if self._transport is None:
            return "The connection was given up."
        return _in_words(await self._transport.fetch(version))

    async def _lost(self, reason: str, monotonic: float) -> None:
        """Note that there was no answer; say so once, until one comes."""
        self._times.failed(monotonic)
        await self._hang_up()  # so that a certificate that was put right is read
        if self._times.failed_in_a_row >= _TOLD_FROM and not self._is_told:
            self._is_told = True
            url = self._asks.url if self._asks else "the school's server"
            _log.warning("%s does not say whether this device is at school: %s", url, reason)

    async def _hang_up(self) -> None:
        transport, self._transport = self._transport, None
        if transport is not None:
            await transport.close()


def _in_words[T](answer: "T | NoAnswer") -> T | str:
    """Return the answer, or why there is none."""
    from proxy_addons.policy_transport import NoAnswer  # noqa: PLC0415 (as below)

    return answer.reason if isinstance(answer, NoAnswer) else answer


def _connect(server: ServerAddress) -> "PolicyTransport":
    """Make a transport, in a thread. The import stands here for the reason that reporting.py gives."""
    from proxy_addons.policy_transport import PolicyTransport  # noqa: PLC0415

    return PolicyTransport(server.url, server.authority)
