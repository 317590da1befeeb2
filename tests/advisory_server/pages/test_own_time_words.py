"""When own time is, in words."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_server.pages.own_time_words import OwnTimeLine, own_time_lines
from school_policy.timetable import NO_WORK, WEEKDAYS, Break, Day, TimeRange, Week, parse_time_range
from tests.advisory_server.pages.site import POLICY


def day(*sessions: str, **breaks: str) -> Day:
    return Day(
        sessions=tuple(parse_time_range(session) for session in sessions),
        breaks=tuple(Break(name=name, time=parse_time_range(time)) for name, time in breaks.items()),
    )


def week(days: str, on: Day) -> Week:
    """Return a week with that day wherever the seven letters have an x."""
    one, two, three, four, five, six, seven = (on if letter == "x" else Day() for letter in days)
    return one, two, three, four, five, six, seven


SHORT = day("09:00-12:00")


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ("xxxxx--", ["Monday to Friday", "Saturday and Sunday"]),
        ("xxxxxxx", ["Monday to Sunday"]),
        ("x-x-x--", ["Monday, Wednesday and Friday", "Tuesday, Thursday, Saturday and Sunday"]),
        ("xx-xxxx", ["Monday, Tuesday and Thursday to Sunday", "Wednesday"]),
        ("-------", ["Monday to Sunday"]),
        ("----x--", ["Monday to Thursday, Saturday and Sunday", "Friday"]),
    ],
)
def test_days_that_are_alike_stand_on_one_line(days: str, words: list[str]) -> None:
    assert [line.days for line in own_time_lines(week(days, SHORT))] == words


@pytest.mark.parametrize(
    ("on", "times"),
    [
        (
            day("08:30-12:15", "13:15-15:45", Lunch="12:15-13:15"),
            ["Before 8:30", "Lunch, 12:15 to 13:15", "After 15:45"],
        ),
        (day("09:05-12:00"), ["Before 9:05", "After 12:00"]),
        (day("00:00-12:00"), ["After 12:00"]),
        (
            day("08:00-10:00", "11:00-12:00", "13:00-16:00", Late="12:00-13:00", Early="10:00-11:00"),
            ["Before 8:00", "Early, 10:00 to 11:00", "Late, 12:00 to 13:00", "After 16:00"],
        ),
        (day("06:30-10:00", "14:00-18:00"), ["Before 6:30", "10:00 to 14:00", "After 18:00"]),
        (day("08:00-15:00", Marking="15:00-16:00"), ["Before 8:00", "After 15:00"]),
        (day(), ["All day"]),
    ],
)
def test_a_days_own_time_stands_in_the_order_of_the_day(on: Day, times: list[str]) -> None:
    assert list(own_time_lines(week("x------", on))[0].times) == times


def test_the_sample_schools_teachers() -> None:
    assert own_time_lines(POLICY.groups[0].week) == (
        OwnTimeLine(days="Monday to Friday", times=("Before 8:30", "Lunch, 12:15 to 13:15", "After 15:45")),
        OwnTimeLine(days="Saturday and Sunday", times=("All day",)),
    )
    assert [line.times for line in own_time_lines(NO_WORK)] == [("All day",)]


DAYS = st.sampled_from([Day(), SHORT, Day(sessions=(TimeRange(dt.time(8), dt.time(16)),))])


def days_said(words: str) -> set[str]:
    said: set[str] = set()
    names = [name.capitalize() for name in WEEKDAYS]
    for part in words.replace(" and ", ", ").split(", "):
        first, _, last = part.partition(" to ")
        said |= set(names[names.index(first) : names.index(last or first) + 1])
    return said


@given(st.tuples(DAYS, DAYS, DAYS, DAYS, DAYS, DAYS, DAYS))
def test_each_day_is_said_once_with_its_own_times(some_week: Week) -> None:
    said = {name: line.times for line in own_time_lines(some_week) for name in days_said(line.days)}
    assert sum(len(days_said(line.days)) for line in own_time_lines(some_week)) == 7
    for name, on in zip(WEEKDAYS, some_week, strict=True):
        assert said[name.capitalize()] == own_time_lines((on,) * 7)[0].times
