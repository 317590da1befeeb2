"""Carries what the tally holds to the spool, off the loop. Whatever the disk does, browsing goes on."""

import asyncio
import logging
import time
from collections.abc import Callable, Collection
from typing import Protocol

from proxy_addons.fail_open import Edge
from proxy_addons.spool import SpoolError
from proxy_addons.tally import Batch, Noted, Tally
from school_policy.count_report import WronglyListed
from school_policy.dimensions import NOT_TOLD_APART, Dimensions

_log = logging.getLogger("owntime.proxy")

LOOK_SECONDS = 0.5
"""How often the tally is looked at: an outcome is on the disk within about a second."""

RETRY_SECONDS = 10.0
"""How long a spool that could not be written to is left alone."""


class Notebook(Protocol):
    """What is written to: a spool, or what stands before a gateway's. In a thread, one thing after another."""

    def note(
        self, noted: Collection[Noted], wrongly_listed: Collection[WronglyListed], dimensions: Dimensions
    ) -> None:
        """Note what happened. Raises SpoolError."""

    def forget_finished(self) -> None:
        """Drop what is over from memory; called between two looks, in the loop."""

    def close(self) -> None:
        """Close the file."""


class Noting:
    """Writes the tally to the spool. A task of its own, so that a slow disk delays nothing else."""

    def __init__(
        self,
        tally: Tally,
        spool: Notebook,
        edge: Edge,
        dimensions: Callable[[], Dimensions] = lambda: NOT_TOLD_APART,
    ) -> None:
        """Take what is written, where to, and what the policy in force lets be told apart."""
        self._tally = tally
        self._spool = spool
        self._edge = edge
        self._dimensions = dimensions
        self._not_before = float("-inf")
        self._logged: set[str] = set()
        self._under_way: asyncio.Future[bool] | None = None

    async def keep_writing(self) -> None:
        """Write whatever comes, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            await self.write(time.monotonic())

    async def write(self, seconds: float) -> None:
        """Write what is new, if anything is; after a failure wait RETRY_SECONDS. `seconds` are monotonic."""
        if seconds >= self._not_before and not await self._write():
            self._not_before = seconds + RETRY_SECONDS
        self._edge.call(None, self._spool.forget_finished)

    async def close(self) -> None:
        """Try to write a last time, and close the spool."""
        if (
            self._under_way is not None
        ):  # a thread goes on when its task is cancelled, and would open the spool anew
            await asyncio.wait([self._under_way])
        await self._write()
        await asyncio.to_thread(self._edge.call, None, self._spool.close)

    async def _write(self) -> bool:
        batch = self._tally.take()
        if batch is None:
            return True
        is_written = False
        work = asyncio.to_thread(self._edge.call, False, self._try_to_note, batch)  # noqa: FBT003
        self._under_way = asyncio.ensure_future(work)
        try:
            is_written = await asyncio.shield(self._under_way)
        finally:  # when cancelled too: what comes to be written twice is noted once
            if not is_written:
                self._tally.put_back(batch)
        return is_written

    def _try_to_note(self, batch: Batch) -> bool:
        try:
            self._spool.note(batch.noted, batch.wrongly_listed, self._dimensions())
        except (SpoolError, OSError) as problem:
            self._tell(str(problem))
            return False
        return True

    def _tell(self, problem: str) -> None:
        """Log a problem once. The spool knows no host, so its words hold none."""
        if problem not in self._logged:
            self._logged.add(problem)
            _log.error("counts wait in memory, and browsing goes on: %s", problem)
