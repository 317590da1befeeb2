"""Each rule of how figures are made, and the harm where it is switched off: every row fails without its rule.

The rules and their proofs are those of the design (section 7): what is hidden is anything from 0 to 9 for all that
is shown, to an outsider and to two colleagues who put together what they know of themselves.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest

from advisory_server.release import NOT_SHOWN, in_use, release_half_term, release_week, shown, top_of
from proxy_addons import ledger as ledgers
from proxy_addons.ledger import Ledger
from proxy_addons.sealing import seal
from proxy_addons.tally import Noted
from school_policy.count_report import Cell, Dimension, ReportId, half_term_cells, weekly_cells
from school_policy.dimensions import CountedPlatform, Dimensions, too_few_values
from school_policy.half_term import HalfTerm
from school_policy.period import PeriodKind
from school_policy.vocabulary import Category, Outcome, PlatformId
from tests.proxy_addons.made_up_server import LONDON, MONDAY, MORNING

HIDDEN = 9
"""The most that a hidden cell may hold."""
COLLUDERS = 2


def listed(**sizes: int) -> tuple[CountedPlatform, ...]:
    return tuple(
        CountedPlatform(id=PlatformId(f"{name}_{number}"), category=Category(name))
        for name, size in sizes.items()
        for number in range(size)
    )


LISTED = listed(social=4, video=3, messaging=2, gaming=1)


def cell(dimension: Dimension, value: str = "", period: PeriodKind = PeriodKind.HALF_TERM) -> Cell:
    return Cell(period=period, dimension=dimension, value=value)


def top(of: Cell, active: int = 400) -> int:
    """Return the least that the highest text of a cell says; 0 where it is never shown."""
    text = shown(400, active, top_of(of, LISTED))
    return int(text.split()[0]) if text != NOT_SHOWN else 0


def could_be_hidden(of: Cell, parts: int) -> bool:
    """Tell whether one part could be nobody though the whole is at its top and all the others are hidden.

    The colluders are in the whole, and in every part that they can be in: L <= (m-1)(9-t)+t.
    """
    return all(top(of) <= (parts - 1) * (HIDDEN - t) + t for t in range(COLLUDERS + 1))


# What must hold


def ten_or_nobody() -> bool:
    return {shown(clients, 40) for clients in range(10)} == {NOT_SHOWN}


def five_read_the_same() -> bool:
    texts = [shown(clients, 400) for clients in range(10, 40)]
    return all(texts.count(text) >= 5 for text in texts)


def somebody_may_be_outside() -> bool:
    return all(shown(active, active) == shown(active - 5, active) for active in range(15, 60))


def a_whole_with_four_parts_gives_none_away() -> bool:
    return could_be_hidden(cell(Dimension.ANY), 4)


def three_platforms_give_none_away() -> bool:
    return could_be_hidden(cell(Dimension.CATEGORY, "video"), 3)


def two_platforms_are_shown_by_their_kind_alone() -> bool:
    return top(cell(Dimension.PLATFORM, "messaging_0")) == 0 < top(cell(Dimension.CATEGORY, "messaging"))


def one_platform_is_shown_by_itself_alone() -> bool:
    of_week = cell(Dimension.CATEGORY, "gaming", PeriodKind.WEEK)
    return top(cell(Dimension.CATEGORY, "gaming")) == top(of_week) == 0 < top(cell(Dimension.PLATFORM, "gaming_0"))


def four_weeks_or_nothing() -> bool:
    everybody = dict.fromkeys(half_term_cells(LISTED), 40)
    return {text for _, text in release_half_term(everybody, [40, 40, 40, 0], LISTED)} == {NOT_SHOWN}


def weeks_with_few_devices_are_none_of_the_four() -> bool:
    everybody = dict.fromkeys(half_term_cells(LISTED), 40)
    return {text for _, text in release_half_term(everybody, [40, 40, 40, 14], LISTED)} == {NOT_SHOWN}


def four_values_or_no_policy() -> bool:
    return bool(too_few_values(Dimensions(platforms=listed(social=3, video=3, gaming=3))))


CONSTANTS = [
    ("ten devices at least", ten_or_nobody, "release._FEWEST", 5),
    ("bands of five", five_read_the_same, "release._STEP", 1),
    ("five active devices outside of the top band", somebody_may_be_outside, "release._OUTSIDE", 0),
    ("a top band of 20, against two colluders", a_whole_with_four_parts_gives_none_away, "release._MOST", 25),
    (
        "a top band of 15 for three platforms",
        three_platforms_give_none_away,
        "release._MOST_OF_CATEGORY",
        {1: 0},
    ),
    (
        "two platforms are never shown",
        two_platforms_are_shown_by_their_kind_alone,
        "release._MOST_OF_PLATFORM",
        {},
    ),
    (
        "of one platform, its kind is never shown",
        one_platform_is_shown_by_itself_alone,
        "release._MOST_OF_CATEGORY",
        {3: 15},
    ),
    ("four weeks in a half-term", four_weeks_or_nothing, "release._FEWEST_WEEKS", 3),
    (
        "fifteen devices in each of the four",
        weeks_with_few_devices_are_none_of_the_four,
        "release._FEWEST_ACTIVE",
        14,
    ),
]


@pytest.mark.parametrize(("holds", "constant", "off"), [pytest.param(*row, id=rule) for rule, *row in CONSTANTS])
def test_the_rule_holds_and_without_it_the_harm_is_done(
    monkeypatch: pytest.MonkeyPatch, holds: Callable[[], bool], constant: str, off: object
) -> None:
    assert holds()
    monkeypatch.setattr(f"advisory_server.{constant}", off)
    assert not holds()


def test_four_values_in_every_dimension(monkeypatch: pytest.MonkeyPatch) -> None:
    assert four_values_or_no_policy()
    monkeypatch.setattr("school_policy.dimensions.FEWEST_VALUES", 3)
    assert not four_values_or_no_policy()
    assert len(Outcome) >= 4  # the parts of the day are pinned by the weekly cells


# Rules that are no number: what breaks them is built here


@pytest.mark.parametrize(
    ("rule", "holds"),
    [
        pytest.param(in_use, True, id="as it is"),
        pytest.param(lambda reporting, _staff: reporting, False, id="whoever enrols more devices gains"),
    ],
)
def test_active_devices_are_at_most_the_declared_staff(rule: Callable[[int, int], int], *, holds: bool) -> None:
    assert (shown(30, rule(400, 14)) == NOT_SHOWN) is holds


Counts = Mapping[Cell, int]
Rows = tuple[tuple[Cell, str], ...]
Release = Callable[[Counts], Rows]


def as_it_is(counts: Counts) -> Rows:
    return release_half_term(counts, [40] * 4, LISTED)


def with_an_other(counts: Counts) -> Rows:
    """Merge what is hidden of a dimension into its last value."""
    small = {of: n for of, n in counts.items() if of.dimension is Dimension.OUTCOME and n < 10}
    last = cell(Dimension.OUTCOME, "app")
    return as_it_is({**counts, last: counts.get(last, 0) + sum(small.values())})


def by_size(counts: Counts) -> Rows:
    return tuple(sorted(as_it_is(counts), key=lambda row: -counts.get(row[0], 0)))


def with_reasons(counts: Counts) -> Rows:
    return tuple((of, "None" if not counts.get(of) else text) for of, text in as_it_is(counts))


def without_the_empty(counts: Counts) -> Rows:
    return tuple((of, text) for of, text in as_it_is(counts) if counts.get(of))


def everybody(number: int) -> Counts:
    return dict.fromkeys(half_term_cells(LISTED), number)


def each_cell_stands_alone(release: Release) -> bool:
    """Tell whether a change of one cell changes no row of another."""
    base = everybody(12)
    changed = {**base, cell(Dimension.OUTCOME, "set_aside"): 8}
    differing = {of for of, text in release(changed) if dict(release(base))[of] != text}
    return differing == {cell(Dimension.OUTCOME, "set_aside")}


def the_order_is_the_policys(release: Release) -> bool:
    sizes = {of: number for number, of in enumerate(half_term_cells(LISTED))}
    return [of for of, _ in release(sizes)] == list(half_term_cells(LISTED))


def nothing_and_nine_look_the_same(release: Release) -> bool:
    return release({}) == release(everybody(9))


@pytest.mark.parametrize(
    ("holds", "broken"),
    [
        pytest.param(each_cell_stands_alone, with_an_other, id="no other, no sums"),
        pytest.param(the_order_is_the_policys, by_size, id="the policy's order, never by size"),
        pytest.param(nothing_and_nine_look_the_same, with_reasons, id="not shown looks the same"),
        pytest.param(nothing_and_nine_look_the_same, without_the_empty, id="every value is always listed"),
    ],
)
def test_what_is_shown_tells_no_more(holds: Callable[[Release], bool], broken: Release) -> None:
    assert holds(as_it_is)
    assert not holds(broken)


@pytest.mark.parametrize(
    ("periods", "holds"),
    [
        pytest.param([LISTED], True, id="as it is"),
        pytest.param([], False, id="a week without the rules for kinds of site"),
        pytest.param([listed(video=4)], False, id="a week by later lists than its half-term"),
    ],
)
def test_kinds_of_site_go_by_the_same_rule_in_a_week(periods: list[Any], *, holds: bool) -> None:
    counts = dict.fromkeys(weekly_cells(), 40)
    rows = {of.value: text for of, text in release_week(counts, 40, periods) if of.dimension is Dimension.CATEGORY}

    assert (rows["video"] == "15 or more") is holds


HALF_TERM = HalfTerm(first=dt.date(2026, 11, 2), last=dt.date(2026, 12, 18))
BEFORE = Dimensions(half_terms=(HALF_TERM,), platforms=LISTED)
MOVED = Dimensions(half_terms=(HALF_TERM,), platforms=(CountedPlatform(id=LISTED[0].id, category=Category.VIDEO),))


@dataclass
class OneDevice:
    """A device that happens to do the same every day, and what it said; `forgets` switches its memory off."""

    forgets: Callable[[Ledger], Ledger] = lambda ledger: ledger
    ledger: Ledger = Ledger()  # noqa: RUF009 (a value that never changes)
    number: int = 0

    def day(self, number: int, dimensions: Dimensions = BEFORE) -> list[tuple[str, str, str]]:
        day = MONDAY + dt.timedelta(days=number)
        things = [Noted(day=day, outcome=Outcome.APP), Noted(day=day, platform=LISTED[0].id)]
        self.ledger = ledgers.note(self.forgets(self.ledger), things, [], dimensions)
        now = MORNING + dt.timedelta(days=number)
        self.ledger, reports = seal(self.ledger, now, LONDON, self._id, dimensions)
        return [(it.period, it.dimension, it.value) for report in reports for it in report.cells]

    def _id(self) -> ReportId:
        self.number += 1
        return ReportId(f"{self.number:032x}")


@pytest.mark.parametrize(
    ("forgets", "times"),
    [
        pytest.param(lambda ledger: ledger, 1, id="as it is"),
        pytest.param(lambda _ledger: Ledger(), 4, id="a device that counts events"),
    ],
)
def test_a_device_says_each_bit_once_a_period(forgets: Callable[[Ledger], Ledger], times: int) -> None:
    device = OneDevice(forgets)
    said = [bit for number in range(4) for bit in device.day(number)]

    assert said.count(("week", "any", "")) == said.count(("half_term", "any", "")) == times


def thawed(ledger: Ledger) -> Ledger:
    """Forget which lists a half-term began with."""
    half_terms = tuple(msgspec.structs.replace(each, platforms=MOVED.platforms) for each in ledger.half_terms)
    return msgspec.structs.replace(ledger, half_terms=half_terms)


@pytest.mark.parametrize(
    ("forgets", "kinds"),
    [
        pytest.param(lambda ledger: ledger, {"social"}, id="as it is"),
        pytest.param(thawed, {"social", "video"}, id="lists that change in the middle of a half-term"),
    ],
)
def test_a_platform_is_of_one_kind_all_the_half_term(forgets: Callable[[Ledger], Ledger], kinds: set[str]) -> None:
    device = OneDevice(forgets)
    said = [*device.day(0), *device.day(1, MOVED)]

    assert {
        value for period, dimension, value in said if (period, dimension) == ("half_term", "category")
    } == kinds
