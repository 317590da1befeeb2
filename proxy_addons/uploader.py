"""When which report is sent, and what its answer means for it: no socket, no clock, no waiting of its own."""

import random
from dataclasses import dataclass
from typing import assert_never

from proxy_addons.spool import SealedReport, Spool

FIRST_PAUSE_SECONDS = 2.0
"""After one failure. With the least of jitter still over a second: at most a request a second while it fails."""

LONGEST_PAUSE_SECONDS = 15 * 60.0
"""One rhythm of the reports: a server that is back is found within it."""

LONGEST_RETRY_AFTER_SECONDS = 60 * 60.0
"""A server may ask for more patience than ours, but a wrong answer of it must not silence a device for days."""

JITTER = (0.75, 1.25)
"""A pause is multiplied by something in between, so that thirty devices do not come back in one moment."""

MOST_IN_A_RUN = 2_000
"""Reports sent one right after another, two weeks of them and more; then the rest of the work has its turn."""

BETWEEN_RUNS_SECONDS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """Send this now, and say what was answered."""

    report: SealedReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Nothing may be sent for so long."""

    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """Nothing waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The server has it."""

    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """The server will never take this report: it is set aside."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryAfter:
    """The server did not take it now, or not from us. Nothing is said about the report: it waits."""

    seconds: float | None = None
    """As the server asked; none where it did not."""
    reason: str


type Answer = Accepted | Rejected | RetryAfter


class Uploader:
    """Goes by the spool, one report at a time, the oldest first; `monotonic` is in seconds."""

    def __init__(self, spool: Spool, jitter: random.Random) -> None:
        self._spool = spool
        self._jitter = jitter
        self._not_before = float("-inf")
        self._failures = 0
        self._in_this_run = 0

    def next(self, monotonic: float) -> Upload | Wait | Done:
        """Say what is to be done now. Raises SpoolError."""
        if monotonic < self._not_before:
            return Wait(seconds=self._not_before - monotonic)
        if self._in_this_run >= MOST_IN_A_RUN:
            self._pause(BETWEEN_RUNS_SECONDS, monotonic)
            return Wait(seconds=BETWEEN_RUNS_SECONDS)
        report = self._spool.oldest_waiting()
        if report is None:
            self._in_this_run = 0
            return Done()
        self._in_this_run += 1
        return Upload(report=report)

    def answered(self, report: SealedReport, answer: Answer, monotonic: float) -> None:
        """Take in what became of a report; only what was answered about it changes it. Raises SpoolError."""
        match answer:
            case Accepted(late=late):
                self._spool.sent(report.id, late=late)
                self._failures = 0
            case Rejected(reason=reason):
                self._pause(FIRST_PAUSE_SECONDS * self._some_jitter(), monotonic)
                self._spool.set_aside(report.id, reason)
            case RetryAfter(seconds=seconds):
                self._failures += 1
                self._pause(max(self._back_off(), min(seconds or 0.0, LONGEST_RETRY_AFTER_SECONDS)), monotonic)
            case _:
                assert_never(answer)

    def _back_off(self) -> float:
        doubled = FIRST_PAUSE_SECONDS * 2.0 ** min(self._failures - 1, 16)
        return min(doubled, LONGEST_PAUSE_SECONDS) * self._some_jitter()

    def _some_jitter(self) -> float:
        return self._jitter.uniform(*JITTER)

    def _pause(self, seconds: float, monotonic: float) -> None:
        self._not_before = monotonic + seconds
        self._in_this_run = 0
