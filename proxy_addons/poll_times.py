"""When a device asks the school's server again: pure, by a clock that only ever goes forward."""

from collections.abc import Callable

from school_policy.standing import POLL

POLL_SECONDS = POLL.total_seconds()

EARLIER_SECONDS = 10.0
"""How much earlier than that a device may ask: so that those switched on together do not go on asking together."""

AGAIN_SECONDS = 5.0
"""After one lost answer, once: Wi-Fi that has just come back."""


class PollTimes:
    """Says when to ask next. The first time is at once."""

    def __init__(self, chance: Callable[[], float]) -> None:
        """`chance` returns numbers from 0 to 1."""
        self._chance = chance
        self.failed_in_a_row = 0
        self._next: float | None = None

    def is_due(self, monotonic: float) -> bool:
        """Tell whether it is time to ask."""
        return self._next is None or monotonic >= self._next

    def at_once(self) -> None:
        """Ask as if for the first time."""
        self.failed_in_a_row, self._next = 0, None

    def answered(self, monotonic: float) -> None:
        """Note that an answer came at that moment."""
        self.failed_in_a_row = 0
        self._next = monotonic + POLL_SECONDS - EARLIER_SECONDS * self._chance()

    def failed(self, monotonic: float) -> None:
        """Note that none came: ask again soon, but only once."""
        self.failed_in_a_row += 1
        self._next = monotonic + (AGAIN_SECONDS if self.failed_in_a_row == 1 else POLL_SECONDS)
