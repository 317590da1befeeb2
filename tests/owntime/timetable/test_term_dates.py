import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from owntime.timetable.ical_events import read_events
from owntime.timetable.term_dates import TermDates, find_term_dates, of_school_year, school_year_of
from tests.owntime.timetable.calendar_file import (
    COMING_AND_GOING,
    COUNCIL,
    HOLIDAYS_ONLY,
    SIX_TERMS,
    Row,
    calendar_file,
)


def found(rows: list[Row]) -> TermDates:
    events, _ = read_events(calendar_file(rows), ZoneInfo("Europe/London"))
    return find_term_dates(events)


def terms(rows: list[Row]) -> list[str]:
    """Return the terms as "name: first to last (half-term)", without the century and without "term"."""
    return [
        f"{term.name.replace(' term 20', ' ')}: {term.first:%d %b} to {term.last:%d %b}"
        + (f" ({term.half_term.first:%d %b} to {term.half_term.last:%d %b})" if term.half_term else "")
        for term in found(rows).terms
    ]


def left(rows: list[Row]) -> list[tuple[str, str]]:
    return [(one.event.summary, one.reason) for one in found(rows).left]


AUTUMN = "Autumn 26: 02 Sep to 18 Dec (26 Oct to 30 Oct)"
SPRING = "Spring 27: 04 Jan to 24 Mar (15 Feb to 19 Feb)"
SUMMER = "Summer 27: 12 Apr to 21 Jul (31 May to 04 Jun)"
SAID = [
    pytest.param(
        COUNCIL,
        [AUTUMN.replace("02 Sep", "03 Sep"), SPRING.replace("04 Jan", "05 Jan"), SUMMER],
        id="first and last days",
    ),
    pytest.param(HOLIDAYS_ONLY, [AUTUMN, SPRING, SUMMER], id="holidays only"),
    pytest.param(SIX_TERMS, [AUTUMN, SPRING, SUMMER], id="six terms"),
    pytest.param(COMING_AND_GOING, [AUTUMN, SPRING.replace("04 Jan", "05 Jan")], id="coming and going"),
    pytest.param(
        [*HOLIDAYS_ONLY[:3], ("2026-09-03", "", "Autumn term starts"), ("2026-12-17", "", "Autumn term ends")],
        ["Autumn 26: 03 Sep to 17 Dec (26 Oct to 30 Oct)"],
        id="what is said goes before what follows from the holidays",
    ),
    pytest.param(
        [("2026-09-02", "", "School year begins"), *HOLIDAYS_ONLY[1:6], ("2027-07-21", "", "School year ends")],
        [AUTUMN, SPRING, SUMMER],
        id="a year, and the holidays within it",
    ),
    pytest.param(
        [
            ("2026-09-02", "2026-12-18", "Autumn term"),
            ("2026-09-02", "", "Term starts"),
            ("2026-12-18", "", "Term ends"),
        ],
        ["Autumn 26: 02 Sep to 18 Dec"],
        id="said twice",
    ),
    pytest.param(
        [
            ("2026-08-17", "", "Term starts"),
            ("2026-10-12", "2026-10-23", "October holiday"),
            ("2026-12-22", "", "Term ends"),
        ],
        ["Autumn 26: 17 Aug to 22 Dec (12 Oct to 23 Oct)"],
        id="as in Scotland",
    ),
    pytest.param(
        [("2026-09-02", "", "Term starts"), ("2026-12-21", "2027-01-01", "Christmas holidays")],
        ["Autumn 26: 02 Sep to 18 Dec"],
        id="a first day, and the next holiday",
    ),
    pytest.param(
        [("2027-03-25", "2027-04-09", "Easter holidays"), ("2027-07-21", "", "Summer term ends")],
        ["Summer 27: 12 Apr to 21 Jul"],
        id="a last day, and the holiday before",
    ),
]


@pytest.mark.parametrize(("rows", "expected"), SAID)
def test_terms_are_found_however_the_calendar_says_them(rows: list[Row], expected: list[str]) -> None:
    assert terms(rows) == expected


@pytest.mark.parametrize(
    ("between", "number"), [("2027-01-18", 0), ("2027-01-22", 1)], ids=["two weeks", "three weeks"]
)
def test_some_days_between_two_holidays_are_no_term(between: str, number: int) -> None:
    rows = [("2026-12-21", "2027-01-01", "Christmas holidays"), (between, "2027-01-29", "Winter holidays")]
    assert len(terms(rows)) == number


def test_nothing_is_lost() -> None:
    rows = [
        ("2026-09-01", "", "Harvest festival"),
        ("2026-10-26", "2026-10-30", "Half term"),
        ("2026-12-18", "", "Term ends"),
        ("2027-01-05", "", "Term starts"),
    ]
    assert left(rows) == [
        ("Harvest festival", '"harvest" is no word of term dates'),
        ("Half term", "there is no term around it"),
        ("Term ends", "there is nothing to pair it with"),
        ("Term starts", "there is nothing to pair it with"),
    ]


def test_of_two_breaks_in_a_term_the_longer_is_half_term_and_the_other_is_told() -> None:
    rows = [
        ("2026-08-17", "2026-12-22", "Term 1"),
        ("2026-09-25", "2026-09-28", "September holiday"),
        ("2026-10-12", "2026-10-23", "October holiday"),
    ]
    (term,) = found(rows).terms
    assert term.half_term is not None
    assert (term.half_term.first, term.half_term.last) == (dt.date(2026, 10, 12), dt.date(2026, 10, 23))
    assert [(one.first.day, one.last.day) for one in term.other_breaks] == [(25, 28)]


def test_inset_days_in_a_row_are_single_days_without_the_weekend_between() -> None:
    insets = found([("2026-09-04", "2026-09-07", "INSET days")]).insets
    assert [event.first.isoformat() for event in insets] == ["2026-09-04", "2026-09-07"]


def test_one_school_year_can_be_taken_out_of_several() -> None:
    rows = [*COUNCIL, ("2027-09-01", "", "Autumn term starts"), ("2027-12-17", "", "Autumn term ends")]
    both = found(rows)
    assert [len(of_school_year(both, year).terms) for year in (2025, 2026, 2027)] == [0, 3, 1]
    assert [len(of_school_year(both, year).insets) for year in (2026, 2027)] == [3, 0]
    assert [one.event.summary for one in of_school_year(both, 2026).left] == ["Christmas Fair"]
    assert of_school_year(both, 2027).left == []


@pytest.mark.parametrize(
    ("day", "year"), [("2026-07-31", 2025), ("2026-08-01", 2026), ("2026-12-31", 2026), ("2027-01-01", 2026)]
)
def test_a_school_year_starts_in_august(day: str, year: int) -> None:
    assert school_year_of(dt.date.fromisoformat(day)) == year
