"""The add-on's edge: whatever goes wrong in our code, the staff member's browsing goes on."""

import logging
import time
from collections.abc import Callable

_log = logging.getLogger("owntime.proxy")

REST_SECONDS = 60
"""After a fault everything passes through for so long, so that a page asked for again arrives."""


class Edge:
    """Runs our part of each mitmproxy hook. One of the two places that catch every exception."""

    def __init__(self) -> None:
        self.faults = 0
        self._resting_until = 0.0
        self._logged: set[str] = set()

    @property
    def resting(self) -> bool:
        """Whether a fault happened within the last minute (real time, not the passed-in clock)."""
        return time.monotonic() < self._resting_until

    def call[**P, T](self, otherwise: T, part: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a part and return its result; after a fault note it, once each, and return `otherwise`."""
        try:
            return part(*args, **kwargs)
        except Exception as fault:  # noqa: BLE001 (fail open)
            self._note(getattr(part, "__name__", "a part"), fault)
            return otherwise

    def _note(self, part: str, fault: Exception) -> None:
        """Log the kind and the place of a fault; never its text, which may carry a host."""
        self.faults += 1
        self._resting_until = time.monotonic() + REST_SECONDS
        trace = fault.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        place = "" if trace is None else f" in {trace.tb_frame.f_code.co_qualname}, line {trace.tb_lineno}"
        told = f"{type(fault).__name__} in {part}{place}; passing everything through for {REST_SECONDS} s"
        if told not in self._logged:
            self._logged.add(told)
            _log.error(told)
