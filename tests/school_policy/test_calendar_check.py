"""What looks like a mistake in a calendar, and what does not."""

import datetime as dt

import msgspec
import pytest

from school_policy.calendar_check import suspicious
from tests.school_policy.test_group_calendar import SCHOOL, compiled
from tests.school_policy.test_settings import MINIMAL, SAMPLE, read

TODAY = dt.date(2026, 11, 23)


def findings(text: str, today: dt.date = TODAY) -> list[str]:
    return [f"{found.about}: {found.text}" for found in suspicious(compiled(text), today)]


def test_the_sample_school_looks_right() -> None:
    assert findings(SAMPLE) == []


def test_a_school_without_a_calendar_has_nothing_to_look_at_but_its_empty_group() -> None:
    assert findings(MINIMAL) == ['group "all": All staff never works: there is no timetable']


def sample(more: str = "", **changes: str) -> str:
    text = SAMPLE
    for old, new in changes.items():
        text = text.replace(old, new)
    return text.replace("[contacts]", f"{more}\n[contacts]")


def entry(kind: str, day: str, **more: str) -> str:
    pairs = "".join(f"{key} = {value}\n" for key, value in more.items())
    return f'[[calendar.{kind}]]\nday = {day}\nreason = "{kind}"\n{pairs}'


def closed(first: str, last: str) -> str:
    return f'[[calendar.closed]]\nfirst = {first}\nlast = {last}\nreason = "snow"\n'


TEACHING, OFFICE, WORK = '["teaching"]', '["office", "site"]', '"08:30-12:00"'
PARENTS = "change: Parents' evening"


@pytest.mark.parametrize(
    ("more", "found"),
    [
        pytest.param(
            entry("change", "2026-11-12", work=WORK),
            [f"2026-11-12: two entries for one day: {PARENTS}; change: change"],
            id="a change of all on the day of one",
        ),
        pytest.param(entry("change", "2026-11-12", work=WORK, groups=OFFICE), [], id="changes of other groups"),
        pytest.param(entry("change", "2026-11-19", work=WORK), [], id="a change on a day of its own"),
        pytest.param(
            entry("inset", "2026-11-12", groups=TEACHING),
            [f"2026-11-12: two entries for one day: INSET day: inset; {PARENTS}"],
            id="INSET and a change",
        ),
        pytest.param(entry("inset", "2026-11-12", groups=OFFICE), [], id="INSET of others and a change"),
        pytest.param(
            closed("2026-11-12", "2026-11-13"),
            [f"2026-11-12: two entries for one day: closed: snow; {PARENTS} (nobody works)"],
            id="closed on the day of a change",
        ),
        pytest.param(
            closed("2026-11-09", "2026-11-10") + closed("2026-11-10", "2026-11-11"),
            ["2026-11-10: two entries for one day: closed: snow; closed: snow"],
            id="closed twice",
        ),
        pytest.param(closed("2026-11-13", "2026-11-13") + closed("2026-11-16", "2026-11-17"), [], id="closed"),
        pytest.param(
            closed("2027-03-01", "2027-04-30"), ["2027-03-01: closed for 61 days: snow"], id="closed for very long"
        ),
        pytest.param(
            entry("open", "2026-11-13"), ["2026-11-13: open: open: the day is no bank holiday"], id="open anyway"
        ),
        pytest.param(entry("open", "2027-05-03"), [], id="open on a bank holiday"),
        pytest.param(
            entry("open", "2026-12-25"),
            ["2026-12-25: open: open: the day is in no term anyway"],
            id="open: Christmas",
        ),
        pytest.param(
            entry("change", "2027-05-03", work=WORK),
            ["2027-05-03: change: change: nobody works on a bank holiday (May Day)"],
            id="a change on a bank holiday",
        ),
        pytest.param(
            '[[group]]\nid = "supply"\nname = "Supply"\n',
            ['group "supply": Supply never works: there is no timetable'],
            id="an empty group",
        ),
    ],
)
def test_what_is_found_in_the_sample_with_more_entries(more: str, found: list[str]) -> None:
    assert findings(sample(more)) == found


def test_a_term_without_half_term_is_named() -> None:
    text = SAMPLE.replace("half_term = { first = 2027-02-15, last = 2027-02-19 }\n", "")

    assert findings(text) == ['term "Spring term": Spring term has no half-term']


@pytest.mark.parametrize(
    ("today", "found"),
    [
        pytest.param("2027-05-26", "", id="more than eight weeks before"),
        pytest.param(
            "2027-05-27", "the last term ends on 22 July 2027, and none follows", id="eight weeks before"
        ),
        pytest.param("2027-07-22", "the last term ends on 22 July 2027, and none follows", id="the last day"),
        pytest.param(
            "2027-07-23",
            "the terms are over since 22 July 2027: who has no holiday timetable has own time all day",
            id="over",
        ),
    ],
)
def test_that_the_terms_run_out_is_said_early(today: str, found: str) -> None:
    wanted = [f'term "Summer term": {found}'] if found else []

    assert findings(SAMPLE, dt.date.fromisoformat(today)) == wanted


WEEK_A = SCHOOL.replace("week_a = 2026-09-07", "week_a = 2026-10-26")
NO_TERMS = SAMPLE[: SAMPLE.index("[[calendar.term]]")] + SAMPLE[SAMPLE.index("[[calendar.inset]]") :]
DAY = '[[group.timetable]]\ndays = ["monday"]\nwork = "09:00-12:00"\nweek = "A"\n'


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(WEEK_A, "week_a: the week of 26 October 2026 has no school day", id="a week A in half-term"),
        pytest.param(
            SAMPLE.replace("[calendar]", "[calendar]\nweek_a = 2026-09-07"),
            "week_a: no group has a two-week timetable",
            id="a week A for nobody",
        ),
        pytest.param(NO_TERMS, "calendar: there are no terms: the weekly timetables hold all year", id="no terms"),
        pytest.param(
            MINIMAL.replace("[contacts]", f"{DAY}[contacts]") + "[calendar]\nweek_a = 2026-09-07\n",
            'group "all": All staff has no work in week B',
            id="half a two-week timetable",
        ),
        pytest.param(
            MINIMAL.replace(
                "[contacts]",
                DAY.replace("timetable", "holiday_timetable").replace('week = "A"\n', "") + "[contacts]",
            ),
            'group "all": All staff has a holiday timetable, but there are no terms',
            id="holidays without terms",
        ),
    ],
)
def test_what_is_found_in_another_school(text: str, found: str) -> None:
    assert found in findings(text)


def test_mere_settings_say_nothing_of_bank_holidays() -> None:
    text = sample(entry("open", "2026-11-13") + entry("change", "2027-05-03", work=WORK))

    assert suspicious(read(text), TODAY) == ()
    assert len(suspicious(compiled(text), TODAY)) == 2


def test_a_compiled_calendar_without_entries_is_not_called_a_calendar_without_terms() -> None:
    found = compiled(MINIMAL)
    bank_holidays = compiled(SAMPLE).calendar.bank_holidays
    calendar = msgspec.structs.replace(found.calendar, bank_holidays=bank_holidays)

    assert len(suspicious(msgspec.structs.replace(found, calendar=calendar), TODAY)) == 1
