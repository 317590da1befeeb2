"""Our release code against the rules written a second time: the same text for every cell of any half-term."""

from hypothesis import given
from hypothesis import strategies as st

from advisory_server.release import NOT_SHOWN
from school_policy.count_report import Cell, half_term_cells, weekly_cells
from school_policy.dimensions import CountedPlatform
from school_policy.vocabulary import Category
from tests.disclosure import ours, rules
from tests.disclosure.rules import HIDDEN
from tests.disclosure.world import Period, World, a_platform

PLATFORMS = st.dictionaries(st.sampled_from(Category), st.integers(0, 5), min_size=1).map(
    lambda sizes: tuple(a_platform(category, number) for category, size in sizes.items() for number in range(size))
)


@st.composite
def periods(draw: st.DrawFn, cells: tuple[Cell, ...]) -> Period:
    """Any numbers: what is released of a cell may not depend on what is in another."""
    reporting = draw(st.integers(0, 45) | st.integers(14, 31))
    sizes = draw(st.lists(st.integers(0, 45), min_size=len(cells), max_size=len(cells)))
    members = {cell: frozenset(range(size)) for cell, size in zip(cells, sizes, strict=True)}
    return Period(reporting=frozenset(range(reporting)), members=members, events={})


@st.composite
def worlds(draw: st.DrawFn) -> World:
    platforms: tuple[CountedPlatform, ...] = draw(PLATFORMS)
    weeks = draw(st.lists(periods(weekly_cells()), max_size=6))
    return World(
        staff=draw(st.integers(0, 45) | st.just(45)),
        weeks=tuple(weeks),
        half_term=draw(periods(half_term_cells(platforms))),
        platforms=platforms,
        log=(),
    )


@given(worlds())
def test_each_text_is_what_the_rules_say(world: World) -> None:
    assert ours.publish(world) == rules.publish(world)


def test_the_text_for_what_is_not_shown_is_one() -> None:
    assert NOT_SHOWN == HIDDEN
