"""[calendar] of a school's file: what is read, and every problem with its line."""

import datetime as dt

import pytest

from school_policy.calendar import Calendar, Change, Closure, DateRange, Inset, Opening, Region, Term
from school_policy.timetable import NO_WORK, Day, parse_time_range
from school_policy.vocabulary import GroupId
from tests.school_policy.test_settings import DAY, LINES, MINIMAL, problems, read, with_day

DATE = dt.date
WHOLE = """\
[calendar]
bank_holidays = "wales"
week_a = 2026-09-07
[[calendar.term]]
name = "Autumn"
first = 2026-09-02
last = 2026-12-18
half_term = { first = 2026-10-26, last = 2026-10-30 }
[[calendar.term]]
name = "Spring"
first = 2027-01-05
last = 2027-03-25
[[calendar.inset]]
day = 2026-09-07
reason = "Planning"
[[calendar.closed]]
first = 2027-01-28
last = 2027-01-29
reason = "snow"
[[calendar.change]]
day = 2026-11-16
reason = "Parents' evening"
groups = ["all"]
work = ["08:30-12:00", "13:00-19:00"]
[[calendar.open]]
day = 2027-05-03
reason = "Moved"
"""
BEFORE = with_day(DAY).count("\n")


def school(calendar: str) -> str:
    """A school whose only group works on Mondays; the calendar's first line is line 23."""
    return with_day(DAY) + calendar


def test_a_file_without_a_calendar_has_an_empty_one() -> None:
    found = read(MINIMAL)

    assert found.calendar == Calendar()
    assert found.calendar.region is Region.NONE
    assert (found.groups[0].week_b, found.groups[0].holiday_week) == (None, NO_WORK)


def test_a_calendar_is_read_as_it_is_written() -> None:
    assert read(school(WHOLE)).calendar == Calendar(
        region=Region.WALES,
        week_a=DATE(2026, 9, 7),
        terms=(
            Term(
                name="Autumn",
                first=DATE(2026, 9, 2),
                last=DATE(2026, 12, 18),
                half_term=DateRange(first=DATE(2026, 10, 26), last=DATE(2026, 10, 30)),
            ),
            Term(name="Spring", first=DATE(2027, 1, 5), last=DATE(2027, 3, 25)),
        ),
        insets=(Inset(day=DATE(2026, 9, 7), reason="Planning"),),
        closures=(Closure(first=DATE(2027, 1, 28), last=DATE(2027, 1, 29), reason="snow"),),
        changes=(
            Change(
                day=DATE(2026, 11, 16),
                reason="Parents' evening",
                groups=(GroupId("all"),),
                plan=Day(sessions=(parse_time_range("08:30-12:00"), parse_time_range("13:00-19:00"))),
            ),
        ),
        openings=(Opening(day=DATE(2027, 5, 3), reason="Moved"),),
    )


REGIONS = '"england", "wales", "scotland", "northern-ireland", "none"'


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        pytest.param(
            '"wales"', '"Wales"', [f'2: "Wales" is none of {REGIONS} (did you mean "wales"?)'], id="region"
        ),
        pytest.param(
            '"wales"', "1", ["2: [calendar.bank_holidays]: expected text, got a whole number"], id="region: 1"
        ),
        pytest.param(
            "2026-09-07\n[[", "2026-09-08\n[[", ["3: 2026-09-08 is a Tuesday; week_a is a Monday"], id="week_a"
        ),
        pytest.param(
            "first = 2026-09-02",
            "first = 1026-09-02",
            ["6: 1026-09-02: the year must be 2000 to 2099"],
            id="a slip",
        ),
        pytest.param(
            "week_a = 2026-09-07",
            'week_a = "2026-09-08"',
            ["3: 2026-09-08 is a Tuesday; week_a is a Monday"],
            id="week_a as text",
        ),
        pytest.param(
            "week_a = 2026-09-07",
            "week_a = 7",
            ["3: [calendar.week_a]: expected a date such as 2026-09-01, got a whole number"],
            id="week_a: a number",
        ),
        pytest.param(
            "first = 2026-09-02",
            "first = 2026-09-31",
            ["6: Invalid date or datetime"],
            id="no day at all",
        ),
        pytest.param(
            "first = 2026-09-02",
            'first = "2 September"',
            ["6: [calendar.term.first]: expected a date such as 2026-09-01, got other text"],
            id="no date",
        ),
        pytest.param(
            "last = 2026-12-18", "last = 2026-09-01", ['7: the term "Autumn" ends before it begins'], id="term"
        ),
        pytest.param(
            "2027-01-05", "2026-12-18", ['9: the terms "Spring" and "Autumn" overlap'], id="terms that share a day"
        ),
        pytest.param(
            "last = 2026-10-30",
            "last = 2026-10-25",
            ["8: half-term ends before it begins"],
            id="half-term backwards",
        ),
        pytest.param(
            "last = 2026-10-30",
            "last = 2026-12-19",
            ['8: half-term is not inside the term "Autumn"'],
            id="half-term beyond the term",
        ),
        pytest.param(
            "first = 2026-10-26",
            "first = 2026-09-01",
            ['8: half-term is not inside the term "Autumn"'],
            id="half-term before the term",
        ),
        pytest.param(
            "last = 2026-10-30",
            "till = 2026-10-30",
            [
                '8: [calendar.term.half_term] needs the key "last"',
                '8: unknown key "till"',
            ],
            id="half-term's key",
        ),
        pytest.param("2027-01-29", "2027-01-27", ["18: the closure ends before it begins"], id="closure"),
        pytest.param(
            '["all"]', '["al"]', ['23: the file has no group "al" (did you mean "all"?)'], id="unknown group"
        ),
        pytest.param('["all"]', "[]", ["23: name a group, or leave groups out to mean all"], id="no group"),
        pytest.param(
            '"13:00-19:00"', '"11:00-19:00"', ["24: work 11:00-19:00 overlaps work 08:30-12:00"], id="work"
        ),
        pytest.param(
            '"13:00-19:00"', "1", ["24: [calendar.change.work]: expected text, got a whole number"], id="work: 1"
        ),
        pytest.param(
            'work = ["08:30-12:00", "13:00-19:00"]',
            "work = 8",
            ["24: [calendar.change.work]: expected text or a list, got a whole number"],
            id="no work at all",
        ),
        pytest.param(
            "day = 2026-11-16",
            "day = 2026-11-17",
            ['21: the group "all" does not work on Tuesday 2026-11-17 (no work on Tuesdays)'],
            id="a change on no day of work",
        ),
        pytest.param(
            'day = 2026-11-16\nreason = "Parents\' evening"\ngroups = ["all"]',
            'day = 2026-10-26\nreason = "Fair"',
            ["21: no group works on Monday 2026-10-26 (half-term)"],
            id="a change in half-term",
        ),
        pytest.param(
            'day = 2026-09-07\nreason = "Planning"',
            'day = 2026-09-05\nreason = "Planning"',
            ["14: no group works on Saturday 2026-09-05 (weekend)"],
            id="INSET on no day of work",
        ),
        pytest.param(
            'reason = "Planning"',
            'reason = "Planning"\nbreaks = [{ name = "Tea", time = "10:00-10:15", own_time = true }]',
            ["16: breaks need work beside them"],
            id="INSET with breaks only",
        ),
        pytest.param('reason = "snow"', "", ['16: [calendar.closed] needs the key "reason"'], id="no reason"),
        pytest.param(
            "[[calendar.open]]", "[[calendar.opne]]", ['25: unknown key "opne" (did you mean "open"?)'], id="key"
        ),
    ],
)
def test_a_problem_has_its_line_and_its_reason(old: str, new: str, wanted: list[str]) -> None:
    assert WHOLE.count(old) == 1
    lines = [line.partition(":") for line in wanted]

    assert problems(school(WHOLE.replace(old, new))) == [
        f"school.toml:{BEFORE + int(line)}:{text}" for line, _, text in lines
    ]


def test_a_change_hidden_by_a_closure_is_no_problem_as_snow_comes_late() -> None:
    closed = '[[calendar.closed]]\nfirst = 2026-11-16\nlast = 2026-11-16\nreason = "snow"\n'

    assert len(read(school(WHOLE + closed)).calendar.closures) == 2


def test_every_problem_of_a_calendar_is_reported_at_once() -> None:
    text = WHOLE.replace('"wales"', '"x"').replace("2026-12-18", "2026-09-01").replace('["all"]', '["x"]')

    assert [line.split(":")[1] for line in problems(school(text))] == [str(BEFORE + n) for n in (2, 7, 23)]


TWO_WEEKS = DAY.replace("work =", 'week = "A"\nwork =') + DAY.replace("work =", 'week = "B"\nwork =').replace(
    "15:45", "14:00"
)
WEEK_A = "[calendar]\nweek_a = 2026-09-07\n"


def test_a_two_week_timetable_has_a_week_of_each() -> None:
    (group,) = read(with_day(TWO_WEEKS) + WEEK_A).groups
    assert group.week_b is not None

    assert [str(session) for session in group.week[0].sessions] == ["08:30-12:15", "13:15-15:45"]
    assert [str(session) for session in group.week_b[0].sessions] == ["08:30-12:15", "13:15-14:00"]


def test_a_timetable_of_no_week_holds_in_both() -> None:
    tuesday = DAY.replace("monday", "tuesday")
    (group,) = read(with_day(TWO_WEEKS + tuesday) + WEEK_A).groups
    assert group.week_b is not None

    assert group.week[1] == group.week_b[1] != Day()


@pytest.mark.parametrize(
    ("timetable", "calendar", "wanted"),
    [
        pytest.param(
            TWO_WEEKS,
            "",
            [f"{LINES - 3 + 14}: a two-week timetable needs week_a in [calendar], the Monday of a week A"],
            id="no week_a",
        ),
        pytest.param(
            TWO_WEEKS + DAY, WEEK_A, ["27: monday has a timetable already"], id="a day of both weeks again"
        ),
        pytest.param(
            TWO_WEEKS.replace('"B"', '"A"'), WEEK_A, ["20: monday has a timetable already"], id="week A twice"
        ),
        pytest.param(
            TWO_WEEKS.replace('"B"', '"C"'),
            WEEK_A,
            ['21: "C" is no week; write "A" or "B", or leave it out'],
            id="no such week",
        ),
        pytest.param(
            DAY.replace('"08:30-15:45"', "[]"),
            "",
            [
                "14: a timetable needs work; leave out the days without",
                '16: the break "Lunch" (12:15-13:15) is not inside work ()',
            ],
            id="no work",
        ),
        pytest.param(
            DAY.replace('"08:30-15:45"', '["08:30-12:15", "13:15-15:45"]'),
            "",
            ['16: the break "Lunch" (12:15-13:15) is not inside work (08:30-12:15, 13:15-15:45)'],
            id="a break between sessions",
        ),
        pytest.param(
            DAY + DAY.replace("timetable", "holiday_timetable") * 2,
            "",
            ["25: monday has a timetable already"],
            id="a day of the holidays twice",
        ),
        pytest.param(
            DAY.replace("timetable", "holiday_timetable").replace("work =", 'week = "A"\nwork ='),
            "",
            ['14: unknown key "week"'],
            id="holidays have no weeks",
        ),
    ],
)
def test_a_problem_of_a_groups_weeks(timetable: str, calendar: str, wanted: list[str]) -> None:
    found = problems(with_day(timetable) + calendar)

    if "no week_a" not in wanted[0] and "needs week_a" not in wanted[0]:
        assert found == [f"school.toml:{line}" for line in wanted]
    else:
        assert [line.partition(": ")[2] for line in found] == [wanted[0].partition(": ")[2]]


def test_work_may_be_several_sessions_each_with_its_breaks() -> None:
    work = DAY.replace('"08:30-15:45"', '["13:00-16:00", "07:00-12:45"]').replace("12:15-13:15", "10:00-10:15")
    (group,) = read(with_day(work)).groups

    assert [str(session) for session in group.week[0].sessions] == ["07:00-10:00", "10:15-12:45", "13:00-16:00"]


def test_who_works_in_the_holidays_has_a_week_for_them() -> None:
    (group,) = read(with_day(DAY.replace("timetable", "holiday_timetable"))).groups

    assert (group.week, group.holiday_week[0].breaks[0].name) == (NO_WORK, "Lunch")
