"""What made-up devices do: for each device and day the reminders that it meets. Nobody is modelled on a person."""

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from school_policy.count_report import Band
from school_policy.vocabulary import Outcome, PlatformId


class Habits(StrEnum):
    """How reminders are spread over the devices."""

    EVEN = "even"
    """All devices alike."""
    SKEWED = "skewed"
    """A few devices often, many seldom."""
    ONE = "one"
    """One device meets every reminder, the others none."""
    HABITUAL = "habitual"
    """Each device has one platform, one part of the day and one outcome, and keeps to them."""
    FADING = "fading"
    """Fewer reminders each week."""
    AWAY = "away"
    """Each week three devices of ten are away, and those that are there are alike."""
    NONE = "none"
    """Nobody at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeUpReminder:
    """One reminder, and what came of it."""

    outcome: Outcome
    platform: PlatformId
    band: Band


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeUpDay:
    """One device on one day; without reminders it only reported."""

    day: dt.date
    device: int
    reminders: tuple[MadeUpReminder, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeUpStaff:
    """Who is made up."""

    devices: int
    habits: Habits
    reminders_a_day: int
    """Of all devices together, on average."""
    platforms: Sequence[PlatformId]
    """What they go to: the first most often, by Zipf's law."""


_OUTCOMES = {
    Outcome.DID_NOT_CARRY_ON: 0.38,
    Outcome.CARRIED_ON_WORK: 0.3,
    Outcome.SET_ASIDE: 0.2,
    Outcome.APP: 0.09,
    Outcome.CARRIED_ON_CHANNEL: 0.03,
}
_BANDS = {Band.UNTIL_10: 0.25, Band.FROM_10_TO_12: 0.3, Band.FROM_12_TO_14: 0.2, Band.AFTER_14: 0.25}
_KNOWN_TO_ALL = ("facebook", "whatsapp", "youtube", "instagram", "reddit", "tiktok", "roblox", "pinterest")
_FADES = 0.75
"""What is left of a week's reminders in the week after."""
_AWAY = 0.3
_FAVOURITES = 6
"""Platforms that habits are spread over."""


def make_up_week(staff: MadeUpStaff, monday: dt.date, number: int, chance: random.Random) -> Iterator[MadeUpDay]:
    """Yield the days of each device that is there, Monday to Friday, day by day; `number` counts weeks from 0.

    The same chance makes up the same week.
    """
    there = [device for device in range(staff.devices) if not _is_away(staff.habits, chance)]
    for weekday in range(5):
        met: defaultdict[int, list[MadeUpReminder]] = defaultdict(list)
        for _ in range(_reminders(staff, there, number, chance)):
            (device,) = chance.choices(there, [_weight(staff.habits, device) for device in there])
            met[device].append(_reminder(staff, device, chance))
        for device in there:
            yield MadeUpDay(day=monday + dt.timedelta(days=weekday), device=device, reminders=tuple(met[device]))


def _is_away(habits: Habits, chance: random.Random) -> bool:
    return habits is Habits.AWAY and chance.random() < _AWAY


def _reminders(staff: MadeUpStaff, there: Sequence[int], number: int, chance: random.Random) -> int:
    """Return how many reminders a day has, of all devices together."""
    if staff.habits is Habits.NONE or not there:
        return 0
    share = _FADES**number if staff.habits is Habits.FADING else 1.0
    return chance.binomialvariate(2 * staff.reminders_a_day, share / 2)


def _weight(habits: Habits, device: int) -> float:
    match habits:
        case Habits.SKEWED:
            return 1 / (1 + device)  # Zipf's law
        case Habits.ONE:
            return float(device == 0)
        case _:
            return 1.0


def _reminder(staff: MadeUpStaff, device: int, chance: random.Random) -> MadeUpReminder:
    if staff.habits is Habits.HABITUAL:
        platforms = staff.platforms[:_FAVOURITES]
        return MadeUpReminder(
            outcome=list(Outcome)[device % len(Outcome)],
            platform=platforms[device % len(platforms)],
            band=list(Band)[device // 2 % len(Band)],
        )
    (outcome,) = chance.choices(list(_OUTCOMES), list(_OUTCOMES.values()))
    (band,) = chance.choices(list(_BANDS), list(_BANDS.values()))
    (platform,) = chance.choices(staff.platforms, [1 / (1 + place) for place in range(len(staff.platforms))])
    return MadeUpReminder(outcome=outcome, platform=platform, band=band)


def by_use(platforms: Iterable[PlatformId], chance: random.Random) -> list[PlatformId]:
    """Return the platforms, those first that are met most: some that everybody knows, and then by chance."""
    platforms = list(platforms)
    known = [PlatformId(platform) for platform in _KNOWN_TO_ALL if platform in platforms]
    others = [platform for platform in platforms if platform not in known]
    return [*known, *chance.sample(others, len(others))]
