import datetime as dt
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from owntime.timetable.import_command import import_dates
from school_policy.calendar import Calendar, Region
from school_policy.settings import read_settings
from tests.owntime.timetable.calendar_file import (
    COMING_AND_GOING,
    COUNCIL,
    HOLIDAYS_ONLY,
    SIX_TERMS,
    Row,
    calendar_file,
    one_event,
)

SCHOOL = """\
[school]
name = "Ashover"
zone = "Europe/London"
colour = "#1d4e89"
start_page = "https://www.ashover.example/"
staff = 26
[upstream]
forward = "direct"
[[group]]
id = "all"
name = "All staff"
[[group.timetable]]
days = ["monday", "tuesday", "wednesday", "thursday", "friday"]
work = "08:30-15:45"
[contacts]
safeguarding = { who = "DSL", how = "dsl@ashover.example" }
headteacher = { who = "Headteacher", how = "head@ashover.example" }
it = { who = "IT", how = "it@ashover.example" }

"""


def run(*words: str, given: bytes = b"") -> Result:
    return CliRunner().invoke(import_dates, words, input=given)


def section(rows: list[Row], *words: str) -> str:
    result = run("-", *words, given=calendar_file(rows))
    assert result.stderr == ""
    assert result.exit_code == 0
    return result.stdout


def pasted(text: str) -> Calendar:
    return read_settings(SCHOOL + text, file="school.toml", platforms=None).calendar


COUNCILS_SECTION = """\
# From standard input. Look it through, then paste it into school.toml.
[calendar]
bank_holidays = "england"

# From "Autumn Term 2026 starts", "Autumn Term 2026 ends".
[[calendar.term]]
name = "Autumn term 2026"
first = 2026-09-03 # Thursday
last = 2026-12-18 # Friday
half_term = { first = 2026-10-26, last = 2026-10-30 }

# From "Spring term begins", "End of Spring Term (1.30pm)".
[[calendar.term]]
name = "Spring term 2027"
first = 2027-01-05 # Tuesday
last = 2027-03-24 # Wednesday
half_term = { first = 2027-02-15, last = 2027-02-19 }

# From "Summer Term starts", "Last day of Summer term".
[[calendar.term]]
name = "Summer term 2027"
first = 2027-04-12 # Monday
last = 2027-07-21 # Wednesday
half_term = { first = 2027-05-31, last = 2027-06-04 }

[[calendar.inset]]
day = 2026-09-01 # Tuesday
reason = "staff training"

[[calendar.inset]]
day = 2026-09-02 # Wednesday
reason = "staff training"

[[calendar.inset]]
day = 2027-01-04 # Monday
reason = "phonics"

[[calendar.closed]]
first = 2027-06-18 # Friday
last = 2027-06-18 # Friday
reason = "Occasional day"

# Bank holidays come by themselves; the file has:
#   2027-03-26  Good Friday

# Not taken over; write by hand what belongs into the calendar:
#   2026-12-11  Christmas Fair: "fair" is no word of term dates
"""


def test_a_councils_dates_become_a_section_to_paste() -> None:
    assert section(COUNCIL) == COUNCILS_SECTION


@pytest.mark.parametrize(
    ("rows", "terms"),
    [(COUNCIL, 3), (HOLIDAYS_ONLY, 3), (SIX_TERMS, 3), (COMING_AND_GOING, 2)],
    ids=["first and last days", "holidays only", "six terms", "coming and going"],
)
def test_what_is_printed_can_be_pasted_as_it_is(rows: list[Row], terms: int) -> None:
    calendar = pasted(section(rows))
    assert len(calendar.terms) == terms
    assert calendar.region is Region.ENGLAND
    assert all(term.half_term is not None for term in calendar.terms)


SUMMARIES = [
    *("Autumn term", "Term starts", "Term ends", "Half term", "Christmas holidays", "INSET day", "School closed"),
    *("Good Friday", "School closes for half term", "Pupils return after half term", "Fair"),
]
LENGTHS = st.just(0) | st.integers(1, 16) | st.integers(17, 120)
ENTRIES = st.lists(
    st.tuples(st.dates(dt.date(2026, 8, 1), dt.date(2027, 9, 1)), LENGTHS, st.sampled_from(SUMMARIES)),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(ENTRIES)
def test_whatever_a_calendar_has_the_section_can_be_read(entries: list[tuple[dt.date, int, str]]) -> None:
    rows = [(f"{day}", f"{day + dt.timedelta(days=length)}", summary) for day, length, summary in entries]
    pasted(run("-", given=calendar_file(rows)).stdout)


def test_nothing_in_a_summary_gets_out_of_its_place() -> None:
    odd = 'INSET: "fun" \\\\ \\n[[group]]\\nid = "evil" \x07\N{RIGHT-TO-LEFT OVERRIDE}# \N{PILE OF POO}'
    rows = [*SIX_TERMS, ("2027-01-05", "", odd), ("2027-03-01", "", f"Fair {odd[7:]}")]
    calendar = pasted(section(rows))
    (inset,) = calendar.insets
    assert inset.reason.startswith('"fun" \\ [[group]] id = "evil"')
    assert calendar.closures == ()


ODD = [
    pytest.param(
        [("2026-09-05", "", "INSET day"), *SIX_TERMS],
        "#   2026-09-05  INSET day: nobody works at the weekend",
        id="weekend",
    ),
    pytest.param(COMING_AND_GOING, "# Summer term 2027: nothing was found.", id="a term is missing"),
    pytest.param(SIX_TERMS[:1], "# No half-term was found for it.", id="no half-term"),
    pytest.param(HOLIDAYS_ONLY, "# Worked out from the holidays around it: look at both ends.", id="worked out"),
    pytest.param(
        [("2026-09-02", "", "Term starts"), ("2027-03-24", "", "Term ends")],
        "# This is longer than a term is: is a holiday missing?",
        id="a holiday is missing",
    ),
    pytest.param(
        [
            ("2026-08-17", "2026-12-22", "Term 1"),
            ("2026-09-25", "2026-09-28", "Holiday"),
            ("2026-10-12", "2026-10-23", "Holiday"),
        ],
        "# Not at school on 2026-09-25 to 2026-09-28 either: a [[calendar.closed]], if\n# nobody works.",
        id="two breaks",
    ),
    pytest.param(
        [*SIX_TERMS, ("2027-05-10", "", "Bank Holiday for the Coronation of all")],
        '#   2027-05-10  Bank Holiday for the Coronation of all: "coronation" is no word\n#     of term dates',
        id="a long comment is wrapped",
    ),
]


@pytest.mark.parametrize(("rows", "comment"), ODD)
def test_a_comment_says_where_to_look(rows: list[Row], comment: str) -> None:
    text = section(rows)
    assert comment in text
    assert max(len(line) for line in text.splitlines()) <= 80
    pasted(text)


def test_a_bank_holiday_that_the_region_does_not_have_is_a_closure() -> None:
    rows = [*SIX_TERMS, ("2027-03-17", "", "St Patrick's Day"), ("2027-05-03", "", "May Day")]
    assert [closure.reason for closure in pasted(section(rows)).closures] == ["St Patrick's Day"]
    assert pasted(section(rows, "--region", "northern-ireland")).closures == ()


def test_two_entries_about_one_inset_day_are_one() -> None:
    rows = [*SIX_TERMS, ("2027-01-04", "", "INSET day: phonics"), ("2027-01-04", "", "School closed: INSET")]
    assert [inset.day.isoformat() for inset in pasted(section(rows)).insets] == ["2027-01-04"]


def test_one_school_year_can_be_asked_for() -> None:
    rows = [*SIX_TERMS, ("2027-09-02", "2027-12-17", "Autumn term")]
    assert [term.name for term in pasted(section(rows, "--school-year", "2027")).terms] == ["Autumn term 2027"]


def test_in_json_it_is_all_there() -> None:
    answer = json.loads(section(COUNCIL, "--json"))
    assert answer["terms"][0] == {
        "name": "Autumn term 2026",
        "first": "2026-09-03",
        "last": "2026-12-18",
        "half_term": {"first": "2026-10-26", "last": "2026-10-30"},
        "sources": ["Autumn Term 2026 starts", "Autumn Term 2026 ends"],
    }
    assert [len(answer[key]) for key in ("insets", "closures", "bank_holidays")] == [3, 1, 1]
    assert answer["not_taken_over"] == [
        {
            "first": "2026-12-11",
            "last": "2026-12-11",
            "summary": "Christmas Fair",
            "reason": '"fair" is no word of term dates',
        }
    ]


def test_an_entry_that_cannot_be_read_stands_in_the_comments() -> None:
    result = run("-", given=one_event("SUMMARY:Half term", "DTSTART:soon"))
    assert "#   ?  Half term: its dates cannot be read" in result.stdout


def test_a_file_without_terms_ends_with_1_and_still_says_what_it_has() -> None:
    result = run("-", given=calendar_file([("2026-12-11", "", "Christmas Fair")]))
    assert result.exit_code == 1
    assert "Christmas Fair" in result.stdout
    assert "no term was found" in result.stderr


def test_a_file_that_is_no_calendar_is_named_and_nothing_is_printed(tmp_path: Path) -> None:
    file = tmp_path / "terms.ics"
    file.write_bytes(b"<html></html>")
    result = run(str(file))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"owntime: {file}: this is no iCalendar file")


def test_a_file_without_end_is_read_as_far_as_the_limit() -> None:
    result = run("/dev/zero")
    assert result.exit_code == 2
    assert "the file has 1,000,001 bytes or more" in result.stderr


def test_no_file_is_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    school = tmp_path / "school.toml"
    school.write_text(SCHOOL, "utf-8")
    section(COUNCIL)
    assert [file.name for file in tmp_path.iterdir()] == ["school.toml"]
    assert school.read_text("utf-8") == SCHOOL
