"""Playwright for a whole run of tests, without spoiling the asynchronous tests of the same run."""

import asyncio
import contextlib
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from playwright.sync_api import Playwright, sync_playwright


class PlaywrightProcess:
    """Starts Playwright once; whatever calls it does so inside `in_use`.

    Its synchronous side marks its own loop as the running one of this thread, and leaves the mark for as long
    as it lives. Here the mark is on only while somebody uses it: asynchronous tests run on the same thread.
    """

    def __init__(self) -> None:
        self._manager = sync_playwright()
        self._users = 0

    def __enter__(self) -> Self:
        self._playwright = self._manager.__enter__()
        self._loop = asyncio.get_running_loop()
        _mark_as_running(None)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _mark_as_running(self._loop)
        self._manager.__exit__(kind, error, trace)
        _mark_as_running(None)

    @contextlib.contextmanager
    def in_use(self) -> Iterator[Playwright]:
        """Lend Playwright; may be nested."""
        self._users += 1
        _mark_as_running(self._loop)
        try:
            yield self._playwright
        finally:
            self._users -= 1
            if not self._users:
                _mark_as_running(None)


def _mark_as_running(loop: asyncio.AbstractEventLoop | None) -> None:
    asyncio._set_running_loop(loop)  # noqa: SLF001 - documented for event loops; there is no other
