"""Half-terms in a device's ledger, against a model: each bit once a period, by the lists of its start."""

import datetime as dt
from collections import Counter

import msgspec
import pytest

from proxy_addons import ledger as ledgers
from proxy_addons.ledger import KEPT, Ledger
from school_policy.count_report import Band, Cell, Dimension, WronglyListed
from school_policy.dimensions import Dimensions
from school_policy.half_term import HalfTerm
from school_policy.period import PeriodKind, week_of
from school_policy.vocabulary import Outcome
from tests.proxy_addons.made_up_server import LONDON, MONDAY, MORNING
from tests.proxy_addons.noting_device import (
    BOOK,
    FIRST,
    LATER,
    MOVED,
    NEW,
    OLD_LISTS,
    SECOND,
    TUBE,
    Device,
    in_half_term,
    kinds,
)


def test_a_day_of_a_half_term_is_in_both_periods() -> None:
    device = Device()
    device.note(TUBE)
    (report,) = device.seal()

    assert (report.week, report.half_term) == (MONDAY, FIRST.first)
    assert set(device.said) == {
        ("week", MONDAY, "any", ""),
        ("week", MONDAY, "outcome", "app"),
        ("week", MONDAY, "band", "after_14"),
        ("week", MONDAY, "category", "video"),
        ("half_term", FIRST.first, "any", ""),
        ("half_term", FIRST.first, "outcome", "app"),
        ("half_term", FIRST.first, "category", "video"),
        ("half_term", FIRST.first, "platform", "tube"),
    }


@pytest.mark.parametrize(
    ("day", "half_term"),
    [
        pytest.param(FIRST.first, FIRST.first, id="its first day"),
        pytest.param(FIRST.last, FIRST.first, id="its last day"),
        pytest.param(FIRST.last + dt.timedelta(days=1), None, id="the day after"),
        pytest.param(SECOND.first - dt.timedelta(days=1), None, id="the day before the next"),
        pytest.param(SECOND.first, SECOND.first, id="the next one's first day"),
    ],
)
def test_a_holiday_counts_in_the_week_only(day: dt.date, half_term: dt.date | None) -> None:
    device = Device()
    device.go_to(day)
    device.note(TUBE)
    (report,) = device.seal()

    assert report.half_term == half_term
    assert set(in_half_term(device.said)) == ({half_term} if half_term else set())
    assert kinds(device.said) == {"video"}


def test_a_week_later_the_half_term_says_only_what_is_new() -> None:
    device = Device()
    device.note(TUBE)
    device.seal()
    device.now += dt.timedelta(days=7)
    device.note(TUBE)
    device.note(BOOK)
    (report,) = device.seal()

    assert [(each.dimension, each.value) for each in report.cells if each.period is PeriodKind.HALF_TERM] == [
        ("category", "social"),
        ("platform", "book"),
    ]


def test_a_platform_that_is_moved_or_added_waits_for_the_next_half_term() -> None:
    device = Device()
    device.seal()  # nothing was noted, and the half-term was seen
    device.dimensions = LATER
    device.note(TUBE)
    device.note(NEW, Outcome.SET_ASIDE, Band.UNTIL_10)
    device.seal()

    assert kinds(device.said) == {"video"}
    assert in_half_term(device.said)[FIRST.first] == {
        ("any", ""),
        ("outcome", "app"),
        ("outcome", "set_aside"),
        ("category", "video"),
        ("platform", "tube"),
    }
    assert ("week", MONDAY, "band", "until_10") in device.said  # the new one's, at once

    device.go_to(SECOND.first)
    for each in (TUBE, NEW):
        device.note(each)
    device.seal()
    assert in_half_term(device.said)[SECOND.first] >= {
        ("category", "gaming"),
        ("category", "video"),
        ("platform", "tube"),
        ("platform", "new"),
    }


def test_outside_of_half_terms_the_lists_are_those_of_the_week() -> None:
    device = Device(dimensions=Dimensions(platforms=OLD_LISTS))
    device.note(TUBE)
    device.dimensions = Dimensions(platforms=MOVED)
    device.note(TUBE)
    device.note(NEW)
    device.seal()
    assert kinds(device.said) == {"video"}

    device.now += dt.timedelta(days=7)
    device.note(TUBE)
    device.seal()
    assert kinds(device.said) == {"video", "gaming"}


@pytest.mark.parametrize(
    "corrected",
    [
        pytest.param(HalfTerm(first=dt.date(2026, 11, 3), last=FIRST.last), id="begins later"),
        pytest.param(HalfTerm(first=dt.date(2026, 10, 30), last=FIRST.last), id="began earlier"),
        pytest.param(HalfTerm(first=FIRST.first, last=dt.date(2026, 12, 11)), id="ends earlier"),
        pytest.param(HalfTerm(first=MONDAY, last=dt.date(2027, 1, 2)), id="today begins another"),
    ],
)
def test_a_half_term_that_was_seen_stays_as_it_was(corrected: HalfTerm) -> None:
    device = Device()
    device.note(TUBE)
    device.seal()
    device.dimensions = Dimensions(half_terms=(corrected, SECOND), platforms=OLD_LISTS)
    device.note(BOOK)
    device.now += dt.timedelta(days=1)
    device.note(BOOK, Outcome.SET_ASIDE)
    device.seal()

    assert set(in_half_term(device.said)) == {FIRST.first}
    assert ("platform", "book") in in_half_term(device.said)[FIRST.first]


def test_what_was_left_over_of_a_half_term_goes_out_in_a_report_of_the_week_that_it_is() -> None:
    """With the week that is over it would be late, whatever the half-term."""
    device = Device(dimensions=Dimensions(half_terms=(HalfTerm(first=MONDAY, last=MONDAY),), platforms=OLD_LISTS))
    device.note(TUBE)
    device.go_to(MONDAY + dt.timedelta(days=7))
    reports = device.seal()

    assert sorted((report.week, report.half_term or dt.date.min) for report in reports) == [
        (MONDAY, dt.date.min),
        (MONDAY + dt.timedelta(days=7), dt.date.min),
        (MONDAY + dt.timedelta(days=7), MONDAY),
    ]
    assert len(device.said) == len(set(device.said)) == 8


def test_what_a_clock_ahead_noted_of_a_half_term_waits_for_its_time() -> None:
    device = Device()
    device.go_to(SECOND.first)
    device.note(TUBE)
    device.now = MORNING
    device.seal()
    assert device.said == []

    device.go_to(SECOND.first)
    device.seal()
    assert ("platform", "tube") in in_half_term(device.said)[SECOND.first]


def test_a_half_term_that_only_a_clock_ahead_saw_is_frozen_when_it_comes() -> None:
    device = Device()
    device.go_to(SECOND.first)
    device.seal()
    device.now = MORNING
    device.ledger = ledgers.forget(device.ledger, device.today)
    device.dimensions = LATER
    device.go_to(SECOND.first)
    device.note(TUBE)
    device.seal()

    assert kinds(device.said) == {"gaming"}


def test_after_a_loss_the_half_term_is_closed_and_the_next_is_not() -> None:
    device = Device(ledger=Ledger(closing=True))
    device.note(TUBE)
    device.ledger = ledgers.settle(device.ledger, device.now, LONDON)
    for day in (device.today, device.today + dt.timedelta(days=7), SECOND.first):
        device.go_to(day)
        device.note(TUBE)
        device.seal()

    assert set(in_half_term(device.said)) == {SECOND.first}
    assert {start for period, start, *_ in device.said if period is PeriodKind.WEEK} == {
        MONDAY + dt.timedelta(days=7),
        SECOND.first,
    }


def test_a_half_term_is_remembered_for_five_weeks_after_its_end_and_then_closed() -> None:
    device = Device()
    device.note(TUBE)
    device.seal()
    last = week_of(FIRST.last) + KEPT
    kept = ledgers.forget(device.ledger, last + dt.timedelta(days=4))
    gone = ledgers.forget(device.ledger, last + dt.timedelta(days=7))

    assert [each.half_term for each in kept.half_terms] == [FIRST]
    assert gone.half_terms == ()
    device.ledger = msgspec.structs.replace(gone, closed_before=None, last_sealed=None)
    device.note(BOOK)
    device.seal()
    assert len(in_half_term(device.said)[FIRST.first]) == 4  # what was said before, and nothing more


FORMAT_1 = (
    b'{"format":1,"weeks":[{"monday":"2026-11-23","days":["2026-11-23"],"bits":'
    b'[{"dimension":"any","value":"","report":"%(sent)s"},{"dimension":"outcome","value":"app","report":"%(sent)s"},'
    b'{"dimension":"outcome","value":"set_aside","report":null}]}],'
    b'"mentions":[{"wrongly_listed":{"platform":"tube","day":"2026-11-23"},"report":"%(sent)s"}],'
    b'"last_sealed":"2026-11-23T08:00:00Z","closed_before":null,"closing":false}'
) % {b"sent": b"a" * 32}


def test_a_ledger_of_before_half_terms_is_read_on_and_nothing_is_lost_or_said_twice() -> None:
    device = Device(ledger=msgspec.json.decode(FORMAT_1, type=Ledger))
    device.note(TUBE)
    (report,) = device.seal()

    of_week = {(each.dimension.value, each.value) for each in report.cells if each.period is PeriodKind.WEEK}
    assert of_week == {("outcome", "set_aside"), ("band", "after_14"), ("category", "video")}
    assert in_half_term(device.said)[FIRST.first] == {
        ("any", ""),
        ("outcome", "app"),
        ("category", "video"),
        ("platform", "tube"),
    }
    assert report.wrongly_listed == ()
    assert device.ledger.mentions[0].wrongly_listed == WronglyListed(platform=TUBE, day=MONDAY)


def test_a_cell_of_a_half_term_is_none_of_a_week() -> None:
    """The same dimension and value twice in one report are two cells: a mark on one is no mark on the other."""
    device = Device()
    device.note(TUBE)
    device.seal()

    both = Counter((dimension, value) for _, _, dimension, value in device.said)
    assert both[Dimension.ANY, ""] == both[Dimension.OUTCOME, "app"] == both[Dimension.CATEGORY, "video"] == 2
    assert Cell(period=PeriodKind.WEEK, dimension=Dimension.ANY) != Cell(
        period=PeriodKind.HALF_TERM, dimension=Dimension.ANY
    )
