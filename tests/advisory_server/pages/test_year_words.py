"""The school's year in words."""

import datetime as dt

import msgspec
import pytest

from advisory_server.pages.year_words import year_lines
from school_policy.calendar import Calendar, Closure, Opening, Term
from tests.advisory_server.pages.site import POLICY

SNOW = Closure(first=dt.date(2026, 12, 30), last=dt.date(2027, 1, 6), reason="snow")
OPENED = Opening(day=dt.date(2027, 5, 3), reason="Moved to Friday")


def lines(today: str, calendar: Calendar = POLICY.calendar) -> list[str]:
    found = year_lines(msgspec.structs.replace(POLICY, calendar=calendar), dt.date.fromisoformat(today))
    return [f"{line.name}: {line.words}" for line in found]


def test_the_sample_schools_year_before_it_begins() -> None:
    assert lines("2026-08-31") == [
        "Autumn term: 2 September to 18 December 2026; half-term 26 October to 30 October",
        "Spring term: 5 January to 25 March 2027; half-term 15 February to 19 February",
        "Summer term: 12 April to 22 July 2027; half-term 31 May to 4 June",
        "1 September 2026: INSET day: Planning the year",
        "12 November 2026: Parents' evening (Teaching staff)",
        "4 January 2027: INSET day: Safeguarding training",
        "3 May 2027: Bank holiday: May Day",
    ]


@pytest.mark.parametrize(
    ("today", "first"),
    [
        pytest.param("2026-12-18", "Autumn term", id="the last day of a term"),
        pytest.param("2026-12-19", "Spring term", id="the day after it"),
        pytest.param("2027-07-22", "Summer term", id="the last day of all"),
    ],
)
def test_what_is_over_is_left_out(today: str, first: str) -> None:
    assert lines(today)[0].startswith(first)


def test_after_the_last_term_there_is_nothing_to_say() -> None:
    assert lines("2027-07-23") == []


def test_a_closure_is_named_until_its_last_day_and_an_opening_takes_a_bank_holidays_place() -> None:
    calendar = msgspec.structs.replace(POLICY.calendar, closures=(SNOW,), openings=(OPENED,))

    assert "30 December 2026 to 6 January 2027: Closed: snow" in lines("2027-01-06", calendar)
    assert "Closed" not in " ".join(lines("2027-01-07", calendar))
    assert lines("2027-01-07", calendar)[-1] == "3 May 2027: Open: Moved to Friday"


def test_without_terms_every_bank_holiday_of_the_coming_year_counts() -> None:
    found = lines("2026-12-25", Calendar(bank_holidays=POLICY.calendar.bank_holidays))

    assert found[0] == "25 December 2026: Bank holiday: Christmas Day"
    assert found[-1] == "25 December 2027: Bank holiday: Christmas Day"


def test_a_term_without_half_term_says_none() -> None:
    term = Term(name="Short term", first=dt.date(2026, 9, 1), last=dt.date(2027, 1, 8))

    assert lines("2026-09-01", Calendar(terms=(term,))) == ["Short term: 1 September 2026 to 8 January 2027"]
