"""For a hidden cell there are schools with none and with nine in it, device by device, that release the same."""

import itertools
import random

import pytest

from owntime.simulate.habits import Habits
from school_policy.count_report import Cell, Dimension
from tests.disclosure import crafted, ours, rules
from tests.disclosure.attacker import attack, knowledge, own
from tests.disclosure.exact import twin
from tests.disclosure.rules import OURS, Rules
from tests.disclosure.world import Period, World, simulated, week_cell


def is_a_school(period: Period) -> bool:
    """Tell whether the sets are what they are said to be: each whole is all of its parts together."""

    def together(dimension: Dimension) -> frozenset[int]:
        return frozenset[int]().union(
            *(its for cell, its in period.members.items() if cell.dimension is dimension)
        )

    everything, present = together(Dimension.ANY), {cell.dimension for cell in period.members}
    wholes = {Dimension.OUTCOME, Dimension.CATEGORY, Dimension.BAND, Dimension.PLATFORM} & present
    return all(together(dimension) == everything for dimension in wholes) and (
        together(Dimension.THREE_DAYS) <= everything
    )


def assert_twins_are_found(world: World, plot: frozenset[int], cells: int) -> None:
    published = ours.publish(world)
    system = knowledge(world, published, OURS, [own(period, plot) for period in world.periods])
    hidden = [it.where for it in attack(world, published, OURS, plot) if not it.shown and not it.told]

    for where in random.Random(1).sample(hidden, cells):  # noqa: S311 (a sample)
        for others in (0, 9 - len(plot)):
            other = twin(world, system, where, others, plot)
            assert other is not None, (where, others)
            assert len(other.periods[where[0]].members[where[1]] - plot) == others
            assert all(map(is_a_school, other.periods))
            assert ours.publish(other) == published


@pytest.mark.parametrize("habits", [Habits.EVEN, Habits.SKEWED, Habits.HABITUAL, Habits.AWAY])
def test_a_school_with_none_and_one_with_nine_release_the_same(habits: Habits) -> None:
    world = simulated(devices=25, weeks=5, habits=habits, reminders_a_day=10, seed=1)

    assert_twins_are_found(world, frozenset(), cells=5)


def test_two_colluders_see_the_same_of_a_school_with_no_others_and_one_with_seven() -> None:
    world = simulated(devices=25, weeks=5, habits=Habits.SKEWED, reminders_a_day=10, seed=1)

    assert_twins_are_found(world, frozenset({0, 1}), cells=5)


@pytest.mark.exam
@pytest.mark.parametrize("habits", [habits for habits in Habits if habits is not Habits.NONE])
@pytest.mark.parametrize("devices", [20, 25, 30])
def test_many_hidden_cells_have_their_twins(habits: Habits, devices: int) -> None:
    for reminders_a_day, colluders in itertools.product((5, 10, 20), (0, 1, 2)):
        world = simulated(devices=devices, weeks=5, habits=habits, reminders_a_day=reminders_a_day, seed=2)
        assert_twins_are_found(world, frozenset(range(colluders)), cells=3)


def test_where_a_rule_is_switched_off_there_is_no_such_school() -> None:
    world, off = crafted.parted_by_weeks(0, weeks=3), Rules(weeks_needed=3)
    nobody = frozenset[int]()
    system = knowledge(world, rules.publish(world, off), off, [own(period, nobody) for period in world.periods])
    first: Cell = week_cell(Dimension.ANY)

    assert twin(world, system, (0, first), 0, nobody) is None
    assert twin(world, system, (0, first), 1, nobody) is None
    assert twin(world, system, (0, first), 2, nobody) is not None
