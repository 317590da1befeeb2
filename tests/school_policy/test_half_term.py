"""What a half-term is: against calendars written by hand, and against the definition day by day."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from school_policy.calendar import Calendar, DateRange, Term
from school_policy.half_term import HalfTerm, half_term_is_released, half_terms_of
from school_policy.period import week_of

LONDON = ZoneInfo("Europe/London")


def term(first: str, last: str, holiday: str = "") -> Term:
    """Return a term of this school year, such as 09-02 to 12-18 with a holiday 10-26/10-30."""
    ends = [day(text) for text in holiday.split("/")] if holiday else []
    half_term = DateRange(first=ends[0], last=ends[1]) if ends else None
    return Term(name="a term", first=day(first), last=day(last), half_term=half_term)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(f"2026-{text}")


def spans(*terms: Term) -> list[str]:
    return [f"{it.first:%m-%d}/{it.last:%m-%d}" for it in half_terms_of(Calendar(terms=terms))]


@pytest.mark.parametrize(
    ("terms", "found"),
    [
        pytest.param([], [], id="a calendar without terms has none"),
        pytest.param(
            [term("09-02", "12-18", "10-26/10-30")], ["09-02/10-25", "10-31/12-18"], id="two, around the holiday"
        ),
        pytest.param([term("09-02", "12-18")], ["09-02/12-18"], id="without a holiday the whole term"),
        pytest.param(
            [term("09-02", "10-23"), term("04-13", "05-22"), term("11-02", "12-18")],
            ["04-13/05-22", "09-02/10-23", "11-02/12-18"],
            id="six short terms, in any order, with gaps",
        ),
        pytest.param([term("09-02", "12-18", "09-02/09-30")], ["10-01/12-18"], id="nothing before the holiday"),
        pytest.param([term("09-02", "12-18", "12-01/12-31")], ["09-02/11-30"], id="nothing after it"),
        pytest.param([term("09-02", "12-18", "09-01/12-31")], [], id="nothing but the holiday"),
        pytest.param([term("12-18", "09-02")], [], id="a term that ends before it begins"),
        pytest.param([term("09-02", "12-18"), term("11-02", "12-18")], ["09-02/12-18"], id="terms that overlap"),
    ],
)
def test_half_terms_come_from_the_terms_and_their_holidays(terms: list[Term], found: list[str]) -> None:
    assert spans(*terms) == found


DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2026, 3, 31))
RANGES = st.tuples(DAYS, DAYS).map(lambda it: DateRange(first=min(it), last=max(it)))
TERMS = st.lists(
    st.builds(Term, name=st.just("t"), first=DAYS, last=DAYS, half_term=st.none() | RANGES), max_size=4
)


@given(TERMS)
def test_no_day_is_in_two_and_none_is_outside_of_the_terms_or_in_a_holiday_of_its_own(terms: list[Term]) -> None:
    found = half_terms_of(Calendar(terms=tuple(terms)))
    for number in range(92):
        on = dt.date(2026, 1, 1) + dt.timedelta(days=number)
        holding = [it for it in found if it.holds(on)]
        in_term = [it for it in terms if it.holds(on) and not (it.half_term and it.half_term.holds(on))]
        assert len(holding) <= 1
        assert in_term or not holding
        if len(terms) == 1:
            assert bool(holding) is bool(in_term)
    assert list(found) == sorted(found)


@pytest.mark.parametrize(
    ("first", "last", "weeks"),
    [
        pytest.param("11-02", "11-13", ["11-02", "11-09"], id="whole weeks"),
        pytest.param("11-04", "11-13", ["11-02", "11-09"], id="from a Wednesday on: three days of five"),
        pytest.param("11-05", "11-13", ["11-09"], id="from a Thursday on: two days of five"),
        pytest.param("11-02", "11-11", ["11-02", "11-09"], id="up to a Wednesday"),
        pytest.param("11-02", "11-10", ["11-02"], id="up to a Tuesday"),
        pytest.param("11-07", "11-08", [], id="a weekend"),
    ],
)
def test_a_week_is_of_the_half_term_that_has_most_of_its_working_days(
    first: str, last: str, weeks: list[str]
) -> None:
    half_term = HalfTerm(first=day(first), last=day(last))

    assert [f"{monday:%m-%d}" for monday in half_term.weeks()] == weeks


@given(TERMS)
def test_no_week_is_of_two_half_terms(terms: list[Term]) -> None:
    weeks = [week for it in half_terms_of(Calendar(terms=tuple(terms))) for week in it.weeks()]

    assert len(weeks) == len(set(weeks))
    assert all(week == week_of(week) for week in weeks)


@pytest.mark.parametrize(
    ("last", "released"),
    [
        pytest.param("10-23", "2026-10-26T06:00:00+00:00", id="a Friday; the clocks went back in between"),
        pytest.param("06-19", "2026-06-22T05:00:00+00:00", id="in summer"),
        pytest.param("10-25", "2026-10-26T06:00:00+00:00", id="a Sunday"),
        pytest.param("10-26", "2026-11-02T06:00:00+00:00", id="a Monday: its week must be over"),
    ],
)
def test_it_is_released_on_the_monday_after_its_last_week(last: str, released: str) -> None:
    assert half_term_is_released(HalfTerm(first=day("04-01"), last=day(last)), LONDON).isoformat() == released
