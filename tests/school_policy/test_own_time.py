import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from school_policy.own_time import local_midnight, next_own_time, stretch_at, working_day_end
from school_policy.stretch import Stretch
from school_policy.timetable import NO_WORK, Break, Day, Week, parse_time_range, sessions_around
from tests.school_policy.wall_clock import MINUTE, MOMENTS, WEEKS, Moment, clock, walk, weekly

LONDON = ZoneInfo("Europe/London")
DAY = 24 * 60


def school_day(work: str, **breaks: str) -> Day:
    pauses = {name: parse_time_range(time) for name, time in breaks.items()}
    return Day(
        sessions=sessions_around(parse_time_range(work), list(pauses.values())),
        breaks=tuple(Break(name=name, time=time) for name, time in pauses.items()),
    )


TEACHING = school_day("08:30-15:45", Lunch="12:15-13:15")
WEEK: Week = (TEACHING, TEACHING, TEACHING, TEACHING, TEACHING, Day(), Day())
LATE_LUNCH: Week = (school_day("08:30-12:30", Lunch="12:00-12:30"), *NO_WORK[1:])
TWO_BREAKS: Week = (school_day("08:30-15:00", Lunch="12:00-12:30", Walk="12:30-13:00"), *NO_WORK[1:])


def at(text: str, zone: ZoneInfo = LONDON) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone)


def local(instant: dt.datetime | None, zone: ZoneInfo = LONDON) -> str:
    return "-" if instant is None else f"{instant.astimezone(zone):%Y-%m-%dT%H:%M}"


def row(stretch: Stretch | None) -> tuple[str, str, str]:
    assert stretch is not None
    return local(stretch.start), local(stretch.end), stretch.name


def facts(stretch: Stretch) -> tuple[bool, dt.datetime | None, dt.datetime | None, str]:
    return stretch.working, stretch.start, stretch.end, stretch.name


def spoken(instant: dt.datetime | None) -> str:
    return "-" if instant is None else f"{instant.astimezone(LONDON):%a %H:%M}"


@pytest.mark.parametrize(
    ("week", "now", "found"),
    [
        pytest.param(WEEK, "2026-11-23T08:29:59.999999", "Fri 15:45 to Mon 08:30 out of hours", id="before work"),
        pytest.param(WEEK, "2026-11-23T08:30", "Mon 08:30 to Mon 12:15 session 1", id="the first instant of work"),
        pytest.param(WEEK, "2026-11-23T12:14:59.999999", "Mon 08:30 to Mon 12:15 session 1", id="before lunch"),
        pytest.param(WEEK, "2026-11-23T12:15", "Mon 12:15 to Mon 13:15 Lunch", id="the first instant of lunch"),
        pytest.param(WEEK, "2026-11-23T13:15", "Mon 13:15 to Mon 15:45 session 2", id="after lunch"),
        pytest.param(WEEK, "2026-11-23T15:45", "Mon 15:45 to Tue 08:30 out of hours", id="the end of the day"),
        pytest.param(WEEK, "2026-10-24T12:00", "Fri 15:45 to Mon 08:30 out of hours", id="when clocks go back"),
        pytest.param(LATE_LUNCH, "2026-11-23T12:10", "Mon 12:00 to Mon 12:30 Lunch", id="lunch before home time"),
        pytest.param(LATE_LUNCH, "2026-11-23T12:40", "Mon 12:30 to Mon 08:30 out of hours", id="and after"),
        pytest.param(TWO_BREAKS, "2026-11-23T12:15", "Mon 12:00 to Mon 12:30 Lunch", id="the first of two breaks"),
        pytest.param(TWO_BREAKS, "2026-11-23T12:30", "Mon 12:30 to Mon 13:00 Walk", id="and the second"),
        pytest.param(NO_WORK, "2026-11-23T10:42", "- to - out of hours", id="a group that never works"),
    ],
)
def test_a_stretch_and_its_ends(week: Week, now: str, found: str) -> None:
    stretch = stretch_at(weekly(week, LONDON), at(now))

    assert f"{spoken(stretch.start)} to {spoken(stretch.end)} {stretch.name}" == found
    assert stretch.working is stretch.name.startswith("session")


@pytest.mark.parametrize("zone", ["Europe/London", "Asia/Kathmandu", "America/New_York"])
def test_the_schools_clock_counts_whatever_zone_the_instant_is_given_in(zone: str) -> None:
    now = at("2026-07-06T09:00").astimezone(ZoneInfo(zone))

    assert row(stretch_at(weekly(WEEK, LONDON), now)) == ("2026-07-06T08:30", "2026-07-06T12:15", "session 1")


@pytest.mark.parametrize(
    ("now", "hours"),
    [
        pytest.param("2026-10-24T12:00", "65:45", id="an hour more when clocks go back"),
        pytest.param("2027-03-27T12:00", "63:45", id="an hour less when they go on"),
        pytest.param("2027-03-20T12:00", "64:45", id="an ordinary weekend"),
    ],
)
def test_a_weekend_lasts_as_long_as_it_lasts(now: str, hours: str) -> None:
    stretch = stretch_at(weekly(WEEK, LONDON), at(now))
    assert stretch.start is not None
    assert stretch.end is not None

    whole, minutes = divmod((stretch.end - stretch.start) // MINUTE, 60)
    assert f"{whole}:{minutes:02}" == hours


@pytest.mark.parametrize(
    ("session", "night", "start", "end"),
    [
        pytest.param("00:30-03:00", "2026-10-25", "23:30", "03:00", id="across the hour that comes twice"),
        pytest.param("00:30-01:30", "2026-10-25", "23:30", "00:30", id="until a time that comes twice: the first"),
        pytest.param("01:30-03:00", "2026-10-25", "00:30", "03:00", id="from a time that comes twice: the first"),
        pytest.param("00:30-03:00", "2027-03-28", "00:30", "02:00", id="across the hour left out"),
        pytest.param("00:30-01:30", "2027-03-28", "00:30", "01:00", id="until a time left out: when clocks jump"),
        pytest.param("01:30-03:00", "2027-03-28", "01:00", "02:00", id="from a time left out: when clocks jump"),
    ],
)
def test_a_session_in_the_night_when_clocks_change(session: str, night: str, start: str, end: str) -> None:
    week: Week = (*NO_WORK[:6], Day(sessions=(parse_time_range(session),)))
    noon_before = at(f"{night}T12:00") - dt.timedelta(days=1)

    begins = stretch_at(weekly(week, LONDON), noon_before).end
    assert begins is not None
    found = stretch_at(weekly(week, LONDON), begins)

    assert [local(found.start, ZoneInfo("UTC"))[11:], local(found.end, ZoneInfo("UTC"))[11:]] == [start, end]
    assert found.working


def test_a_session_that_lies_in_the_hour_left_out_does_not_happen() -> None:
    week: Week = (*NO_WORK[:6], Day(sessions=(parse_time_range("01:10-01:50"),)))

    assert stretch_at(weekly(week, LONDON), at("2027-03-28T12:00")).start is not None
    assert local(stretch_at(weekly(week, LONDON), at("2027-03-28T12:00")).start) == "2027-03-21T01:50"


def test_a_clock_that_is_put_back_over_midnight_does_not_end_a_session() -> None:
    """In Newfoundland clocks went back at 00:01 until 2011: Saturday 23:30 came twice, the second on "Sunday"."""
    zone = ZoneInfo("America/St_Johns")
    week: Week = (*NO_WORK[:6], Day(sessions=(parse_time_range("00:00-00:30"),)))
    again = dt.datetime(2010, 11, 6, 23, 30, fold=1, tzinfo=zone)

    found = stretch_at(weekly(week, zone), again.astimezone(dt.UTC))

    assert row(found)[:2] == ("2010-11-07T02:30", "2010-11-07T04:00")
    assert found.working


@given(WEEKS, MOMENTS, st.integers(0, 2 * DAY))
@settings(max_examples=25)
def test_the_stretches_are_those_that_the_clock_on_the_wall_shows(week: Week, moment: Moment, offset: int) -> None:
    zone, around = moment
    first = around.astimezone(dt.UTC) - dt.timedelta(days=1) + offset * MINUTE
    runs = walk(week, zone, first - 2 * DAY * MINUTE, 5 * DAY)[1:-1]  # those whose both ends were seen

    for run in runs:
        wanted = (run.working, run.start, run.end, run.name)
        last = run.end - dt.timedelta(microseconds=1)
        for instant in (run.start, run.start + (run.end - run.start) / 2, last):
            found = stretch_at(weekly(week, zone), instant.astimezone(zone))
            assert facts(found) == wanted
        assert found.holds(run.start)
        assert found.holds(last)
        assert not found.holds(run.end)
        assert not found.holds(run.start - dt.timedelta(microseconds=1))


@given(WEEKS, MOMENTS)
@settings(max_examples=20)
def test_stretches_follow_one_another_without_gap_or_overlap(week: Week, moment: Moment) -> None:
    zone, now = moment
    stretch = stretch_at(weekly(week, zone), now)
    for _ in range(20):
        if stretch.end is None:
            break
        after = stretch_at(weekly(week, zone), stretch.end)

        assert after.start == stretch.end
        assert after.end is None or after.end > stretch.end
        stretch = after


@given(WEEKS, MOMENTS)
@settings(max_examples=20)
def test_own_time_is_next_when_the_clock_on_the_wall_says_so(week: Week, moment: Moment) -> None:
    zone, now = moment
    start = now.astimezone(dt.UTC)
    current, *later = walk(week, zone, start, 5 * DAY)
    wanted = [run for run in later[:-1] if not run.working]

    found = next_own_time(weekly(week, zone), now)

    if wanted:
        first = wanted[0]
        assert found is not None
        assert facts(found) == (False, first.start, first.end, first.name)
    else:
        assert found is None or (found.start is not None and found.start >= (later or [current])[-1].start)


@pytest.mark.parametrize(
    ("week", "now", "start", "name"),
    [
        pytest.param(WEEK, "2026-11-23T10:42", "2026-11-23T12:15", "Lunch", id="lunch"),
        pytest.param(WEEK, "2026-11-23T13:15", "2026-11-23T15:45", "out of hours", id="home time"),
        pytest.param(WEEK, "2026-11-23T12:15", "2026-11-23T15:45", "out of hours", id="at lunch: the next"),
        pytest.param(WEEK, "2026-11-20T16:00", "2026-11-23T12:15", "Lunch", id="after a weekend"),
        pytest.param(LATE_LUNCH, "2026-11-23T10:42", "2026-11-23T12:00", "Lunch", id="lunch before home time"),
    ],
)
def test_own_time_is_next_at(week: Week, now: str, start: str, name: str) -> None:
    found = next_own_time(weekly(week, LONDON), at(now))

    assert row(found)[::2] == (start, name)


def test_a_group_that_never_works_has_no_next_own_time() -> None:
    assert next_own_time(weekly(NO_WORK, LONDON), at("2026-11-23T10:42")) is None


def test_a_session_that_does_not_happen_is_no_end_of_the_working_day() -> None:
    sundays: Week = (*NO_WORK[:6], Day(sessions=(parse_time_range("01:00-01:05"),)))
    before = at("2027-03-28T00:30")
    assert working_day_end(weekly(sundays, LONDON), before) == local_midnight(LONDON, before)


@pytest.mark.parametrize(
    ("now", "end"),
    [
        pytest.param("2026-11-23T07:00", "2026-11-23T15:45", id="before work"),
        pytest.param("2026-11-23T10:42", "2026-11-23T15:45", id="in the first session, across lunch"),
        pytest.param("2026-11-23T12:30", "2026-11-23T15:45", id="at lunch"),
        pytest.param("2026-11-23T15:44:59", "2026-11-23T15:45", id="the last second of work"),
        pytest.param("2026-11-23T15:45", "2026-11-24T00:00", id="work is over"),
        pytest.param("2026-11-21T10:42", "2026-11-22T00:00", id="a day without work"),
    ],
)
def test_the_working_day_ends(now: str, end: str) -> None:
    assert local(working_day_end(weekly(WEEK, LONDON), at(now))) == end


@given(WEEKS, MOMENTS, st.integers(0, 2 * DAY))
@settings(max_examples=25)
def test_the_working_day_ends_with_its_last_minute_of_work(week: Week, moment: Moment, offset: int) -> None:
    zone, around = moment
    now = (around.astimezone(dt.UTC) - DAY * MINUTE + offset * MINUTE).astimezone(zone)
    start = now.astimezone(dt.UTC)
    rest = [start + minute * MINUTE for minute in range(26 * 60)]
    midnight = next(instant for instant in rest if instant.astimezone(zone).date() > now.date())
    day_before = walk(week, zone, start - DAY * MINUTE, 3 * DAY)
    ends = [run.end for run in day_before if run.working and start < run.end and run.start < midnight]

    assert local_midnight(zone, now) == midnight
    assert working_day_end(weekly(week, zone), now) == (min(ends[-1], midnight) if ends else midnight)


@pytest.mark.parametrize(
    ("zone", "now", "midnight"),
    [
        pytest.param("Europe/London", "2026-07-06T12:00", "2026-07-06T23:00", id="summer"),
        pytest.param("Europe/London", "2026-10-25T00:00", "2026-10-26T00:00", id="a day of 25 hours"),
        pytest.param("Europe/London", "2027-03-28T00:00", "2027-03-28T23:00", id="a day of 23 hours"),
        pytest.param("Asia/Kathmandu", "2026-11-23T23:59", "2026-11-23T18:15", id="a quarter of an hour"),
        pytest.param("America/Santiago", "2026-09-05T12:00", "2026-09-06T04:00", id="a day that begins at 01:00"),
    ],
)
def test_midnight_is_the_start_of_the_next_local_day(zone: str, now: str, midnight: str) -> None:
    assert local_midnight(ZoneInfo(zone), at(now, ZoneInfo(zone))) == at(midnight, ZoneInfo("UTC"))


def test_the_models_clock_reads_minutes() -> None:
    assert clock(8 * 60 + 30) == dt.time(8, 30)
