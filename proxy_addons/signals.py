"""Signals, in the one place that knows how each system has them."""

import asyncio
import signal
from collections.abc import Callable


def leave_interrupts_to_parent() -> None:
    """Ignore Ctrl-C: the supervisor hears it too, and closes us in good order."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def on_stop(loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> None:
    """Call `stop` in the loop when the process is asked to end."""
    for kind in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(kind, stop)
        except NotImplementedError:  # Windows
            signal.signal(kind, lambda _kind, _frame: loop.call_soon_threadsafe(stop))
