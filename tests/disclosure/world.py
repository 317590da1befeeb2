"""A half-term as it truly was: which device is in which cell. The attacker never sees it."""

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from owntime.simulate.habits import Habits, MadeUpReminder, MadeUpStaff, make_up_week
from school_policy.count_report import Band, Cell, Dimension
from school_policy.dimensions import CountedPlatform
from school_policy.period import PeriodKind
from school_policy.vocabulary import Category, Outcome, PlatformId

Members = Mapping[Cell, frozenset[int]]
"""Cells with the devices in them; a cell with none is left out."""

FIRST_MONDAY = dt.date(2026, 9, 7)
_THREE_DAYS = 3

_OF_CATEGORY = {
    Category.SOCIAL: 6,
    Category.VIDEO: 4,
    Category.MESSAGING: 3,
    Category.BLOGS_AND_FORUMS: 2,
    Category.GAMING: 1,
    Category.MMORPG: 4,
}
"""How many platforms are listed: a category for each of the rules."""


def a_platform(category: Category, number: int) -> CountedPlatform:
    return CountedPlatform(id=PlatformId(f"{category.value}-{number}"), category=category)


PLATFORMS = tuple(
    a_platform(category, number)
    for number in range(max(_OF_CATEGORY.values()))
    for category, many in _OF_CATEGORY.items()
    if number < many
)
"""The first of each category, then the second of each, and so on: habits go to the first ones most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One device meets one reminder."""

    week: int
    day: int
    device: int
    reminder: MadeUpReminder


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A week or a half-term: the devices that reported, and those in each cell."""

    reporting: frozenset[int]
    members: Members
    events: Mapping[Cell, Mapping[int, int]]
    """How often each device did it: our server never knows, but those that count events do."""

    @property
    def counts(self) -> dict[Cell, int]:
        """What our server knows."""
        return {cell: len(devices) for cell, devices in self.members.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A half-term in a school, as it was."""

    staff: int
    weeks: tuple[Period, ...]
    half_term: Period
    platforms: tuple[CountedPlatform, ...]
    log: tuple[Event, ...]
    """What happened, reminder by reminder: nobody keeps that."""

    @property
    def periods(self) -> tuple[Period, ...]:
        """The weeks, and after them the half-term."""
        return (*self.weeks, self.half_term)


def a_world(
    events: Collection[Event],
    reporting: Sequence[Iterable[int]],
    *,
    staff: int = 1_000,
    platforms: tuple[CountedPlatform, ...] = PLATFORMS,
) -> World:
    """Return the world in which this happened, with a week for each set of devices that reported."""
    category = {platform.id: platform.category for platform in platforms}
    there = [frozenset(devices) for devices in reporting]
    weeks = [
        _period(_week_cells([event for event in events if event.week == number], category), there[number])
        for number in range(len(there))
    ]
    return World(
        staff=staff,
        weeks=tuple(weeks),
        half_term=_period(_half_term_cells(events, category), frozenset().union(*there)),
        platforms=platforms,
        log=tuple(events),
    )


def simulated(*, devices: int, weeks: int, habits: Habits, reminders_a_day: int, seed: int) -> World:
    """Return a half-term as `owntime simulate` makes it up."""
    chance = random.Random(f"{seed} {devices} {weeks} {habits} {reminders_a_day}")  # noqa: S311 (made-up weeks)
    staff = MadeUpStaff(
        devices=devices,
        habits=habits,
        reminders_a_day=reminders_a_day,
        platforms=[platform.id for platform in PLATFORMS],
    )
    events = []
    reporting = []
    for number in range(weeks):
        days = list(make_up_week(staff, FIRST_MONDAY + dt.timedelta(weeks=number), number, chance))
        reporting.append({day.device for day in days})
        events += [
            Event(week=number, day=day.day.weekday(), device=day.device, reminder=reminder)
            for day in days
            for reminder in day.reminders
        ]
    return a_world(events, reporting, staff=devices)


def cell(period: PeriodKind, dimension: Dimension, value: str = "") -> Cell:
    return Cell(period=period, dimension=dimension, value=str(value))


def week_cell(dimension: Dimension, value: Outcome | Category | Band | str = "") -> Cell:
    return cell(PeriodKind.WEEK, dimension, value)


def half_term_cell(dimension: Dimension, value: Outcome | Category | PlatformId | str = "") -> Cell:
    return cell(PeriodKind.HALF_TERM, dimension, value)


_Marks = list[tuple[Cell, int]]
"""A cell and a device, as often as that happened."""


def _week_cells(events: Iterable[Event], category: Mapping[PlatformId, Category]) -> _Marks:
    marks: _Marks = []
    days: defaultdict[int, set[int]] = defaultdict(set)
    for event in events:
        days[event.device].add(event.day)
        marks += [
            (week_cell(Dimension.ANY), event.device),
            (week_cell(Dimension.OUTCOME, event.reminder.outcome), event.device),
            (week_cell(Dimension.CATEGORY, category[event.reminder.platform]), event.device),
            (week_cell(Dimension.BAND, event.reminder.band), event.device),
        ]
    often = [device for device, on in days.items() if len(on) >= _THREE_DAYS]
    return [*marks, *((week_cell(Dimension.THREE_DAYS), device) for device in often)]


def _half_term_cells(events: Iterable[Event], category: Mapping[PlatformId, Category]) -> _Marks:
    marks: _Marks = []
    for event in events:
        marks += [
            (half_term_cell(Dimension.ANY), event.device),
            (half_term_cell(Dimension.OUTCOME, event.reminder.outcome), event.device),
            (half_term_cell(Dimension.CATEGORY, category[event.reminder.platform]), event.device),
            (half_term_cell(Dimension.PLATFORM, event.reminder.platform), event.device),
        ]
    return marks


def _period(marks: _Marks, reporting: frozenset[int]) -> Period:
    times: defaultdict[Cell, defaultdict[int, int]] = defaultdict(lambda: defaultdict(int))
    for its_cell, device in marks:
        times[its_cell][device] += 1
    return Period(
        reporting=reporting,
        members=MappingProxyType({its_cell: frozenset(devices) for its_cell, devices in times.items()}),
        events=MappingProxyType(times),
    )
