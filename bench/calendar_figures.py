"""The calendar's figures: own time or working time, and until when, beside one look into a dictionary."""

import datetime as dt
import random
import time
from collections import deque
from collections.abc import Callable, Iterator
from itertools import starmap
from typing import NamedTuple

from bench.big_school import FIRST, LAST, SUMMER_HOLIDAYS, ZONE, some_calendar, some_groups
from bench.ratio import Figure, Pair, side_by_side
from bench.scene import LESSON, Scene
from owntime.demo.stage import SAMPLE_SCHOOL
from owntime.policy_source import PolicySource
from proxy_addons.clock import Clock
from proxy_addons.in_force import put_in_force
from proxy_addons.situation import Situation
from school_policy.group_calendar import GroupCalendar
from school_policy.own_time import next_own_time, stretch_at
from school_policy.school_year import SchoolYear
from school_policy.vocabulary import GroupId

_DAY, _SECOND = dt.timedelta(days=1), dt.timedelta(seconds=1)
_SEED = 20_261_124
_MIDDAY = dt.time(12)

Look = tuple[GroupId, dt.datetime]
"""A group, and an instant."""


class Calendars:
    """What no look has been at yet: new calendars of all groups. What their school's year is, is known."""

    def __init__(self) -> None:
        calendar = some_calendar()
        year = SchoolYear(calendar)
        year.week_letter(FIRST)
        self._of = {group.id: GroupCalendar(group, calendar, ZONE, year=year) for group in some_groups()}

    def microseconds(self, ask: Callable[[GroupCalendar, dt.datetime], object], looks: list[Look]) -> float:
        """Ask, and return what a look took."""
        asked = [(self._of[group], now) for group, now in looks]
        return _microseconds(starmap(ask, asked), len(looks))


class Asked(NamedTuple):
    """What is asked again and again, and for what name."""

    name: str
    ask: Callable[[GroupCalendar, dt.datetime], object]
    looks: list[Look]
    is_known: bool
    """It was asked before."""


def calendar(scene: Scene) -> Iterator[Figure]:
    """Measure a look at the state and at the next own time, in five years of exceptions of twenty groups."""
    anywhere, summer = _anywhere(scene.size.looks), _at(dt.datetime.combine(SUMMER_HOLIDAYS, _MIDDAY, ZONE))
    for asked in (
        Asked("calendar, first look", stretch_at, anywhere, is_known=False),
        Asked("calendar, first in summer", stretch_at, summer, is_known=False),
        Asked("calendar, later look", stretch_at, anywhere, is_known=True),
        Asked("calendar, next own time", next_own_time, anywhere, is_known=True),
    ):
        yield Figure(name=asked.name, unit="µs", pairs=_beside_a_dictionary(scene, asked))
    yield Figure(name="calendar, each second", unit="µs", pairs=_each_second(scene))


def _anywhere(count: int) -> list[Look]:
    chance = random.Random(_SEED)  # noqa: S311 (no secret)
    begin, seconds = dt.datetime.combine(FIRST, dt.time(), ZONE), (LAST - FIRST) // _SECOND
    groups = [group.id for group in some_groups()]
    return [
        (chance.choice(groups), begin.astimezone(dt.UTC) + chance.randrange(seconds) * _SECOND)
        for _ in range(count)
    ]


def _at(now: dt.datetime) -> list[Look]:
    return [(group.id, now.astimezone(dt.UTC)) for group in some_groups()]


def _beside_a_dictionary(scene: Scene, asked: Asked) -> tuple[Pair, ...]:
    def ours() -> float:
        calendars = Calendars()
        if asked.is_known:
            calendars.microseconds(asked.ask, asked.looks)
        return calendars.microseconds(asked.ask, asked.looks)

    return tuple(side_by_side(scene.size.repeats, ours, lambda: _dictionary(asked.looks)))


def _each_second(scene: Scene) -> tuple[Pair, ...]:
    """Look as the proxy does: a second later each time, through the sample school's day."""
    policy = PolicySource(SAMPLE_SCHOOL).compile()
    situation = Situation(put_in_force(policy, policy.groups)[0], Clock())
    midnight = LESSON.replace(hour=0, minute=0)
    seconds = [midnight + number * _SECOND for number in range(_DAY // _SECOND)]
    looks = [(situation.group, now) for now in seconds]
    return tuple(
        side_by_side(
            scene.size.repeats,
            lambda: _microseconds(map(situation.stretch, seconds), len(seconds)),
            lambda: _dictionary(looks),
        )
    )


def _dictionary(looks: list[Look]) -> float:
    table = dict.fromkeys(looks, True)
    return _microseconds(map(table.__getitem__, looks), len(looks))


def _microseconds(looking: Iterator[object], count: int) -> float:
    began = time.perf_counter()
    deque(looking, maxlen=0)  # the quickest loop there is
    return (time.perf_counter() - began) / count * 1_000_000
