"""Each rule of release switched off in turn: then the attacker wins on a half-term that our release survives."""

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import pytest

from owntime.simulate.habits import Habits
from school_policy.count_report import Band, Cell, Dimension
from school_policy.vocabulary import Category, Outcome
from tests.disclosure import crafted, ours, rules
from tests.disclosure.attacker import Finding, attack
from tests.disclosure.rules import HIDDEN, OURS, Rules
from tests.disclosure.system import Where
from tests.disclosure.world import World, half_term_cell, simulated, week_cell

ANY = week_cell(Dimension.ANY)
HALF_TERM = 4
"""After four weeks."""


def platforms_of(category: Category) -> list[Where]:
    return [
        (HALF_TERM, half_term_cell(Dimension.PLATFORM, platform)) for platform in crafted.platforms_of(category)
    ]


@dataclass(frozen=True, kw_only=True)
class Weakness:
    world: World
    switched_off: Rules
    cells: list[Where]
    """Not shown, and then narrowed."""
    to: tuple[int, int]
    colluders: int = 0
    survived: tuple[int, int] = field(default=(0, 9))
    """What our release leaves open."""


WEAKNESSES = {
    "a top band of 25, against two colluders in four weeks": Weakness(
        world=crafted.parted_by_weeks(2),
        switched_off=Rules(most=25),
        cells=[(week, ANY) for week in range(4)],
        to=(2, 7),
        colluders=2,
        survived=(0, 7),
    ),
    "a top band of 25, against two colluders in four parts of a day": Weakness(
        world=crafted.parted_by_bands(2),
        switched_off=Rules(most=25),
        cells=[(0, week_cell(Dimension.BAND, band)) for band in Band],
        to=(2, 7),
        colluders=2,
        survived=(0, 7),
    ),
    "a half-term of three weeks": Weakness(
        world=crafted.parted_by_weeks(0, weeks=3),
        switched_off=Rules(weeks_needed=3),
        cells=[(week, ANY) for week in range(3)],
        to=(2, 9),
    ),
    "a category of three platforms with a top band of 20": Weakness(
        world=crafted.parted_by_platforms(Category.MESSAGING),
        switched_off=Rules(most_of_three=20),
        cells=platforms_of(Category.MESSAGING),
        to=(2, 9),
    ),
    "a category of two whose platforms may be shown": Weakness(
        world=crafted.parted_by_platforms(Category.BLOGS_AND_FORUMS),
        switched_off=Rules(hides_platforms_of_two=False),
        cells=platforms_of(Category.BLOGS_AND_FORUMS),
        to=(6, 9),
        survived=(0, 19),
    ),
    "merging what is hidden by its sum": Weakness(
        world=crafted.two_outcomes_left(6),
        switched_off=Rules(merges=True),
        cells=[(0, week_cell(Dimension.OUTCOME, outcome)) for outcome in list(Outcome)[3:]],
        to=(1, 9),
    ),
}


def left_open(findings: Iterable[Finding], cells: list[Where]) -> set[tuple[int, int]]:
    found = {it.where: it for it in findings}
    assert not any(found[where].shown for where in cells)
    return {(found[where].interval.low, found[where].interval.high) for where in cells}


@pytest.mark.parametrize("weakness", WEAKNESSES.values(), ids=list(WEAKNESSES))
def test_with_a_rule_switched_off_the_attacker_wins(weakness: Weakness) -> None:
    plot = frozenset(range(weakness.colluders))

    published = rules.publish(weakness.world, weakness.switched_off)
    findings = attack(weakness.world, published, weakness.switched_off, plot)

    assert left_open(findings, weakness.cells) == {weakness.to}


@pytest.mark.parametrize("weakness", WEAKNESSES.values(), ids=list(WEAKNESSES))
def test_our_release_survives_the_same_half_term(weakness: Weakness) -> None:
    plot = frozenset(range(weakness.colluders))

    findings = attack(weakness.world, ours.publish(weakness.world), OURS, plot)

    assert left_open(findings, weakness.cells) == {weakness.survived}


NEVER_SHOWN = {
    "the platforms of a category of two": [cell for _, cell in platforms_of(Category.BLOGS_AND_FORUMS)],
    "a category of one platform": [half_term_cell(Dimension.CATEGORY, Category.GAMING)],
}


@pytest.mark.parametrize("cells", NEVER_SHOWN.values(), ids=list(NEVER_SHOWN))
def test_what_would_tell_of_its_neighbour_is_never_shown_however_many_did_it(cells: list[Cell]) -> None:
    world = crafted.all_do_everything(40)

    (*_, half_term), (*_, off) = (
        ours.publish(world),
        rules.publish(world, Rules(hides_platforms_of_two=False, hides_category_of_one=False)),
    )

    assert {half_term.rows[cell] for cell in cells} == {HIDDEN}
    assert {off.rows[cell] for cell in cells} == {"20 or more"}


@pytest.mark.parametrize("staff", [0, 10, 14])
def test_of_fewer_than_fifteen_in_use_nothing_is_shown(staff: int) -> None:
    world = crafted.all_do_everything(staff)
    off = Rules(fewest_active=10, top_below_active=False, most=10)

    assert {text for period in ours.publish(world) for text in period.rows.values()} == {HIDDEN}
    assert any(it.everybody for it in attack(world, rules.publish(world, off), off)) is (staff == 10)


@pytest.mark.parametrize("staff", [15, 18, 20, 24])
def test_that_all_did_it_can_be_read_where_the_top_band_is_not_below_those_in_use(staff: int) -> None:
    world, off = crafted.all_do_it(staff), Rules(top_below_active=False)

    outside = [it.others - it.interval.low for it in attack(world, rules.publish(world, off), off) if it.shown]
    outside_of_ours = [it.others - it.interval.low for it in attack(world, ours.publish(world)) if it.shown]

    assert min(outside) == staff % 5
    assert min(outside_of_ours) == staff % 5 + 5


def test_of_fewer_than_ten_a_figure_would_be_of_few_devices() -> None:
    world = crafted.parted_by_weeks(0)

    assert set(rules.publish(world, Rules(fewest=5))[0].rows.values()) == {HIDDEN, "5 to 9"}
    assert set(ours.publish(world)[0].rows.values()) == {HIDDEN}


def test_merging_forces_somebody_into_cells_of_ordinary_half_terms() -> None:
    off, forced = Rules(merges=True), 0
    for staff, a_day in itertools.product((20, 25, 30), (5, 10, 20)):
        world = simulated(devices=staff, weeks=6, habits=Habits.SKEWED, reminders_a_day=a_day, seed=1)
        forced += sum(it.forced for it in attack(world, rules.publish(world, off), off))

    assert forced > 9


@pytest.mark.parametrize("parted", [crafted.parted_by_weeks, crafted.parted_by_bands])
def test_four_colluders_who_do_everything_know_more_as_the_docs_say(parted: Callable[[int], World]) -> None:
    """The rules are made for two, and stand against three."""
    forced = [
        sum(it.forced for it in attack(world, ours.publish(world), OURS, frozenset(range(colluders))))
        for colluders, world in enumerate(map(parted, range(5)))
    ]

    assert forced[:4] == [0, 0, 0, 0]
    assert forced[4] > 0
