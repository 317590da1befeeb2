"""The task beside the supervisor that seals what was noted and sends it; whatever goes wrong, it tries again."""

import asyncio
import datetime as dt
import logging
import random
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, assert_never
from zoneinfo import ZoneInfo

from proxy_addons.clock import Clock
from proxy_addons.spool import SealedReport, Spool, SpoolError
from proxy_addons.target import AuthorityFileError, Target
from proxy_addons.uploader import Accepted, Answer, Done, Rejected, RetryAfter, Upload, Uploader, Wait
from school_policy.beside_report import NOT_SAID, DeviceState
from school_policy.dimensions import NOT_TOLD_APART, Dimensions

if TYPE_CHECKING:
    from proxy_addons.transport import Transport

_log = logging.getLogger("owntime.reporting")

LOOK_SECONDS = 1.0

TROUBLE_SECONDS = 30.0
"""After the spool could not be used: a full disk or a wrong right is not mended within seconds."""

ANSWER_KEPT = dt.timedelta(minutes=1)
"""How often the same answer is written down again: each costs the disk a sync."""


class Reporting:
    """Seals and sends by what `target`, `zone` and `dimensions` say at that moment."""

    def __init__(
        self,
        spool: Spool,
        clock: Clock,
        target: Callable[[], Target | None],
        zone: Callable[[], ZoneInfo],
        dimensions: Callable[[], Dimensions] = lambda: NOT_TOLD_APART,
    ) -> None:
        self._spool = spool
        self._clock = clock
        self._target = target
        self._zone = zone
        self._dimensions = dimensions
        self.says: Callable[[], DeviceState] = lambda: NOT_SAID
        """Asked at each report what the device says of itself beside it."""
        self._uploader = Uploader(spool, random.Random())  # noqa: S311 (jitter)
        self._sends_to: Target | None = None
        self._transport: Transport | None = None
        self._said = ""
        self._remembered: tuple[str, dt.datetime] | None = None
        self._forgot_on: dt.date | None = None

    async def run(self) -> None:
        """Work until cancelled."""
        try:
            while True:  # noqa: ASYNC110 (a rhythm, not an event)
                await asyncio.sleep(await self.look())
        finally:
            await self._hang_up()
            await asyncio.to_thread(self._spool.close)

    async def look(self) -> float:
        """Do what is due now; return in how many seconds to look again. No fault here may end the reminder."""
        (failed,) = await asyncio.gather(self._work(), return_exceptions=True)
        if failed is None:
            return LOOK_SECONDS
        is_told = isinstance(failed, (SpoolError, AuthorityFileError, OSError))
        self._say(
            f"counts wait on this device: {failed if is_told else f'{type(failed).__name__}, a fault of Own Time'}"
        )
        return TROUBLE_SECONDS

    async def _work(self) -> None:
        while await self.step(time.monotonic()):
            pass

    async def step(self, monotonic: float) -> bool:
        """Seal if it is time to, and send one report; tell whether more may be sent at once.

        Raises SpoolError, AuthorityFileError or OSError.
        """
        target = self._target()
        if target != self._sends_to:
            await self._hang_up()
            self._sends_to, self._uploader = target, Uploader(self._spool, random.Random())  # noqa: S311 (jitter)
        if target is None:
            return False
        await asyncio.to_thread(self._seal)
        match await asyncio.to_thread(self._uploader.next, monotonic):
            case Wait() | Done():
                return False
            case Upload(report=report):
                answer = await (await self._transport_to(target)).send(report, self.says())
                await asyncio.to_thread(self._answered, report, answer, monotonic)
                return await self._goes_on(answer)

    def _seal(self) -> None:
        now, zone = self._clock.now(), self._zone()
        self._spool.seal(now, zone, self._dimensions())
        today = now.astimezone(zone).date()
        if today != self._forgot_on:
            self._spool.forget_old(today)
            self._forgot_on = today

    async def _transport_to(self, target: Target) -> "Transport":
        if self._transport is None:
            try:
                self._transport = await asyncio.to_thread(_connect, target)
            except AuthorityFileError as problem:
                await asyncio.to_thread(self._remember, f"Nothing is sent: {problem}.")
                raise
        return self._transport

    def _answered(self, report: SealedReport, answer: Answer, monotonic: float) -> None:
        self._uploader.answered(report, answer, monotonic)
        self._remember(_in_words(answer))

    def _remember(self, words: str) -> None:
        """Keep how it went, for the status."""
        now = self._clock.now()
        if (
            self._remembered is None
            or self._remembered[0] != words
            or abs(now - self._remembered[1]) >= ANSWER_KEPT
        ):
            self._spool.remember_answer(words, now)
            self._remembered = (words, now)

    async def _goes_on(self, answer: Answer) -> bool:
        match answer:
            case Accepted():
                self._said = ""
                return True
            case Rejected(reason=reason):
                self._say(f"a report was set aside: {reason}")
                return True
            case RetryAfter(reason=reason):
                self._say(f"counts wait on this device: {reason}")
                await self._hang_up()  # so that a certificate that was put right is read
                return False
            case _:
                assert_never(answer)

    async def _hang_up(self) -> None:
        transport, self._transport = self._transport, None
        if transport is not None:
            await transport.close()

    def _say(self, problem: str) -> None:
        """Log a problem once, until it is over or another one."""
        if problem != self._said:
            _log.warning("%s", problem)
        self._said = problem


def _connect(target: Target) -> "Transport":
    """Make a transport, in a thread, as the import and the system's roots take their time.

    The import stands here as aiohttp makes TLS contexts in it, and these open the file that SSLKEYLOGFILE names:
    the process must have refused to start with one before.
    """
    from proxy_addons.transport import Transport  # noqa: PLC0415

    return Transport(target.server, target.token, target.authority)


def _in_words(answer: Answer) -> str:
    match answer:
        case Accepted(late=False):
            return "The server took a report."
        case Accepted():
            return "The server took a report of a week that was over, and did not count it."
        case Rejected(reason=reason):
            return f"The server refused a report: {reason}"
        case RetryAfter(reason=reason):
            return reason
        case _:
            assert_never(answer)
