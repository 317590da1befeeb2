"""Made-up weeks, one after another, sent to a real server whose clock is stepped along."""

import asyncio
import contextlib
import datetime as dt
import itertools
import random
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from owntime.simulate.habits import Habits, make_up_week
from owntime.simulate.made_up_device import MadeUpDevice
from proxy_addons.clock import Clock
from school_policy.period import week_of, week_starts

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


async def send_weeks(plan: Plan, *, server: str, tokens: Sequence[str], clock: Clock, zone: ZoneInfo) -> None:
    """Live the weeks on one device a token; the clock, which is the server's too, ends at `plan.until`.

    Raises SimulationError where the server does not take a report.
    """
    chance = random.Random(plan.seed)  # noqa: S311 (made-up weeks are no secret)
    async with contextlib.AsyncExitStack() as ends:
        devices = [MadeUpDevice(server, token, zone) for token in tokens]
        for device in devices:
            ends.push_async_callback(device.close)
        for monday in plan.mondays(zone):
            made_up = make_up_week(monday, len(devices), plan.habits, chance)
            for day, of_devices in itertools.groupby(made_up, key=lambda one: one.day):
                if monday in plan.closed:
                    continue
                clock.set(dt.datetime.combine(day, _REPORT_TIME, zone))
                async with asyncio.TaskGroup() as tasks:
                    for one in of_devices:
                        tasks.create_task(devices[one.device].live(one, clock.now()), name="a made-up device")
    clock.set(plan.until)
