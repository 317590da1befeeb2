"""What the school's server last said to this device: whether it is at school, and whether reminders are paused."""

import datetime as dt
from collections.abc import Callable

from proxy_addons.clock import since_boot
from school_policy.standing import AT_SCHOOL, Standing


class SchoolContact:
    """The last answer of the server. Before the first one the device is nowhere, and nothing is paused."""

    def __init__(self, real_seconds: Callable[[], float] = since_boot) -> None:
        self._real_seconds = real_seconds
        self._at_school_until = 0.0
        self._paused_until: dt.datetime | None = None

    def hear(self, standing: Standing, said_at: float) -> None:
        """Take an answer that came at a time since the machine started, in seconds."""
        self._at_school_until = said_at + AT_SCHOOL.total_seconds() if standing.on_site else 0.0
        self._paused_until = standing.paused_until

    def is_at_school(self) -> bool:
        """Tell whether the server found this device at school, not long ago."""
        return self._real_seconds() < self._at_school_until

    def is_paused(self, now: dt.datetime) -> bool:
        """Tell whether reminders are paused; a pause holds to its end though the server goes away."""
        return self._paused_until is not None and now < self._paused_until
