import datetime as dt
import random
from collections import Counter

import pytest

from owntime.simulate.habits import Habits, MadeUpDay, MadeUpStaff, make_up_week
from school_policy.vocabulary import PlatformId

MONDAY = dt.date(2026, 11, 16)
DEVICES = 30
PLATFORMS = [PlatformId(f"platform-{number}") for number in range(8)]


def a_week(habits: Habits, *, seed: int = 1, number: int = 0, reminders_a_day: int = 20) -> list[MadeUpDay]:
    staff = MadeUpStaff(devices=DEVICES, habits=habits, reminders_a_day=reminders_a_day, platforms=PLATFORMS)
    return list(make_up_week(staff, MONDAY, number, random.Random(seed)))  # noqa: S311


def reminders(week: list[MadeUpDay]) -> Counter[int]:
    return +Counter({day.device: 0 for day in week}) + Counter(day.device for day in week for _ in day.reminders)


@pytest.mark.parametrize("habits", Habits)
def test_the_same_chance_makes_the_same_week_from_monday_to_friday(habits: Habits) -> None:
    week = a_week(habits)

    assert [day.day for day in week] == sorted(day.day for day in week)
    assert set(Counter(day.device for day in week).values()) == {5}
    assert {day.day.weekday() for day in week} == set(range(5))
    assert week == a_week(habits)


def test_there_are_as_many_reminders_a_day_as_asked_for_on_average() -> None:
    for habits in (Habits.EVEN, Habits.SKEWED, Habits.ONE, Habits.HABITUAL, Habits.AWAY):
        for a_day in (2, 40):
            weeks = [a_week(habits, seed=seed, reminders_a_day=a_day) for seed in range(20)]
            assert sum(reminders(week).total() for week in weeks) == pytest.approx(100 * a_day, rel=0.15), habits


def test_habits_differ_as_their_names_say() -> None:
    assert set(reminders(a_week(Habits.ONE))) == {0}
    assert reminders(a_week(Habits.NONE)) == {}
    skewed, even = reminders(a_week(Habits.SKEWED)), reminders(a_week(Habits.EVEN))
    assert sum(skewed[device] for device in range(5)) > 4 * sum(skewed[device] for device in range(25, 30))
    assert len(even) > DEVICES * 2 / 3


def test_habits_fade_from_week_to_week() -> None:
    first, later = (reminders(a_week(Habits.FADING, number=number)).total() for number in (0, 4))

    assert later < first / 2


def test_who_is_habitual_keeps_to_one_platform_outcome_and_part_of_the_day() -> None:
    kinds = {(day.device, reminder) for day in a_week(Habits.HABITUAL) for reminder in day.reminders}

    assert len(kinds) == len({device for device, _ in kinds})
    assert len({reminder.outcome for _, reminder in kinds}) > 3


def test_who_is_away_is_so_for_the_week() -> None:
    there = {day.device for day in a_week(Habits.AWAY)}

    assert DEVICES / 2 < len(there) < DEVICES
    assert {day.device for day in a_week(Habits.EVEN)} == set(range(DEVICES))


def test_another_seed_makes_another_week() -> None:
    assert a_week(Habits.EVEN, seed=1) != a_week(Habits.EVEN, seed=2)
