import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from school_policy.period import next_week, week_is_released, week_of, week_starts

LONDON = ZoneInfo("Europe/London")
DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1))
ZONES = st.sampled_from(["Europe/London", "UTC", "Pacific/Apia", "Asia/Kolkata", "America/St_Johns"]).map(ZoneInfo)


@pytest.mark.parametrize(
    ("day", "week"),
    [
        pytest.param("2026-11-23", "2026-11-23", id="Monday"),
        pytest.param("2026-11-29", "2026-11-23", id="Sunday"),
        pytest.param("2026-11-22", "2026-11-16", id="the Sunday before"),
        pytest.param("2027-01-01", "2026-12-28", id="the week of New Year belongs to the old one"),
    ],
)
def test_a_week_is_named_by_its_monday(day: str, week: str) -> None:
    assert week_of(dt.date.fromisoformat(day)) == dt.date.fromisoformat(week)


@given(DAYS)
def test_every_day_is_in_the_iso_week_of_its_monday(day: dt.date) -> None:
    week = week_of(day)

    assert week.isoweekday() == 1
    assert week.isocalendar()[:2] == day.isocalendar()[:2]
    assert week_of(next_week(week)) == next_week(week) == week + dt.timedelta(days=7)


@pytest.mark.parametrize(
    ("week", "starts", "released"),
    [
        pytest.param("2026-11-16", "2026-11-16T00:00+00:00", "2026-11-23T06:00+00:00", id="winter"),
        pytest.param("2026-06-01", "2026-05-31T23:00+00:00", "2026-06-08T05:00+00:00", id="summer"),
        pytest.param("2026-10-19", "2026-10-18T23:00+00:00", "2026-10-26T06:00+00:00", id="the clocks go back"),
        pytest.param("2027-03-22", "2027-03-22T00:00+00:00", "2027-03-29T05:00+00:00", id="the clocks go forward"),
    ],
)
def test_a_week_is_released_on_the_monday_after_at_six_by_the_clock_on_the_wall(
    week: str, starts: str, released: str
) -> None:
    monday = dt.date.fromisoformat(week)

    assert week_starts(monday, LONDON) == dt.datetime.fromisoformat(starts)
    assert week_is_released(monday, LONDON) == dt.datetime.fromisoformat(released)


@given(DAYS, ZONES)
def test_a_week_is_released_after_it_is_over_in_every_zone(day: dt.date, zone: ZoneInfo) -> None:
    week = week_of(day)
    after = week_is_released(week, zone) - week_starts(next_week(week), zone)

    assert dt.timedelta(hours=4) <= after <= dt.timedelta(hours=8)
