import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy_addons import ledger as ledgers
from proxy_addons import sealing
from proxy_addons.ledger import KEPT, Ledger
from proxy_addons.tally import Noted
from school_policy.count_report import (
    MOST_WRONGLY_LISTED,
    CountReport,
    Dimension,
    ReportId,
    WronglyListed,
)
from school_policy.dimensions import NOT_TOLD_APART
from school_policy.vocabulary import Outcome
from tests.proxy_addons.made_up_server import LONDON, MONDAY, MORNING, cell, cells_of, noted, wrongly_listed

NUMBERS = (ReportId(f"{number:032x}") for number in itertools.count())
DAYS = st.integers(-20, 20).map(lambda day: MONDAY + dt.timedelta(days=day))
THINGS = st.frozensets(st.builds(Noted, day=DAYS, outcome=st.sampled_from(Outcome)))
SUNDAY = MONDAY + dt.timedelta(days=20)
LATER = dt.datetime.combine(SUNDAY, dt.time(12), dt.UTC)


def seal(ledger: Ledger, now: dt.datetime = MORNING) -> tuple[Ledger, list[CountReport]]:
    return sealing.seal(ledger, now, LONDON, lambda: next(NUMBERS), NOT_TOLD_APART)


def note(*things: Noted, ledger: Ledger = Ledger(), mentions: list[WronglyListed] | None = None) -> Ledger:  # noqa: B008
    return ledgers.note(ledger, things, mentions or [], NOT_TOLD_APART)


@given(st.lists(THINGS, max_size=6))
def test_however_notes_and_seals_alternate_each_cell_is_said_once(batches: list[frozenset[Noted]]) -> None:
    ledger, said = Ledger(), []
    for batch in batches:
        ledger, reports = seal(note(*batch, ledger=ledger), LATER)
        said += [(report.week, each.cell) for report in reports for each in report.cells]

    assert len(said) == len(set(said))
    assert set(said) == cells_of({thing for batch in batches for thing in batch})


@given(THINGS)
def test_the_order_of_what_was_noted_leaves_no_trace(things: frozenset[Noted]) -> None:
    one_by_one = Ledger()
    for thing in sorted(things, key=lambda it: (it.outcome or "", it.day), reverse=True):
        one_by_one = note(thing, ledger=one_by_one)

    assert one_by_one == note(*things)


def test_a_report_of_this_week_is_sealed_though_nothing_was_noted() -> None:
    _, (report,) = seal(Ledger())

    assert (report.week, report.cells, report.wrongly_listed) == (MONDAY, (), ())


@pytest.mark.parametrize(
    ("days", "has_three"),
    [
        pytest.param((0, 1), False, id="two days"),
        pytest.param((0, 1, 4), True, id="three days"),
        pytest.param((-1, 0, 1), False, id="three days of two weeks"),
    ],
)
def test_three_days_are_three_of_one_week(days: tuple[int, ...], *, has_three: bool) -> None:
    _, reports = seal(note(*noted(Outcome.APP, *days)), LATER)

    said = {each.cell for report in reports for each in report.cells}
    assert (cell(Dimension.THREE_DAYS) in said) is has_three


def test_a_week_is_the_schools_own_and_not_utcs() -> None:
    sunday_night_in_utc = dt.datetime(2026, 6, 7, 23, 30, tzinfo=dt.UTC)  # London: Monday 00:30

    _, (report,) = seal(Ledger(), sunday_night_in_utc)

    assert report.week == dt.date(2026, 6, 8)


@pytest.mark.parametrize(
    ("minutes", "is_due"),
    [(0, False), (14.99, False), (15, True), (10_000, True), (-0.01, True), (-10_000, True)],
    ids=str,
)
def test_it_is_due_a_quarter_of_an_hour_after_the_last_and_when_the_clock_was_set_back(
    minutes: float, *, is_due: bool
) -> None:
    ledger, _ = seal(Ledger())

    assert sealing.is_due(ledger, MORNING + dt.timedelta(minutes=minutes)) is is_due


def test_after_days_asleep_one_report_is_sealed_for_each_week_with_something_new() -> None:
    ledger = note(*noted(Outcome.APP, -6, 0))

    _, reports = seal(ledger, MORNING + dt.timedelta(days=3))

    assert sorted(report.week for report in reports) == [MONDAY - dt.timedelta(days=7), MONDAY]


def test_what_a_clock_ahead_noted_waits_for_its_time() -> None:
    ahead = note(*noted(Outcome.APP, 7), mentions=wrongly_listed("facebook", day=1))
    ledger, (now,) = seal(ahead)
    _, then = seal(ledger, MORNING + dt.timedelta(days=7))

    assert (now.cells, now.wrongly_listed) == ((), ())
    assert {each.dimension for each in then[0].cells} == {Dimension.ANY, Dimension.OUTCOME}
    assert then[0].wrongly_listed == tuple(wrongly_listed("facebook", day=1))


def test_more_wrongly_listed_than_a_report_takes_go_into_several_each_in_one() -> None:
    mentions = wrongly_listed(*(f"platform-{number}" for number in range(2 * MOST_WRONGLY_LISTED + 1)))
    ledger, reports = seal(note(*noted(Outcome.APP), mentions=[*mentions, *mentions]))
    _, after = seal(note(ledger=ledger, mentions=mentions))

    said = [each for report in reports for each in report.wrongly_listed]
    assert [len(report.wrongly_listed) for report in reports] == [8, 8, 1]
    assert sorted(each.platform for each in said) == sorted(each.platform for each in mentions)
    assert [report.wrongly_listed for report in after] == [()]


def test_what_is_forgotten_is_not_counted_anew_when_the_clock_is_set_back() -> None:
    ledger, _ = seal(note(*noted(Outcome.APP)))
    ledger = ledgers.forget(ledger, MONDAY + KEPT + dt.timedelta(days=7))

    assert ledger.weeks == ()
    assert note(*noted(Outcome.APP, 0, 6), ledger=ledger).weeks == ()
    assert note(*noted(Outcome.APP, 7), ledger=ledger).weeks != ()


def test_the_weeks_of_five_weeks_are_remembered() -> None:
    ledger = note(*noted(Outcome.APP))

    assert ledgers.forget(ledger, MONDAY + KEPT + dt.timedelta(days=6)) == ledger


def test_a_clock_that_was_years_ahead_for_a_while_closes_no_week_to_come() -> None:
    ledger, _ = seal(note(*noted(Outcome.APP)))
    ahead, _ = seal(ledgers.forget(ledger, dt.date(2031, 1, 1)), dt.datetime(2031, 1, 1, tzinfo=dt.UTC))
    back, _ = seal(ahead)

    assert note(*noted(Outcome.APP, 7), ledger=back).weeks != ()


def test_a_week_long_before_the_last_seal_is_refused_quietly() -> None:
    ledger, _ = seal(Ledger())

    assert note(*noted(Outcome.APP, -36), ledger=ledger).weeks == ()
    assert note(*noted(Outcome.APP, -35), ledger=ledger).weeks != ()


def test_after_a_loss_nothing_is_counted_until_the_next_monday_in_the_schools_zone() -> None:
    lost = Ledger(closing=True)
    settled = ledgers.settle(lost, MORNING, LONDON)

    assert note(*noted(Outcome.APP, 0, 7), ledger=lost).weeks == ()
    assert note(*noted(Outcome.APP, 6), ledger=settled).weeks == ()
    assert [week.monday for week in note(*noted(Outcome.APP, 7), ledger=settled).weeks] == [
        MONDAY + dt.timedelta(days=7)
    ]
    assert ledgers.settle(settled, MORNING + dt.timedelta(days=30), LONDON) == settled


def test_a_report_holds_what_is_new_and_nothing_of_what_came_before() -> None:
    ledger, _ = seal(note(*noted(Outcome.APP)))
    _, (report,) = seal(note(*noted(Outcome.SET_ASIDE, 0), ledger=ledger))

    assert [each.cell for each in report.cells] == [cell(Dimension.OUTCOME, "set_aside")]
