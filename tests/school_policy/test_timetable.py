import datetime as dt
from itertools import pairwise
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from school_policy.timetable import Break, Day, TimeRange, between_sessions, parse_time_range, sessions_around

MINUTES = st.integers(0, 24 * 60 - 1)
RANGES = (
    st.lists(MINUTES, min_size=2, max_size=2, unique=True)
    .map(sorted)
    .map(lambda ends: TimeRange(clock(ends[0]), clock(ends[1])))
)


def clock(minute: int) -> dt.time:
    return dt.time(minute // 60, minute % 60)


def minutes_of(stretch: TimeRange) -> set[int]:
    return {minute for minute in range(24 * 60) if stretch.start <= clock(minute) < stretch.end}


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        pytest.param("08:30-12:15", "08:30", "12:15", id="as people write it"),
        pytest.param("8:30-9:00", "08:30", "09:00", id="one digit for the hour"),
        pytest.param(" 08:30 - 12:15 ", "08:30", "12:15", id="spaces"),
        pytest.param("00:00-23:59", "00:00", "23:59", id="a whole day"),
    ],
)
def test_a_stretch_of_time_is_read(text: str, start: str, end: str) -> None:
    assert parse_time_range(text) == TimeRange(dt.time.fromisoformat(start), dt.time.fromisoformat(end))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("", '"" is no stretch of time; write it as "08:30-12:15"', id="nothing"),
        pytest.param("08:30", '"08:30" is no stretch of time; write it as "08:30-12:15"', id="no end"),
        pytest.param("08:30–12:15", '"08:30–12:15" is no stretch of time; write it as "08:30-12:15"', id="a dash"),  # noqa: RUF001 (that is the case)
        pytest.param("08:30-", '"" is no time of day; write it as "08:30"', id="an empty end"),
        pytest.param("08.30-12:15", '"08.30" is no time of day; write it as "08:30"', id="a full stop"),
        pytest.param("08:30-12:15-13:00", '"12:15-13:00" is no time of day; write it as "08:30"', id="three"),
        pytest.param("08:30-24:00", '"24:00" is no time of day; write it as "08:30"', id="24 hours"),
        pytest.param("08:60-09:00", '"08:60" is no time of day; write it as "08:30"', id="60 minutes"),
        pytest.param("08:3-09:00", '"08:3" is no time of day; write it as "08:30"', id="one digit for the minute"),
        pytest.param("008:30-09:00", '"008:30" is no time of day; write it as "08:30"', id="three digits"),
        pytest.param("-8:30-09:00", '"" is no time of day; write it as "08:30"', id="a sign"),
        pytest.param("٠٨:30-09:00", '"٠٨:30" is no time of day; write it as "08:30"', id="other digits"),
        pytest.param("12:15-08:30", '"12:15-08:30" ends before it starts', id="backwards"),
        pytest.param("08:30-08:30", '"08:30-08:30" ends before it starts', id="no time at all"),
    ],
)
def test_what_is_no_stretch_of_time_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(ValueError) as wrong:  # noqa: PT011 (the whole message is compared)
        parse_time_range(text)

    assert str(wrong.value) == why


@given(RANGES)
@settings(max_examples=50)
def test_a_stretch_of_time_reads_as_it_is_written(stretch: TimeRange) -> None:
    assert parse_time_range(str(stretch)) == stretch


@example(TimeRange(clock(60), clock(120)), TimeRange(clock(120), clock(180)))
@example(TimeRange(clock(60), clock(120)), TimeRange(clock(119), clock(180)))
@example(TimeRange(clock(60), clock(120)), TimeRange(clock(60), clock(120)))
@given(RANGES, RANGES)
@settings(max_examples=100)
def test_holding_and_overlapping_are_about_the_minutes_in_common(one: TimeRange, other: TimeRange) -> None:
    assert one.overlaps(other) is bool(minutes_of(one) & minutes_of(other))
    assert one.holds(other) is (minutes_of(other) <= minutes_of(one))


@given(st.lists(st.integers(8 * 60, 16 * 60), min_size=2, max_size=9, unique=True).map(sorted), st.randoms())
@settings(max_examples=100)
def test_sessions_are_the_work_without_its_breaks(ends: list[int], random: Random) -> None:
    work = TimeRange(clock(ends[0]), clock(ends[-1]))
    breaks = [TimeRange(clock(ends[i]), clock(ends[i + 1])) for i in range(0, len(ends) - 1, 2)]
    random.shuffle(breaks)

    sessions = sessions_around(work, breaks)

    at_work = minutes_of(work).difference(*map(minutes_of, breaks))
    assert set().union(*map(minutes_of, sessions)) == at_work
    assert list(sessions) == sorted(sessions)
    assert all(session.start < session.end for session in sessions)
    assert all(before.end < after.start for before, after in pairwise(sessions))


@pytest.mark.parametrize(
    ("sessions", "breaks", "between"),
    [
        pytest.param([], ["12:00-13:00"], [], id="no session"),
        pytest.param(["08:00-12:00"], [], [], id="one session"),
        pytest.param(["08:00-12:00", "13:00-16:00"], [], ["12:00-13:00"], id="two sessions"),
        pytest.param(["08:00-12:00", "12:00-16:00"], [], [], id="two that touch"),
        pytest.param(["08:00-12:00", "13:00-16:00"], ["12:00-13:00"], [], id="a break fills it"),
        pytest.param(
            ["08:00-12:00", "13:00-16:00"], ["12:20-12:40"], ["12:00-12:20", "12:40-13:00"], id="a break within"
        ),
        pytest.param(
            ["08:00-09:00", "10:00-11:00", "12:00-13:00"], [], ["09:00-10:00", "11:00-12:00"], id="three"
        ),
        pytest.param(["08:00-12:00"], ["07:00-07:30", "12:30-13:00"], [], id="breaks outside"),
    ],
)
def test_what_lies_between_sessions(sessions: list[str], breaks: list[str], between: list[str]) -> None:
    day = Day(
        sessions=tuple(parse_time_range(session) for session in sessions),
        breaks=tuple(Break(name="break", time=parse_time_range(time)) for time in breaks),
    )

    assert [str(stretch) for stretch in between_sessions(day)] == between
