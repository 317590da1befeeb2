"""The world that is attacked is the one that devices count: each device's own ledger says the same of it."""

import datetime as dt

import pytest

from owntime.simulate.habits import Habits
from proxy_addons.ledger import Ledger, note
from proxy_addons.tally import Noted
from school_policy.count_report import Cell
from school_policy.dimensions import Dimensions
from school_policy.half_term import HalfTerm
from school_policy.period import PeriodKind
from tests.disclosure.world import FIRST_MONDAY, PLATFORMS, Event, World, simulated


def day_of(event: Event) -> dt.date:
    return FIRST_MONDAY + dt.timedelta(weeks=event.week, days=event.day)


def noted_on(device: int, world: World) -> list[Noted]:
    its = [event for event in world.log if event.device == device]
    return [
        *(Noted(day=day_of(event), outcome=event.reminder.outcome) for event in its),
        *(Noted(day=day_of(event), band=event.reminder.band) for event in its),
        *(Noted(day=day_of(event), platform=event.reminder.platform) for event in its),
    ]


@pytest.mark.parametrize("habits", [Habits.SKEWED, Habits.HABITUAL, Habits.AWAY])
def test_a_device_notes_the_cells_that_the_world_has_it_in(habits: Habits) -> None:
    world = simulated(devices=15, weeks=4, habits=habits, reminders_a_day=15, seed=1)
    half_term = HalfTerm(first=FIRST_MONDAY, last=FIRST_MONDAY + dt.timedelta(weeks=4, days=-3))
    dimensions = Dimensions(half_terms=(half_term,), platforms=PLATFORMS)

    for device in range(world.staff):
        ledger = note(Ledger(), noted_on(device, world), (), dimensions)
        bits = [(PeriodKind.WEEK, ledger.week(monday).bits) for monday in half_term.weeks()]
        bits += [(PeriodKind.HALF_TERM, each.bits) for each in ledger.half_terms]
        for period, (kind, its) in zip(world.periods, bits, strict=False):
            cells = {Cell(period=kind, dimension=bit.dimension, value=bit.value) for bit in its}
            assert cells == {cell for cell, devices in period.members.items() if device in devices}
        assert len(bits) == 5 or not any(event.device == device for event in world.log)
