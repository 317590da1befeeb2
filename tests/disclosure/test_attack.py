"""The attack on what our release code publishes: nothing that is hidden can be known from all that is shown."""

import itertools
import random
from collections.abc import Iterable

import pytest

from owntime.simulate.habits import Habits
from tests.disclosure.attacker import Finding, attack
from tests.disclosure.ours import publish
from tests.disclosure.rules import HIDDEN, Published
from tests.disclosure.world import World, simulated

STAFF = (20, 25, 30)
A_DAY = (2, 5, 10, 20, 40)
HABITS = tuple(habits for habits in Habits if habits is not Habits.NONE)
COLLUDERS = (0, 1, 2)
WIDTHS = {0: 9, 1: 8, 2: 7}
"""How many numbers more than one each hidden cell must leave open, by the number of colluders."""


def plotters(number: int, world: World) -> frozenset[int]:
    """The busiest devices: they know most of who did what."""
    times = [sum(its.get(device, 0) for its in world.half_term.events.values()) for device in range(world.staff)]
    return frozenset(sorted(range(world.staff), key=lambda device: -times[device])[:number])


def assert_nothing_is_known(findings: Iterable[Finding], colluders: int) -> None:
    for it in findings:
        assert not it.pinned, it
        assert not it.forced, it
        assert not it.everybody, it
        assert it.shown or it.told or it.interval.width >= min(WIDTHS[colluders], it.others), it


def assert_every_figure_is_of_ten(world: World, published: tuple[Published, ...]) -> int:
    """Ten devices, each with one bit: nobody is more than a tenth of any figure."""
    shown = [
        len(period.members.get(cell, ()))
        for period, its in zip(world.periods, published, strict=True)
        for cell, text in its.rows.items()
        if text != HIDDEN
    ]
    assert all(devices >= 10 for devices in shown)
    return len(shown)


@pytest.mark.parametrize("habits", HABITS)
@pytest.mark.parametrize("staff", STAFF)
def test_nothing_hidden_is_known_from_all_that_is_shown(staff: int, habits: Habits) -> None:
    shown = hidden = 0
    for a_day in A_DAY:
        world = simulated(devices=staff, weeks=4 + a_day % 4, habits=habits, reminders_a_day=a_day, seed=1)
        published = publish(world)
        shown += assert_every_figure_is_of_ten(world, published)
        for colluders in COLLUDERS:
            findings = attack(world, published, colluders=plotters(colluders, world))
            assert_nothing_is_known(findings, colluders)
            hidden += sum(not it.shown for it in findings)

    assert hidden > 500
    assert (shown == 0) is (habits is Habits.ONE), "an attack on nothing proves nothing"


@pytest.mark.exam
@pytest.mark.parametrize("seed", range(2, 14))
def test_nothing_hidden_is_known_in_many_half_terms(seed: int) -> None:
    """Twelve times the sample: over a thousand half-terms, each with no, one and two colluders."""
    for staff, habits, a_day in itertools.product(STAFF, HABITS, A_DAY):
        world = simulated(devices=staff, weeks=4 + seed % 5, habits=habits, reminders_a_day=a_day, seed=seed)
        published = publish(world)
        assert_every_figure_is_of_ten(world, published)
        for colluders in COLLUDERS:
            assert_nothing_is_known(attack(world, published, colluders=plotters(colluders, world)), colluders)


@pytest.mark.exam
@pytest.mark.parametrize("seed", range(200))
def test_nothing_hidden_is_known_in_a_school_of_any_size(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 (made-up weeks)
    world = simulated(
        devices=chance.randint(15, 45),
        weeks=chance.randint(1, 8),
        habits=chance.choice(HABITS),
        reminders_a_day=chance.randint(1, 60),
        seed=seed,
    )
    published = publish(world)

    assert_every_figure_is_of_ten(world, published)
    for colluders in COLLUDERS:
        anybody = frozenset(chance.sample(range(world.staff), colluders))
        assert_nothing_is_known(attack(world, published, colluders=anybody), colluders)
