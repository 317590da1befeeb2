"""Bank holidays as www.gov.uk/bank-holidays lists them, substitute days among them."""

import datetime as dt

import pytest

from owntime.bank_holidays import bank_holidays
from school_policy.calendar import Region

DAYS = {
    Region.ENGLAND: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
    Region.WALES: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
    Region.SCOTLAND: "01-01 01-04 03-26 05-03 05-31 08-02 11-30 12-27 12-28",
    Region.NORTHERN_IRELAND: "01-01 03-17 03-26 03-29 05-03 05-31 07-12 08-30 12-27 12-28",
}
"""The working days among them, in 2027: Christmas Day and Boxing Day fall on a weekend."""


@pytest.mark.parametrize("region", DAYS)
def test_the_days_off_of_a_year(region: Region) -> None:
    found = bank_holidays(region, [2027])

    assert " ".join(f"{each.day:%m-%d}" for each in found if each.day.weekday() < 5) == DAYS[region]
    assert {each.day.year for each in found} == {2027}


def test_a_substitute_day_says_what_it_stands_for() -> None:
    names = {each.day: each.name for each in bank_holidays(Region.ENGLAND, [2027])}

    assert names[dt.date(2027, 12, 27)] == "Christmas Day (substitute day)"


def test_they_come_in_order_and_once_over_several_years() -> None:
    days = [each.day for each in bank_holidays(Region.SCOTLAND, [2027, 2026])]

    assert days == sorted(set(days))
    assert {day.year for day in days} == {2026, 2027}


def test_a_school_that_keeps_none_has_none() -> None:
    assert bank_holidays(Region.NONE, [2027]) == ()
