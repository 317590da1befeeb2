"""For a hidden cell there are schools with none and with nine in it, device by device, that release the same."""

import random

import pytest

from owntime.simulate.habits import Habits
from school_policy.count_report import Cell, Dimension
from tests.disclosure import crafted, ours, rules
from tests.disclosure.attacker import Own, attack, knowledge
from tests.disclosure.exact import twin
from tests.disclosure.rules import OURS, Published, Rules
from tests.disclosure.system import System
from tests.disclosure.world import Period, World, simulated, week_cell

CELLS_OF_A_WORLD = 6


def known_to_an_outsider(world: World, published: tuple[Published, ...], rules_: Rules = OURS) -> System:
    return knowledge(world, published, rules_, [Own(there=0, cells={})] * len(published))


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


@pytest.mark.parametrize("habits", [Habits.EVEN, Habits.SKEWED, Habits.HABITUAL, Habits.AWAY])
def test_a_school_with_none_and_one_with_nine_release_the_same(habits: Habits) -> None:
    world = simulated(devices=25, weeks=5, habits=habits, reminders_a_day=10, seed=1)
    published = ours.publish(world)
    system = known_to_an_outsider(world, published)
    hidden = [it.where for it in attack(world, published) if not it.shown and not it.told]

    for where in random.Random(1).sample(hidden, CELLS_OF_A_WORLD):  # noqa: S311 (a sample)
        for number in (0, 9):
            other = twin(world, system, where, number)
            assert other is not None, (where, number)
            assert len(other.periods[where[0]].members[where[1]]) == number
            assert all(map(is_a_school, other.periods))
            assert ours.publish(other) == published


def test_where_a_rule_is_switched_off_there_is_no_such_school() -> None:
    world, off = crafted.parted_by_weeks(0, weeks=3), Rules(weeks_needed=3)
    system = known_to_an_outsider(world, rules.publish(world, off), off)
    first: Cell = week_cell(Dimension.ANY)

    assert twin(world, system, (0, first), 0) is None
    assert twin(world, system, (0, first), 1) is None
    assert twin(world, system, (0, first), 2) is not None
