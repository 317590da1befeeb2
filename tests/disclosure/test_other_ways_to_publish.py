"""Ways to publish that a school might ask for, attacked by the same means: each tells what it says it hides."""

import itertools

import pytest

from owntime.simulate.habits import Habits
from school_policy.count_report import Cell, Dimension, half_term_cells, weekly_cells
from tests.disclosure import crafted, ours
from tests.disclosure.attacker import Own, knowledge, meaning
from tests.disclosure.rules import HIDDEN, OURS, text
from tests.disclosure.system import Interval, System, Where
from tests.disclosure.world import Period, World, simulated, week_cell

FEWEST = 10
DAY = week_cell(Dimension.ANY)
"""What a window of days is asked for."""


def some_half_term(reminders_a_day: int, seed: int = 1) -> World:
    return simulated(devices=25, weeks=6, habits=Habits.SKEWED, reminders_a_day=reminders_a_day, seed=seed)


def test_exact_numbers_of_reminders_tell_those_that_are_hidden() -> None:
    """Reminders add up, so that what is not shown is the difference of what is."""
    pinned = hidden = 0
    for a_day, seed in itertools.product((5, 10, 20), (1, 2)):
        world = some_half_term(a_day, seed)
        system, truth = reminders_counted(world)
        assert system.holds(truth)
        targets = [where for where, number in truth.items() if 0 < number < FEWEST]
        found = system.solve(targets)
        assert all(found[where].low <= truth[where] <= found[where].high for where in targets)
        pinned += sum(its.width == 0 for its in found.values())
        hidden += len(targets)

    assert pinned / hidden > 0.05


def test_a_number_of_reminders_may_be_one_person_s() -> None:
    world = simulated(devices=25, weeks=6, habits=Habits.ONE, reminders_a_day=20, seed=1)
    counted, _ = reminders_counted(world)

    assert counted.bounds[0, week_cell(Dimension.ANY)].low >= FEWEST
    assert {shown for period in ours.publish(world) for shown in period.rows.values()} == {HIDDEN}


def test_exact_numbers_of_devices_pin_nothing_but_tell_that_all_did_it() -> None:
    """A device counts once: that carries more weight than the bands, and the bands are there for the rest."""
    for world in (some_half_term(5), some_half_term(10), some_half_term(20)):
        system = devices_counted(world)
        hidden = [where for where, its in system.bounds.items() if its.low == 0]
        assert not any(its.width == 0 for its in system.solve(hidden).values())

    assert devices_counted(crafted.all_do_it(25)).bounds[0, DAY] == Interval(low=25, high=25)


@pytest.mark.parametrize("reminders_a_day", [3, 8])
def test_free_date_ranges_tell_nearly_every_day(reminders_a_day: int) -> None:
    """Devices of each day added up, shown from ten on, for any days from one to another."""
    devices = devices_by_day(some_half_term(reminders_a_day))
    system, truth = System(), {}
    windows = _windows(len(devices))
    for number, (first, last) in enumerate(windows):
        truth[number, DAY] = sum(len(those) for those in devices[first : last + 1])
        system.bounds[number, DAY] = _exact(truth[number, DAY], most=10_000)
        days = [(windows.index((day, day)), DAY) for day in range(first, last + 1)]
        if first < last:
            system.total((number, DAY), days)
    assert system.holds(truth)

    days = [(windows.index((day, day)), DAY) for day in range(len(devices))]
    hidden = [day for day in days if truth[day] < FEWEST]
    assert sum(its.width == 0 for its in system.solve(hidden).values()) > 0.9 * len(hidden) > 0


def test_free_date_ranges_tell_of_days_even_as_our_bands() -> None:
    """Four days not shown, five days "10 to 14": somebody met a reminder on the fifth."""
    devices = devices_by_day(some_half_term(5))
    system, truth = System(), {}
    windows = _windows(len(devices))
    for number, (first, last) in enumerate(windows):
        together = frozenset[int]().union(*devices[first : last + 1])
        truth[number, DAY] = len(together)
        shown = text(len(together), 25, 20, OURS)
        system.bounds[number, DAY] = meaning(shown, FEWEST - 1, 25)
        if first < last:
            shorter = [(windows.index((first, last - 1)), DAY), (windows.index((first + 1, last)), DAY)]
            system.union((number, DAY), shorter)
    assert system.holds(truth)

    days = [(windows.index((day, day)), DAY) for day in range(len(devices))]
    assert all(text(truth[day], 25, 20, OURS) == HIDDEN for day in days)
    assert sum(its.low > 0 for its in system.solve(days).values()) >= 3


def reminders_counted(world: World) -> tuple[System, dict[Where, int]]:
    """Publish numbers of reminders, from ten on, to the last one; each is of one value in each dimension."""
    system, truth = System(), {}
    for number, period in enumerate(world.periods):
        cells = _cells(world, number)
        for cell in cells:
            truth[number, cell] = _reminders(period, cell)
            system.bounds[number, cell] = _exact(truth[number, cell], most=10_000)
        for dimension in (Dimension.OUTCOME, Dimension.CATEGORY, Dimension.BAND, Dimension.PLATFORM):
            parts = [(number, cell) for cell in cells if cell.dimension is dimension]
            if parts:
                system.total((number, cells[0]), parts)
    for cell in _cells(world, len(world.weeks)):
        if cell.dimension is not Dimension.PLATFORM:
            weeks = [(week, week_cell(cell.dimension, cell.value)) for week in range(len(world.weeks))]
            system.total((len(world.weeks), cell), weeks)
    return system, truth


def devices_counted(world: World) -> System:
    """Publish numbers of devices, from ten on, to the last one; the attacker adds our own release to them."""
    system = knowledge(world, ours.publish(world), OURS, [Own(there=0, cells={})] * len(world.periods))
    for number, cell in system.bounds:
        devices = len(world.periods[number].members.get(cell, ()))
        system.bounds[number, cell] = _exact(devices, most=len(world.periods[number].reporting))
    return system


def devices_by_day(world: World) -> list[frozenset[int]]:
    return [
        frozenset(event.device for event in world.log if (event.week, event.day) == (week, day))
        for week in range(len(world.weeks))
        for day in range(5)
    ]


def _cells(world: World, number: int) -> list[Cell]:
    cells = weekly_cells() if number < len(world.weeks) else half_term_cells(world.platforms)
    return [cell for cell in cells if cell.dimension is not Dimension.THREE_DAYS]


def _reminders(period: Period, cell: Cell) -> int:
    return sum(period.events.get(cell, {}).values())


def _exact(number: int, most: int) -> Interval:
    return Interval(low=number, high=number) if number >= FEWEST else Interval(low=0, high=min(FEWEST - 1, most))


def _windows(days: int) -> list[tuple[int, int]]:
    return list(itertools.combinations_with_replacement(range(days), 2))
