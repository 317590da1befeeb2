"""How much of a storm it is: for how long, how lives end, and how long the server is away."""

import datetime as dt
import time
from dataclasses import dataclass

from tests.flow.exactly_once.plan import ZONE
from tests.flow.exactly_once.told import Death, Mutation

MONDAY = dt.date(2026, 10, 12)
"""Two weeks later, in the small hours of the Sunday, the school's clocks go back."""

SERVER, NOTING, SENDING = "server", "noting", "sending"
DEATHS = {
    SERVER: ((Death.NONE, 1), (Death.AT_STATEMENT, 120), (Death.BEFORE_COMMIT, 2), *[(Death.AFTER_COMMIT, 2)] * 2),
    NOTING: ((Death.NONE, 1), (Death.AT_STATEMENT, 150), (Death.BEFORE_COMMIT, 3)),
    SENDING: (
        (Death.BEFORE_COMMIT, 16),
        (Death.NONE, 1),
        (Death.AT_STATEMENT, 500),
        (Death.BEFORE_SENDING, 16),
        (Death.BEFORE_MARKING, 16),
    ),
}
"""How lives may end, and at which of so many occasions at most; by none they end by a kill -9 from outside."""

_FIRST_GUESS = 0.03  # seconds from a life's start to its first work done; then as this machine has it


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """How much of a storm it is."""

    seed: int
    devices: int = 8
    first: dt.date = MONDAY
    days: int = 15
    step: dt.timedelta = dt.timedelta(hours=3)
    tries_again: int = 1
    """How often after each sealing, 2 at most; without, most reports would wait until they are late."""
    faults: float = 0.5
    """The share of requests that meet with one."""
    times: int = 0
    """How often each of the worst has to happen before it is over."""
    mutation: Mutation = Mutation.NONE

    @property
    def start(self) -> dt.datetime:
        return dt.datetime.combine(self.first, dt.time(), ZONE).astimezone(dt.UTC)

    def is_outage(self, now: dt.datetime) -> bool:
        """Tell whether the server is away for long: over every other release."""
        local = now.astimezone(ZONE)
        days = (local.date() - MONDAY).days
        return (days % 14 == 6 and local.hour >= 15) or (days % 14 == 7 and local.hour < 9)


class Pace:
    """How long a life usually takes until it has done something, on this machine and at this load."""

    def __init__(self) -> None:
        self.usual = dict.fromkeys(DEATHS, _FIRST_GUESS)
        self._began: dict[str, float] = {}

    def start(self, part: str) -> None:
        self._began[part] = time.monotonic()

    def arrive(self, part: str) -> None:
        """Only the first work of a life says something."""
        if (began := self._began.pop(part, None)) is not None:
            self.usual[part] += (time.monotonic() - began - self.usual[part]) / 4
