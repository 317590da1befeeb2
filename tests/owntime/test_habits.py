import datetime as dt
import random
from collections import Counter

import pytest

from owntime.simulate.habits import Habits, MadeUpDay, make_up_week

MONDAY = dt.date(2026, 11, 16)
DEVICES = 30


def a_week(habits: Habits, seed: int = 1) -> list[MadeUpDay]:
    return list(make_up_week(MONDAY, DEVICES, habits, random.Random(seed)))  # noqa: S311


def busy_days(week: list[MadeUpDay]) -> Counter[int]:
    return Counter(day.device for day in week if day.outcomes)


@pytest.mark.parametrize("habits", Habits)
def test_every_device_has_five_days_and_the_same_chance_makes_the_same_week(habits: Habits) -> None:
    week = a_week(habits)

    assert [day.day for day in week] == sorted(day.day for day in week)
    assert Counter(day.device for day in week) == dict.fromkeys(range(DEVICES), 5)
    assert {day.day.weekday() for day in week} == set(range(5))
    assert week == a_week(habits)


def test_habits_differ_as_their_names_say() -> None:
    assert busy_days(a_week(Habits.ONE)) == {0: 5}
    assert busy_days(a_week(Habits.NONE)) == {}
    skewed, even = busy_days(a_week(Habits.SKEWED)), busy_days(a_week(Habits.EVEN))
    assert sum(skewed[device] for device in range(5)) > 4 * sum(skewed[device] for device in range(25, 30))
    assert len(even) > DEVICES * 2 / 3


def test_another_seed_makes_another_week() -> None:
    assert a_week(Habits.EVEN, seed=1) != a_week(Habits.EVEN, seed=2)


def test_no_outcome_comes_twice_in_a_day() -> None:
    assert all(len(set(day.outcomes)) == len(day.outcomes) for day in a_week(Habits.SKEWED))
