"""A device's ledger with half-terms against a model: each bit once a period, whatever happens to the device."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy_addons import ledger as ledgers
from proxy_addons.ledger import KEPT
from school_policy.count_report import Band, Dimension
from school_policy.dimensions import NOT_TOLD_APART, Dimensions
from school_policy.half_term import HalfTerm
from school_policy.period import PeriodKind, week_of
from school_policy.vocabulary import Outcome, PlatformId
from tests.proxy_addons.noting_device import (
    BOOK,
    LATER,
    NEW,
    OLD,
    TUBE,
    Device,
    Place,
)

DAYS = (-40, -21, -8, -3, -1, 1, 2, 6, 15, 30, 50)
NOTES = st.tuples(
    st.just("note"), st.sampled_from([BOOK, TUBE, NEW]), st.sampled_from(Outcome), st.sampled_from(Band)
)
TURNS = st.tuples(st.just("turn"), st.sampled_from(DAYS))
PLAIN = st.sampled_from([("seal",), ("restart",), ("lists", OLD), ("lists", LATER), ("lists", NOT_TOLD_APART)])
FORGETS = st.just(("forget",))


@dataclass
class Model:
    """What may be said, by the definition, where nothing is forgotten and no week is too old."""

    frozen: dict[dt.date, tuple[HalfTerm, dict[str, str]]] = field(default_factory=dict)
    weeks: dict[dt.date, dict[str, str]] = field(default_factory=dict)
    days: dict[dt.date, set[dt.date]] = field(default_factory=dict)
    places: set[Place] = field(default_factory=set)

    def see(self, day: dt.date, dimensions: Dimensions) -> None:
        for each in dimensions.half_terms:
            if each.holds(day):
                categories = {str(it.id): it.category.value for it in dimensions.platforms}
                self.frozen.setdefault(each.first, (each, categories))

    def note(self, day: dt.date, dimensions: Dimensions, platform: str, outcome: Outcome, band: Band) -> None:
        self.see(day, dimensions)
        week = week_of(day)
        half_term = next((each for each, _ in self.frozen.values() if each.holds(day)), None)
        if half_term is None:
            now = {it.id: it.category.value for it in dimensions.platforms}
            categories = self.weeks.setdefault(week, {str(key): value for key, value in now.items()})
        else:
            categories = self.frozen[half_term.first][1]
        of_both = [(Dimension.ANY, ""), (Dimension.OUTCOME, outcome.value)]
        of_both += [(Dimension.CATEGORY, categories[platform])] if platform in categories else []
        self.places |= {(PeriodKind.WEEK, week, *key) for key in [*of_both, (Dimension.BAND, band.value)]}
        self.days.setdefault(week, set()).add(day)
        if len(self.days[week]) >= 3:
            self.places.add((PeriodKind.WEEK, week, Dimension.THREE_DAYS, ""))
        if half_term is not None:
            of_both += [(Dimension.PLATFORM, platform)] if platform in categories else []
            self.places |= {(PeriodKind.HALF_TERM, half_term.first, *key) for key in of_both}


def play(device: Device, model: Model, step: tuple[object, ...]) -> None:
    match step:
        case ("note", str() as platform, Outcome() as outcome, Band() as band):
            device.note(PlatformId(platform), outcome, band)
            model.note(device.today, device.dimensions, platform, outcome, band)
        case ("turn", int() as days):
            device.now += dt.timedelta(days=days)
        case ("seal",):
            model.see(device.today, device.dimensions)
            device.seal()
        case ("restart",):
            device.restart()
        case ("lists", Dimensions() as dimensions):
            device.dimensions = dimensions
        case ("forget",):
            device.ledger = ledgers.forget(device.ledger, device.today)
        case other:
            pytest.fail(f"{other}")


def within_reach(device: Device) -> bool:
    """Tell whether nothing is too old to be noted."""
    sealed = device.ledger.last_sealed
    return sealed is None or week_of(device.today) >= week_of(sealed.date()) - KEPT


@settings(max_examples=150, deadline=None)
@given(st.lists(NOTES | TURNS | PLAIN, max_size=30))
def test_each_bit_is_said_exactly_once_whatever_the_clock_the_lists_and_restarts_do(
    steps: list[tuple[object, ...]],
) -> None:
    device, model = Device(), Model()
    for step in steps:
        if step[0] != "note" or within_reach(device):
            play(device, model, step)
    device.go_to(dt.date(2030, 6, 3))
    device.seal()

    assert Counter(device.said) == dict.fromkeys(model.places, 1)


@settings(max_examples=150, deadline=None)
@given(st.lists(NOTES | TURNS | PLAIN | FORGETS, max_size=40))
def test_no_bit_is_said_twice_though_much_is_forgotten(steps: list[tuple[object, ...]]) -> None:
    device, model = Device(), Model()
    for step in steps:
        play(device, model, step)
    device.seal()

    assert max(Counter(device.said).values(), default=1) == 1
    ids = [report.id for report in device.reports]
    assert len(ids) == len(set(ids))
