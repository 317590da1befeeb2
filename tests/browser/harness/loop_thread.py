"""An event loop in a thread of its own, so that synchronous tests can hold something asynchronous open."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any

_PATIENCE = 30.0  # seconds for one call; a browser's first page on a slow machine takes a few


class LoopThread:
    def __init__(self, name: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=name, daemon=True)
        self._thread.start()

    def call[T](self, work: Coroutine[Any, Any, T]) -> T:
        """Run the work on the loop and wait for its result."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=_PATIENCE)

    def close(self) -> None:
        self.call(_cancel_what_is_left())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


async def _cancel_what_is_left() -> None:
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
