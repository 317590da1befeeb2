"""What a group works on a day, and how that is explained: a school's file, day by day."""

import datetime as dt
from zoneinfo import ZoneInfo

import msgspec
import pytest

from owntime.bank_holidays import bank_holidays
from school_policy.calendar import Calendar, Region
from school_policy.group_calendar import GroupCalendar
from school_policy.own_time import next_own_time, stretch_at, working_day_end
from school_policy.policy import Group, Settings
from school_policy.school_year import DayKind
from school_policy.state_words import explain
from school_policy.timetable import NO_WORK, Day, Week, parse_time_range
from school_policy.vocabulary import GroupId
from tests.school_policy.test_settings import MINIMAL, SAMPLE, read

LONDON = ZoneInfo("Europe/London")
WEEKDAYS = 'days = ["monday", "tuesday", "wednesday", "thursday", "friday"]'
LUNCH = 'breaks = [{ name = "Lunch", time = "12:00-13:00", own_time = true }]'
TEA = 'breaks = [{ name = "Tea", time = "15:45-16:15", own_time = true }]'
AUTUMN_HALF_TERM = "{ first = 2026-10-26, last = 2026-10-30 }"
SCHOOL = f"""{MINIMAL[: MINIMAL.index("[[group]]")]}
[[group]]
id = "teaching"
name = "Teaching staff"
[[group.timetable]]
{WEEKDAYS}
work = "08:30-16:00"
{LUNCH}

[[group]]
id = "site"
name = "Site staff"
[[group.timetable]]
{WEEKDAYS}
work = ["06:30-10:00", "14:00-18:00"]
[[group.holiday_timetable]]
days = ["tuesday", "thursday"]
work = "09:00-12:00"

[[group]]
id = "job-share"
name = "SENCo and deputy"
[[group.timetable]]
days = ["monday", "tuesday"]
work = "08:30-16:00"
week = "A"
[[group.timetable]]
days = ["friday"]
work = "08:30-12:00"
week = "B"
[[group.timetable]]
days = ["wednesday"]
work = "09:00-15:00"

[[group]]
id = "supply"
name = "Supply"

[calendar]
bank_holidays = "england"
week_a = 2026-09-07
term = [
    {{ name = "Autumn term", first = 2026-09-02, last = 2026-12-18, half_term = {AUTUMN_HALF_TERM} }},
    {{ name = "Spring term", first = 2027-01-05, last = 2027-03-25 }},
    {{ name = "Summer term", first = 2027-04-12, last = 2027-07-22 }},
]
inset = [
    {{ day = 2026-09-01, reason = "Planning" }},
    {{ day = 2026-11-14, reason = "First aid", groups = ["teaching", "supply"], work = "09:00-13:00" }},
    {{ day = 2027-02-01, reason = "Phonics", work = "09:00-15:00" }},
    {{ day = 2027-06-11, reason = "Moderation", groups = ["site"] }},
]
closed = [
    {{ first = 2027-01-28, last = 2027-01-29, reason = "snow" }},
    {{ first = 2026-12-21, last = 2026-12-22, reason = "boiler" }},
]
change = [
    {{ day = 2026-11-12, reason = "Parents' evening", groups = ["teaching"], work = "08:30-19:00", {TEA} }},
    {{ day = 2026-12-18, reason = "Early finish", work = "08:30-13:00" }},
    {{ day = 2026-12-17, reason = "Day in lieu", groups = ["site"], work = [] }},
    {{ day = 2027-01-28, reason = "Concert", work = "08:30-20:00" }},
]
open = [{{ day = 2027-05-03, reason = "Moved to Friday" }}]
{MINIMAL[MINIMAL.index("[contacts]") :]}
"""


def compiled(text: str = SCHOOL) -> Settings:
    found = read(text)
    dates = bank_holidays(found.calendar.region, [2026, 2027])
    return msgspec.structs.replace(found, calendar=msgspec.structs.replace(found.calendar, bank_holidays=dates))


SETTINGS = compiled()


def calendar_of(group: str, settings: Settings = SETTINGS) -> GroupCalendar:
    found = next(each for each in settings.groups if each.id == group)
    return GroupCalendar(found, settings.calendar, LONDON)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=LONDON)


def day_of(group: str, date: str) -> str:
    day = calendar_of(group).day(dt.date.fromisoformat(date))
    work = " ".join(str(session) for session in day.plan.sessions) or "-"
    return f"{day.kind}: {work} ({day.reason})"


ORDINARY = "08:30-12:00 13:00-16:00"


@pytest.mark.parametrize(
    ("group", "date", "found"),
    [
        pytest.param("teaching", "2026-11-23", f"term: {ORDINARY} ()", id="an ordinary Monday"),
        pytest.param("teaching", "2026-11-22", "term: - (weekend)", id="a Sunday"),
        pytest.param("site", "2026-11-23", "term: 06:30-10:00 14:00-18:00 ()", id="several sessions"),
        pytest.param("teaching", "2026-08-26", "holiday: - (before Autumn term)", id="before the terms"),
        pytest.param("teaching", "2026-09-01", f"inset: {ORDINARY} (INSET day: Planning)", id="INSET, in no term"),
        pytest.param("teaching", "2026-09-02", f"term: {ORDINARY} ()", id="the first day of term"),
        pytest.param("teaching", "2026-10-23", f"term: {ORDINARY} ()", id="the day before half-term"),
        pytest.param("teaching", "2026-10-26", "half-term: - (half-term)", id="the first day of half-term"),
        pytest.param("teaching", "2026-10-30", "half-term: - (half-term)", id="the last day of half-term"),
        pytest.param("teaching", "2026-11-02", f"term: {ORDINARY} ()", id="the day after half-term"),
        pytest.param("site", "2026-10-27", "half-term: 09:00-12:00 (half-term)", id="holiday work in half-term"),
        pytest.param("site", "2026-10-28", "half-term: - (half-term)", id="no holiday work on Wednesdays"),
        pytest.param(
            "teaching", "2026-11-12", "term: 08:30-15:45 16:15-19:00 (Parents' evening)", id="parents' evening"
        ),
        pytest.param("site", "2026-11-12", "term: 06:30-10:00 14:00-18:00 ()", id="not of this group"),
        pytest.param(
            "teaching", "2026-11-14", "inset: 09:00-13:00 (INSET day: First aid)", id="INSET, a Saturday"
        ),
        pytest.param("supply", "2026-11-14", "inset: 09:00-13:00 (INSET day: First aid)", id="INSET, else never"),
        pytest.param("site", "2026-11-14", "term: - (weekend)", id="INSET of others"),
        pytest.param("site", "2026-12-17", "term: - (Day in lieu)", id="a day off"),
        pytest.param("teaching", "2026-12-18", "term: 08:30-13:00 (Early finish)", id="a change for all"),
        pytest.param("supply", "2026-12-18", "term: - (no work on Fridays)", id="who works that day"),
        pytest.param("site", "2026-12-22", "closed: - (closed: boiler)", id="closed in the holidays"),
        pytest.param("site", "2026-12-24", "holiday: 09:00-12:00 (holidays after Autumn term)", id="holidays"),
        pytest.param("site", "2026-12-25", "bank holiday: - (Christmas Day)", id="a bank holiday"),
        pytest.param("site", "2026-12-28", "bank holiday: - (Boxing Day (substitute day))", id="a substitute day"),
        pytest.param("site", "2027-01-01", "bank holiday: - (New Year's Day)", id="the next year's"),
        pytest.param("teaching", "2027-01-28", "closed: - (closed: snow)", id="closed, whatever the change says"),
        pytest.param("teaching", "2027-02-01", "inset: 09:00-15:00 (INSET day: Phonics)", id="INSET, own hours"),
        pytest.param("supply", "2027-02-01", "inset: - (no work on Mondays)", id="INSET of who never works"),
        pytest.param("teaching", "2027-05-03", f"term: {ORDINARY} (Moved to Friday)", id="open on a bank holiday"),
        pytest.param("teaching", "2027-06-11", f"term: {ORDINARY} ()", id="lessons while others have INSET"),
        pytest.param(
            "site", "2027-06-11", "inset: 06:30-10:00 14:00-18:00 (INSET day: Moderation)", id="INSET of one group"
        ),
        pytest.param("teaching", "2027-07-22", f"term: {ORDINARY} ()", id="the last day of the last term"),
        pytest.param("teaching", "2027-07-23", "holiday: - (the terms are over)", id="the day after it"),
        pytest.param("teaching", "2031-09-15", "holiday: - (the terms are over)", id="years after"),
        pytest.param("site", "2031-09-16", "holiday: 09:00-12:00 (the terms are over)", id="holiday work goes on"),
    ],
)
def test_a_day_of_a_group(group: str, date: str, found: str) -> None:
    assert day_of(group, date) == found


@pytest.mark.parametrize(
    ("monday", "letter"),
    [
        pytest.param("2026-09-07", "A", id="the first"),
        pytest.param("2026-09-14", "B", id="the next"),
        pytest.param("2026-08-31", "B", id="the one before"),
        pytest.param("2026-08-24", "B", id="a holiday week has the letter of the next that counts"),
        pytest.param("2026-10-19", "A", id="before half-term"),
        pytest.param("2026-10-26", "B", id="half-term is not counted"),
        pytest.param("2026-11-02", "B", id="after half-term"),
        pytest.param("2026-12-14", "B", id="the last of the term"),
        pytest.param("2026-12-21", "A", id="Christmas is not counted"),
        pytest.param("2027-01-04", "A", id="the first after Christmas"),
        pytest.param("2027-01-25", "B", id="two days of snow do not stop the count"),
        pytest.param("2027-02-01", "A", id="and after"),
    ],
)
def test_weeks_alternate_and_those_without_a_school_day_are_not_counted(monday: str, letter: str) -> None:
    first = dt.date.fromisoformat(monday)
    year = calendar_of("job-share").year

    assert {year.week_letter(first + dt.timedelta(days=n)) for n in range(7)} == {letter}


def test_after_the_last_term_and_before_the_first_no_week_is_counted() -> None:
    year = calendar_of("job-share").year
    after = [dt.date(2031, 9, 15) + dt.timedelta(weeks=n) for n in range(4)]
    before = [dt.date(2021, 9, 15) + dt.timedelta(weeks=n) for n in range(4)]

    assert {year.week_letter(day) for day in after} == {year.week_letter(dt.date(2027, 7, 26))}
    assert {year.week_letter(day) for day in before} == {year.week_letter(dt.date(2026, 8, 31))}


def test_without_terms_weeks_alternate_for_ever() -> None:
    year = GroupCalendar(SETTINGS.groups[2], Calendar(week_a=dt.date(2026, 9, 7)), LONDON).year

    assert [year.week_letter(dt.date(2026, 9, 9) + dt.timedelta(weeks=n)) for n in (-521, -2, -1, 0, 1, 520)] == [
        *("B", "A", "B", "A", "B", "A")
    ]


@pytest.mark.parametrize(
    ("group", "now", "words"),
    [
        pytest.param(
            "teaching",
            "2026-11-23T10:42",
            "working time for teaching staff until 12:00: Monday, session 1",
            id="work",
        ),
        pytest.param(
            "teaching", "2026-11-23T12:00", "own time for teaching staff until 13:00: Monday, Lunch", id="lunch"
        ),
        pytest.param(
            "site",
            "2026-11-23T10:00",
            "own time for site staff until 14:00: Monday, between sessions",
            id="between",
        ),
        pytest.param(
            "teaching",
            "2026-11-23T19:30",
            "own time for teaching staff until 08:30 on Tuesday 24 November: out of hours",
            id="in the evening",
        ),
        pytest.param(
            "teaching",
            "2026-11-20T16:00",
            "own time for teaching staff until 08:30 on Monday 23 November: weekend",
            id="on Friday",
        ),
        pytest.param(
            "teaching",
            "2026-10-28T10:42",
            "own time for teaching staff until 08:30 on Monday 2 November: half-term",
            id="half-term",
        ),
        pytest.param(
            "teaching",
            "2026-12-28T10:42",
            "own time for teaching staff until 08:30 on Tuesday 5 January 2027: "
            "holidays after Autumn term, closed: boiler",
            id="Christmas, across the year",
        ),
        pytest.param(
            "teaching",
            "2027-05-28T16:00",
            "own time for teaching staff until 08:30 on Tuesday 1 June: Spring Bank Holiday",
            id="a bank holiday is more than a weekend",
        ),
        pytest.param(
            "site",
            "2026-12-23T10:42",
            "own time for site staff until 09:00 on Thursday 24 December: "
            "holidays after Autumn term, closed: boiler",
            id="closed",
        ),
        pytest.param(
            "teaching",
            "2026-11-12T18:59:59",
            "working time for teaching staff until 19:00: Thursday, session 2 (Parents' evening)",
            id="parents' evening",
        ),
        pytest.param(
            "job-share",
            "2026-09-07T10:42",
            "working time for SENCo and deputy until 16:00: Monday, session 1 (week A)",
            id="week A; a name with capitals",
        ),
        pytest.param(
            "job-share",
            "2026-09-08T16:00",
            "own time for SENCo and deputy until 09:00 on Wednesday 9 September: out of hours",
            id="no day between",
        ),
        pytest.param(
            "job-share",
            "2026-09-16T15:00",
            "own time for SENCo and deputy until 08:30 on Friday 18 September: no work on Thursdays of week B",
            id="a day without work",
        ),
        pytest.param(
            "job-share",
            "2026-09-09T16:00",
            "own time for SENCo and deputy until 09:00 on Wednesday 16 September: days without work",
            id="many days without work",
        ),
        pytest.param("teaching", "2027-07-23T10:42", "own time for teaching staff: the terms are over", id="over"),
        pytest.param(
            "teaching",
            "2019-01-01T10:42",
            "own time for teaching staff until 08:30 on Tuesday 1 September 2026: before Autumn term",
            id="years before",
        ),
    ],
)
def test_the_state_is_explained(group: str, now: str, words: str) -> None:
    assert explain(calendar_of(group), at(now)) == words


def test_an_inset_day_of_some_groups_is_none_of_the_school() -> None:
    year = calendar_of("teaching").year

    assert (year.kind(dt.date(2027, 2, 1)), year.is_school_day(dt.date(2027, 2, 1))) == (DayKind.INSET, False)
    assert (year.kind(dt.date(2027, 6, 11)), year.is_school_day(dt.date(2027, 6, 11))) == (DayKind.TERM, True)


def test_four_weeks_without_a_boundary_need_no_calendar() -> None:
    """Work in one Sunday night of two, and on one of those Sundays clocks skip it."""
    night: Week = (*NO_WORK[:6], Day(sessions=(parse_time_range("01:10-01:50"),)))
    group = Group(id=GroupId("night"), name="Night staff", week=night, week_b=NO_WORK)
    calendar = GroupCalendar(group, Calendar(week_a=dt.date(2027, 3, 22)), LONDON)

    found = stretch_at(calendar, at("2027-03-28T12:00"))

    assert (found.start, found.end) == (at("2027-03-14T01:50"), at("2027-04-11T01:10"))


def test_a_group_without_a_timetable_has_own_time() -> None:
    never = GroupCalendar(Group(id=GroupId("none"), name="IT"), SETTINGS.calendar, LONDON)

    assert explain(never, at("2026-11-23T10:42")) == "own time for IT: no working time in the timetable"
    assert next_own_time(never, at("2026-11-23T10:42")) is None


def test_the_day_ends_later_on_a_parents_evening_and_earlier_on_the_last_day() -> None:
    calendar = calendar_of("teaching")

    assert working_day_end(calendar, at("2026-11-12T10:42")) == at("2026-11-12T19:00")
    assert working_day_end(calendar, at("2026-12-18T10:42")) == at("2026-12-18T13:00")
    assert working_day_end(calendar, at("2026-10-28T10:42")) == at("2026-10-29T00:00"), "half-term"


def test_own_time_is_next_after_the_holidays() -> None:
    found = next_own_time(calendar_of("teaching"), at("2026-10-28T10:42"))

    assert found is not None
    assert (found.start, found.name) == (at("2026-11-02T12:00"), "Lunch")


@pytest.mark.parametrize(
    ("now", "found"),
    [
        pytest.param(
            "2026-11-23T10:42", "working time for teaching staff until 12:15: Monday, session 1", id="demo"
        ),
        pytest.param(
            "2026-11-23T19:30",
            "own time for teaching staff until 08:30 on Tuesday 24 November: out of hours",
            id="eve",
        ),
        pytest.param(
            "2026-11-12T18:00",
            "working time for teaching staff until 19:00: Thursday, session 3 (Parents' evening)",
            id="parents' evening",
        ),
    ],
)
def test_the_sample_school_at_the_moments_of_the_demo(now: str, found: str) -> None:
    assert explain(calendar_of("teaching", compiled(SAMPLE)), at(now)) == found


@pytest.mark.parametrize("region", Region)
def test_in_may_only_whoever_keeps_bank_holidays_is_off(region: Region) -> None:
    text = SAMPLE.replace('"england"', f'"{region}"')
    (reason,) = {
        calendar_of(group, compiled(text)).day(dt.date(2027, 5, 3)).reason for group in ("teaching", "site")
    }

    assert reason == ("" if region is Region.NONE else "May Day")
