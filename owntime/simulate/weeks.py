"""Made-up weeks, one after another, sent to a real server whose clock is stepped along."""

import asyncio
import contextlib
import datetime as dt
import itertools
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from owntime.simulate.habits import Habits, MadeUpDay, MadeUpStaff, by_use, make_up_week
from owntime.simulate.made_up_device import MadeUpDevice
from proxy_addons.clock import Clock
from school_policy.beside_report import NOT_SAID, DeviceState
from school_policy.dimensions import Dimensions
from school_policy.period import week_of, week_starts
from school_policy.vocabulary import GroupId

_BEFORE_WORK = dt.timedelta(hours=7)  # into the Monday: after the release of the week before
_REPORT_TIME = dt.time(16, 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be made up."""

    until: dt.datetime
    """The last made-up week is the one before this moment's; without an offset it is the school's own time."""
    devices: int = 30
    weeks: int = 6
    habits: Habits = Habits.SKEWED
    reminders_a_day: int = 20
    """Of all devices together, on average."""
    seed: int = 1
    closed: frozenset[dt.date] = frozenset()
    """Mondays of weeks in which the school is closed: no device is on."""

    def mondays(self, zone: ZoneInfo) -> list[dt.date]:
        """Return the weeks, the oldest first."""
        this_week = week_of(self.until.astimezone(zone).date())
        return [this_week - dt.timedelta(weeks=ago) for ago in range(self.weeks, 0, -1)]

    def begins(self, zone: ZoneInfo) -> dt.datetime:
        """Return when the first made-up week begins: a server must know of no later time before it."""
        return week_starts(self.mondays(zone)[0], zone) + _BEFORE_WORK


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where made-up weeks are sent."""

    server: str
    clock: Clock
    """The server's own, which is stepped along."""
    zone: ZoneInfo
    dimensions: Dimensions
    groups: tuple[GroupId, ...] = ()
    """The staff groups, whose devices the made-up ones are, in turn."""

    def state(self, number: int) -> DeviceState:
        """Return what a made-up device says of itself, by its number from 0 on."""
        return DeviceState(groups=(self.groups[number % len(self.groups)],)) if self.groups else NOT_SAID

    def is_open(self, day: dt.date) -> bool:
        """Tell whether anybody is at work on a day: in a term, or where the calendar knows of none."""
        terms = self.dimensions.half_terms
        known = bool(terms) and terms[0].first <= day <= terms[-1].last
        return not known or any(term.holds(day) for term in terms)


async def send_weeks(plan: Plan, place: Place, tokens: Sequence[str]) -> None:
    """Live the weeks on one device a token; the clock ends at `plan.until`.

    Raises SimulationError where the server does not take a report.
    """
    chance = random.Random(plan.seed)  # noqa: S311 (made-up weeks are no secret)
    staff = MadeUpStaff(
        devices=len(tokens),
        habits=plan.habits,
        reminders_a_day=plan.reminders_a_day,
        platforms=by_use([platform.id for platform in place.dimensions.platforms], chance),
    )
    async with contextlib.AsyncExitStack() as ends:
        devices = [
            MadeUpDevice(place.server, token, place.zone, place.dimensions, place.state(number))
            for number, token in enumerate(tokens)
        ]
        for device in devices:
            ends.push_async_callback(device.close)
        for number, monday in enumerate(plan.mondays(place.zone)):
            for day, of_devices in itertools.groupby(make_up_week(staff, monday, number, chance), _day_of):
                if monday not in plan.closed and place.is_open(day):
                    place.clock.set(dt.datetime.combine(day, _REPORT_TIME, place.zone))
                    await _live(devices, list(of_devices), place.clock.now())
    place.clock.set(plan.until)


async def _live(devices: Sequence[MadeUpDevice], days: Iterable[MadeUpDay], now: dt.datetime) -> None:
    async with asyncio.TaskGroup() as tasks:
        for day in days:
            tasks.create_task(devices[day.device].live(day, now), name="a made-up device")


def _day_of(made_up: MadeUpDay) -> dt.date:
    return made_up.day
