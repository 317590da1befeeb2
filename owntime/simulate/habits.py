"""What made-up devices do: for each device and day the outcomes that it meets. Nobody is modelled on a person."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from school_policy.vocabulary import Outcome


class Habits(StrEnum):
    """How listed sites are spread over the devices."""

    EVEN = "even"
    """All devices alike."""
    SKEWED = "skewed"
    """A few devices often, many seldom."""
    ONE = "one"
    """One device every day, the others never."""
    NONE = "none"
    """Nobody at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeUpDay:
    """One device on one day; without outcomes it only reported."""

    day: dt.date
    device: int
    outcomes: tuple[Outcome, ...]


_DAILY = 0.45
"""The share of days on which an ordinary device meets anything at all."""

_SHARES: tuple[tuple[Outcome, float], ...] = (
    (Outcome.CARRIED_ON_WORK, 0.6),
    (Outcome.DID_NOT_CARRY_ON, 0.5),
    (Outcome.SET_ASIDE, 0.35),
    (Outcome.APP, 0.15),
    (Outcome.CARRIED_ON_CHANNEL, 0.04),
)
"""Of the days on which a device meets anything, how many hold this outcome too."""


def make_up_week(monday: dt.date, devices: int, habits: Habits, chance: random.Random) -> Iterator[MadeUpDay]:
    """Yield each device's days, Monday to Friday, day by day. The same chance makes up the same week."""
    for weekday in range(5):
        for device in range(devices):
            yield MadeUpDay(
                day=monday + dt.timedelta(days=weekday),
                device=device,
                outcomes=_outcomes(_share_of_days(habits, device), chance),
            )


def _share_of_days(habits: Habits, device: int) -> float:
    match habits:
        case Habits.EVEN:
            return _DAILY
        case Habits.SKEWED:
            return min(0.95, 3 * _DAILY / (1 + device / 4))  # a Zipf law with a blunt top
        case Habits.ONE:
            return float(device == 0)
        case Habits.NONE:
            return 0.0


def _outcomes(share: float, chance: random.Random) -> tuple[Outcome, ...]:
    if chance.random() >= share:
        return ()
    met = tuple(outcome for outcome, part in _SHARES if chance.random() < part)
    return met or (Outcome.DID_NOT_CARRY_ON,)
