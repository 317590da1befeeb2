"""Parts that everybody knows to be empty hide nothing: they are none of the four that a figure needs.

A school that works mornings alone has two parts of the day, and one whose staff were told in the third week of a
half-term has two weeks less: nothing else can have been in them.
"""

from collections.abc import Sequence

import pytest

from advisory_server.release import release_half_term, release_week
from school_policy.count_report import Band, Cell, Dimension, half_term_cells, weekly_cells
from school_policy.counted_time import ALL_PARTS
from tests.disclosure.attacker import meaning
from tests.disclosure.rules import HIDDEN
from tests.disclosure.system import Interval, System
from tests.disclosure.world import PLATFORMS, half_term_cell, week_cell

ACTIVE = 40
EACH = 8
"""Devices in each part, every one another: it is hidden."""
ANY, OF_HALF_TERM = week_cell(Dimension.ANY), half_term_cell(Dimension.ANY)
BANDS = [week_cell(Dimension.BAND, band) for band in Band]


def left_open(whole: str, of_parts: Sequence[tuple[int, str]]) -> set[tuple[int, int]]:
    """Return what is left open of each part that is not shown: its place, and what would be shown of 400 in it."""
    system = System()
    system.bounds[9, ANY] = meaning(whole, ACTIVE, ACTIVE)
    places = [(place, ANY) for place, _ in of_parts]
    for place, with_many in of_parts:
        most = ACTIVE if with_many == HIDDEN else 9
        system.bounds[place, ANY] = Interval(low=0, high=most)
    system.union((9, ANY), places)
    return {(its.low, its.high) for its in system.solve(places).values()}


def bands_left_open(worked: int, by_the_rule: frozenset[Band]) -> set[tuple[int, int]]:
    """Work some parts of the day alone, and release by the rule for those."""
    counts: dict[Cell, int] = {ANY: EACH * worked, **dict.fromkeys(BANDS[:worked], EACH)}
    rows = dict(release_week(counts, ACTIVE, [PLATFORMS], by_the_rule))
    many = dict(release_week(dict.fromkeys(weekly_cells(), 400), ACTIVE, [PLATFORMS], by_the_rule))
    assert {rows[band] for band in BANDS} == {HIDDEN}
    return left_open(rows[ANY], [(place, many[band]) for place, band in enumerate(BANDS[:worked])])


@pytest.mark.parametrize(("worked", "without_the_rule"), [(4, (0, 9)), (3, (2, 9)), (2, (6, 9))])
def test_parts_of_a_day_in_which_nobody_works_are_no_cover_for_the_others(
    worked: int, without_the_rule: tuple[int, int]
) -> None:
    parts = frozenset(list(Band)[:worked])

    assert bands_left_open(worked, ALL_PARTS) == {without_the_rule}
    assert all(low == 0 and high >= 9 for low, high in bands_left_open(worked, parts))


@pytest.mark.parametrize(("weeks", "of_the_others"), [(4, (0, 9)), (3, (2, 9)), (2, (6, 9))])
def test_weeks_in_which_nothing_can_be_counted_are_none_of_the_four(
    weeks: int, of_the_others: tuple[int, int]
) -> None:
    """Devices were in use in six weeks, but some of these were before staff were told: of those A is 0."""
    counts = {OF_HALF_TERM: EACH * weeks}
    assert OF_HALF_TERM in half_term_cells(PLATFORMS)

    def found(active_by_week: list[int]) -> set[tuple[int, int]]:
        rows = dict(release_half_term(counts, active_by_week, PLATFORMS))
        return left_open(rows[OF_HALF_TERM], [(place, "20 or more") for place in range(weeks)])

    assert found([ACTIVE] * 6) == {of_the_others}
    assert found([0] * (6 - weeks) + [ACTIVE] * weeks) == {(0, 9)}
