"""The one writer of reports: those that wait share one commit, and nobody is answered before it."""

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Sequence
from functools import partial

from advisory_server.store.counts import Answer, Arrived, take_reports
from advisory_server.store.database import Store, StoreError, kind_of

_Waiting = tuple[Arrived, asyncio.Future[Answer]]
_log = logging.getLogger("owntime.server")

Today = Callable[[], dt.date]
"""Returns the day by the school's clock on the wall."""


class Ingest:
    """Takes reports. `start` it in the application's loop, and `close` it before the store is."""

    def __init__(self, store: Store, today: Today, most: int) -> None:
        """Share a commit among at most `most` reports."""
        self._store = store
        self._today = today
        self._most = most
        self._waiting: list[_Waiting] = []
        self._come = asyncio.Event()
        self._closing = False
        self._writer: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start the writer."""
        self._writer = asyncio.ensure_future(self._write())
        self._writer.set_name("ingest")

    def take(self, report: Arrived) -> asyncio.Future[Answer]:
        """Return what will hold the answer once the report is on the disk, or StoreError if it is not."""
        answer = asyncio.get_running_loop().create_future()
        self._waiting.append((report, answer))
        self._come.set()
        return answer

    async def close(self) -> None:
        """Finish what was accepted, and stop."""
        self._closing = True
        self._come.set()
        if self._writer is not None:
            await self._writer

    async def _write(self) -> None:
        while self._waiting or not self._closing:
            await self._come.wait()
            self._come.clear()
            while self._waiting:
                batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                await self._commit(batch)

    async def _commit(self, batch: Sequence[_Waiting]) -> None:
        work = partial(take_reports, reports=[report for report, _ in batch], today=self._today())
        (answers,) = await asyncio.gather(self._store.run(work), return_exceptions=True)
        if not isinstance(answers, BaseException):
            for (_, future), answer in zip(batch, answers, strict=True):
                if not future.done():  # whoever asked may be gone
                    future.set_result(answer)
        elif len(batch) > 1 and not isinstance(answers, StoreError):
            for one in batch:  # a report that cannot be written must not take the others with it
                await self._commit([one])
        else:
            _log.error("%d reports were not taken: %s", len(batch), kind_of(answers))
            for _, future in batch:
                if not future.done():
                    future.set_exception(answers)
