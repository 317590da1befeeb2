"""The attacker's arithmetic, against trying every number: it must never err, or miss what can be known."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from school_policy.count_report import Dimension
from tests.disclosure.system import ContradictionError, Interval, System, Where
from tests.disclosure.world import week_cell

ANY = week_cell(Dimension.ANY)
WHOLE, *PARTS = NUMBERS = [(number, ANY) for number in range(4)]

INTERVALS = st.tuples(st.integers(0, 6), st.integers(0, 6)).map(
    lambda ends: Interval(low=min(ends), high=max(ends))
)
BOUNDS = st.tuples(*[INTERVALS] * len(NUMBERS)).map(lambda bounds: dict(zip(NUMBERS, bounds, strict=True)))


def by_trying(system: System) -> dict[Where, Interval] | None:
    """Return within what each number is, or nothing where no numbers fit."""
    ranges = [range(its.low, its.high + 1) for its in system.bounds.values()]
    fitting = [
        numbers
        for numbers in itertools.product(*ranges)
        if system.holds(dict(zip(system.bounds, numbers, strict=True)))
    ]
    if not fitting:
        return None
    return {
        where: Interval(
            low=min(numbers[place] for numbers in fitting), high=max(numbers[place] for numbers in fitting)
        )
        for place, where in enumerate(system.bounds)
    }


@given(BOUNDS, st.sampled_from(["union", "total"]))
def test_what_is_known_of_a_whole_and_its_parts_is_what_trying_every_number_finds(
    bounds: dict[Where, Interval], form: str
) -> None:
    system = System(bounds=bounds)
    if form == "union":
        system.union(WHOLE, PARTS)
    else:
        system.total(WHOLE, PARTS)

    expected = by_trying(system)
    if expected is None:
        with pytest.raises(ContradictionError):
            system.solve(NUMBERS)
    else:
        assert system.solve(NUMBERS) == expected


def test_a_sum_that_is_known_within_limits_narrows_its_parts() -> None:
    system = System(bounds=dict.fromkeys(NUMBERS, Interval(low=0, high=9)))
    system.between(PARTS[:2], Interval(low=12, high=14))

    assert system.solve(PARTS) == {
        PARTS[0]: Interval(low=3, high=9),
        PARTS[1]: Interval(low=3, high=9),
        PARTS[2]: Interval(low=0, high=9),
    }


def test_parts_of_parts_are_known_as_such() -> None:
    system = System()
    system.within(PARTS[0], WHOLE)
    system.within(PARTS[1], PARTS[0])

    assert list(system.parts_of(WHOLE)) == PARTS[:2]
