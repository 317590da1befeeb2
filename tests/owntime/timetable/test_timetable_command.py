import datetime as dt
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from owntime.timetable_command import timetable
from proxy_addons.clock import Clock
from tests.owntime.timetable.school import SCHOOL, write_school
from tests.proxy_addons.catalogues import compiled, put


@pytest.fixture
def school(tmp_path: Path) -> Path:
    return write_school(tmp_path)


def run(school: Path, *words: str, clock: str = "") -> Result:
    at = Clock()
    if clock:
        at.set(dt.datetime.fromisoformat(clock))
    return CliRunner().invoke(timetable, [*words, "--settings", str(school)], obj=at)


def answer(school: Path, *words: str, clock: str = "") -> str:
    result = run(school, *words, clock=clock)
    assert (result.exit_code, result.stderr) == (0, "")
    assert max(len(line) for line in result.stdout.splitlines()) <= 80
    return "\n".join(line.rstrip() for line in result.stdout.splitlines())


AT_10_42 = """\
Monday 23 November 2026, 10:42 (GMT):
  working time for teaching staff until 12:15: Monday, session 1
  own time for site staff until 14:30: Monday, between sessions
  working time for supply staff until 15:45: Monday, session 1 (week A)"""


def test_at_a_moment_every_group_is_explained(school: Path) -> None:
    assert answer(school, "at", "2026-11-23T10:42") == AT_10_42


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-11-23T10:42", "working time for teaching staff until 12:15: Monday, session 1"),
        ("2026-11-23T10:42+00:00", "working time for teaching staff until 12:15: Monday, session 1"),
        ("2026-10-20T11:14:59Z", "working time for teaching staff until 12:15: Tuesday, session 1"),
        ("2026-10-20T11:15:00Z", "own time for teaching staff until 13:15: Tuesday, Lunch"),
        ("2026-10-20T12:14:59", "working time for teaching staff until 12:15: Tuesday, session 1"),
    ],
    ids=["naive", "with its offset", "UTC in summer", "the boundary itself", "naive in summer"],
)
def test_a_naive_moment_is_in_the_schools_own_time(school: Path, moment: str, words: str) -> None:
    assert answer(school, "at", moment, "--group", "teaching").splitlines()[1:] == [f"  {words}"]


def test_without_a_moment_the_clock_says_it(school: Path) -> None:
    assert answer(school, "at", clock="2026-11-23T10:42:30+00:00") == AT_10_42


def test_at_in_json_has_the_boundaries_of_each_group(school: Path) -> None:
    (found,) = json.loads(run(school, "at", "2026-10-27T10:42", "--group", "teaching", "--json").stdout)
    assert found == {
        "group": "teaching",
        "at": "2026-10-27T10:42:00+00:00",
        "working": False,
        "since": "2026-10-23T15:45:00+01:00",
        "until": "2026-11-02T08:30:00+00:00",
        "name": "out of hours",
        "reason": "half-term",
        "words": "own time for teaching staff until 08:30 on Monday 2 November: half-term",
    }


WEEK = """\
Teaching staff, week of Monday 9 November 2026

  day          working time   own time within the day   why
 ────────────────────────────────────────────────────────────────────────
  Mon 9 Nov    08:30-12:15    12:15-13:15 Lunch
               13:15-15:45
  Tue 10 Nov   08:30-12:15    12:15-13:15 Lunch
               13:15-15:45
  Wed 11 Nov   08:30-12:15    12:15-13:15 Lunch
               13:15-15:45
  Thu 12 Nov   08:30-15:45    15:45-16:15 Tea           Parents' evening
               16:15-19:00
  Fri 13 Nov   08:30-12:15    12:15-13:15 Lunch
               13:15-15:45
  Sat 14 Nov   none                                     weekend
  Sun 15 Nov   none                                     weekend
"""


def test_a_week_stands_day_by_day(school: Path) -> None:
    assert answer(school, "week", "2026-11-11T09:00", "--group", "teaching") == WEEK.rstrip("\n") + "\n"
    assert (
        answer(school, "week", "--group", "teaching", clock="2026-11-11T09:00+00:00") == WEEK.rstrip("\n") + "\n"
    )


def test_a_week_of_two_says_which_it_is(school: Path) -> None:
    assert "week of Monday 7 September 2026 (week A)" in answer(school, "week", "2026-09-10", "--group", "supply")
    assert "(week B)" in answer(school, "week", "2026-09-14", "--group", "supply")


def test_a_week_in_json_has_seven_days(school: Path) -> None:
    days = json.loads(run(school, "week", "2026-11-12", "--group", "site", "--json").stdout)
    assert [day["date"] for day in days] == [f"2026-11-{number:02}" for number in range(9, 16)]
    assert days[0] == {
        "date": "2026-11-09",
        "kind": "term",
        "sessions": ["06:30-10:00", "14:30-18:00"],
        "own_time": [],
        "reason": "",
    }


DAY = """\
Monday 23 November 2026

Teaching staff
  00:00-08:30  own time, weekend: nothing is shown
        08:30  new visits meet the reminder; open tabs have until 08:35 to
               finish
  08:30-12:15  working time, session 1: the reminder
        12:15  reminders end; a reload shows the page itself
  12:15-13:15  own time, Lunch: nothing is shown
        13:15  new visits meet the reminder; open tabs have until 13:20 to
               finish
  13:15-15:45  working time, session 2: the reminder
        15:45  reminders end; a reload shows the page itself
  15:45-24:00  own time, out of hours: nothing is shown
  visit 10:42  the reminder (working time, session 1)
               for work until 15:45, own time now until 10:57, wrongly listed
               until 24:00
  visit 12:30  nothing is shown (own time, Lunch)
  visit 13:17  the reminder (working time, session 2); a tab open since own time
               is free until 13:20
               for work until 15:45, own time now until 13:32, wrongly listed
               until 24:00
  quiet        YouTube (clips in lessons; to be reviewed on 2027-07-01)"""


def test_a_day_is_simulated_from_midnight_to_midnight(school: Path) -> None:
    visits = ("--visit", "13:17", "--visit", "10:42", "--visit", "12:30", "--visit", "10:42")
    assert answer(school, "simulate", "2026-11-23", "--group", "teaching", *visits) == DAY


@pytest.mark.parametrize(
    ("visit", "met"),
    [
        ("08:29", "nothing is shown (own time, weekend)"),
        ("08:30", "the reminder (working time, session 1); a tab open since own time is free until 08:35"),
        ("08:35", "the reminder (working time, session 1)"),
        ("12:14", "the reminder (working time, session 1)"),
        ("12:15", "nothing is shown (own time, Lunch)"),
    ],
)
def test_a_visit_meets_what_holds_at_its_minute(school: Path, visit: str, met: str) -> None:
    words = ("simulate", "2026-11-23", "--visit", visit, "--json", "--group", "teaching")
    ((found,),) = [day["visits"] for day in json.loads(run(school, *words).stdout)]
    assert (found["at"], found["meets"], found["shown"]) == (visit, met, "reminder" in met)


def test_before_staff_are_told_nothing_is_shown_in_working_time_either(school: Path) -> None:
    words = ("simulate", "2026-09-04", "--group", "teaching", "--visit", "10:42")
    text = answer(school, *words)
    assert "08:30-12:15  working time, session 1: nothing is shown" in text
    assert "visit 10:42  nothing is shown (staff have not been told)" in text
    assert "notice       staff have not been told by then" in text
    assert "until 13:20" not in text
    assert "notice " not in answer(school, "simulate", "2026-09-07", "--group", "teaching")


def test_where_every_platform_is_quiet_nothing_is_ever_shown_and_it_says_why(tmp_path: Path) -> None:
    school = write_school(tmp_path, SCHOOL.replace('platform = "youtube"', 'platform = "*"'))
    words = ("simulate", "2026-11-23", "--group", "teaching", "--visit", "10:42", "--visit", "12:30")
    text = answer(school, *words)
    assert "08:30-12:15  working time, session 1: nothing is shown" in text
    assert "visit 10:42  nothing is shown (quiet for every platform)" in text
    assert "visit 12:30  nothing is shown (own time, Lunch)" in text
    assert "quiet        every platform (clips in lessons; to be reviewed on 2027-07-01)" in text
    assert "until 13:20" not in text
    (found,) = json.loads(run(school, *words, "--json").stdout)
    assert found["quiet"] == ["*"]
    due = run(school, "check", clock="2027-07-02T10:42:00+00:00").stdout
    assert 'group "teaching": every platform is quiet (clips in lessons)' in due


def test_a_day_without_work_is_one_stretch_for_each_group(school: Path) -> None:
    days = json.loads(run(school, "simulate", "2026-12-25", "--json").stdout)
    assert [(day["group"], len(day["stretches"])) for day in days] == [("teaching", 1), ("site", 1), ("supply", 1)]
    assert days[0]["stretches"][0]["start"] == "00:00"
    assert days[0]["stretches"][0]["end"] == "24:00"


def test_between_a_break_and_a_gap_in_the_work_nothing_happens(tmp_path: Path) -> None:
    lunch = '["08:30-12:00", "13:00-15:45"]\nbreaks = [{ name = "Tea", time = "11:45-12:00", own_time = true }]'
    school = write_school(tmp_path, SCHOOL.replace('["06:30-10:00", "14:30-18:00"]', lunch))
    (found,) = json.loads(run(school, "simulate", "2026-11-23", "--group", "site", "--json").stdout)
    assert [(one["name"], bool(one["at_end"])) for one in found["stretches"][1:]] == [
        ("working time, session 1", True),
        ("own time, Tea", False),
        ("own time, between sessions", True),
        ("working time, session 2", True),
        ("own time, out of hours", False),
    ]


@pytest.mark.parametrize("day", ["2026-10-25", "2027-03-28"], ids=["autumn", "spring"])
def test_on_the_night_the_clocks_change_a_day_is_what_the_wall_clock_shows(tmp_path: Path, day: str) -> None:
    text = SCHOOL.partition("[calendar]")[0].replace('week = "A"', "").replace('week = "B"', "")
    text = text.replace('days = ["monday", "tuesday", "wednesday"]', 'days = ["sunday"]')
    text = text.replace('work = ["06:30-10:00", "14:30-18:00"]', 'work = "00:30-03:00"')
    school = write_school(tmp_path, f"{text}[contacts]{SCHOOL.partition('[contacts]')[2]}")
    words = ("simulate", day, "--json", "--group", "site", "--visit", "02:59", "--visit", "03:00")
    (found,) = json.loads(run(school, *words).stdout)
    assert [(one["start"], one["end"], one["working"]) for one in found["stretches"]] == [
        ("00:00", "00:30", False),
        ("00:30", "03:00", True),
        ("03:00", "24:00", False),
    ]
    assert [visit["shown"] for visit in found["visits"]] == [True, False]


CHECKED = [
    pytest.param("2026-11-23", "", [], id="all well"),
    pytest.param("2027-06-15", "", ['term "Summer term"'], id="the terms end soon"),
    pytest.param(
        "2027-07-02", "", ['term "Summer term"', 'group "teaching"'], id="a review is due since yesterday"
    ),
    pytest.param(
        "2026-11-23", "half_term = { first = 2027-02-15, last = 2027-02-19 }\n", ['term "Spring term"'], id="term"
    ),
]


@pytest.mark.parametrize(("today", "without", "about"), CHECKED)
def test_check_finds_what_looks_like_a_mistake(tmp_path: Path, today: str, without: str, about: list[str]) -> None:
    school = write_school(tmp_path, SCHOOL.replace(without, "") if without else SCHOOL)
    clock = f"{today}T10:42:00+00:00"
    result = run(school, "check", "--json", clock=clock)
    found = json.loads(result.stdout)
    assert ([each["about"] for each in found["findings"]], found["problems"]) == (about, [])
    assert result.exit_code == (1 if about else 0)
    assert all(each["to_do"] for each in found["findings"])
    words = run(school, "check", clock=clock).stdout.splitlines()
    assert len([line for line in words if line.startswith("  To do: ")]) == len(about)
    assert [line.partition(": ")[0] for line in words if not line.startswith("  ")][: len(about)] == about


def test_check_says_what_a_schools_own_catalogue_lacks(tmp_path: Path) -> None:
    put(tmp_path / "locale", "pl", compiled({"Go back": "Wróć", "More choices": "Więcej %(x)s"}))
    lines = f"staff = 20\ntranslations = '{tmp_path / 'locale'}'"
    school = write_school(tmp_path, SCHOOL.replace("staff = 20", lines))
    result = run(school, "check", "--json", clock="2026-11-23T10:42:00+00:00")
    found = [each["text"].partition("owntime.mo: ")[2] for each in json.loads(result.stdout)["findings"]]
    assert result.exit_code == 1
    assert found[0] == '"More choices" needs no placeholder, as the English has it'
    assert found[1].startswith("no translation of ")


def test_check_says_how_far_the_calendar_reaches(school: Path) -> None:
    result = run(school, "check", clock="2026-11-23T10:42:00+00:00")
    words = " ".join(result.stdout.split())
    assert result.exit_code == 0
    assert (
        "school.toml: nothing to look at. "
        "The terms reach from Wednesday 2 September 2026 to Wednesday 21 July 2027."
    ) in words


def test_check_names_every_problem_with_its_line_and_ends_with_2(tmp_path: Path) -> None:
    broken = SCHOOL.replace('time = "12:15-13:15"', 'time = "16:15-17:15"').replace("2026-12-18", "2026-08-18")
    school = write_school(tmp_path, broken)
    result = run(school, "check")
    assert (result.exit_code, result.stdout) == (2, "")
    lines = result.stderr.splitlines()
    assert [line.partition(": ")[2] for line in lines] == [
        'the break "Lunch" (16:15-17:15) is not inside work (08:30-15:45)',
        'the term "Autumn term" ends before it begins',
    ]
    in_json = json.loads(run(school, "check", "--json").stdout)
    assert [f"{each['file']}:{each['line']}: {each['message']}" for each in in_json["problems"]] == lines
    assert run(school, "check", "--json").exit_code == 2


EVERY = [
    ("at", "2026-11-23T10:42"),
    ("week", "2026-11-23T10:42"),
    ("year", "--school-year", "2026"),
    ("simulate", "2026-11-23"),
]
every_command = pytest.mark.parametrize("words", EVERY, ids=[words[0] for words in EVERY])


@every_command
def test_an_unknown_group_is_wrong_use_and_a_near_one_is_named(school: Path, words: tuple[str, ...]) -> None:
    result = run(school, *words, "--group", "teching")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == 'owntime: the school has no group "teching" (did you mean "teaching"?)\n'
    far = run(school, *words, "--group", "governors").stderr
    assert far == 'owntime: the school has no group "governors"; it has teaching, site, supply\n'


@every_command
def test_settings_that_cannot_be_used_end_every_command_with_2(tmp_path: Path, words: tuple[str, ...]) -> None:
    school = write_school(tmp_path, SCHOOL.replace("Europe/London", "Europe/Ashover"))
    result = run(school, *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"{school}:3: ")


def test_a_week_of_no_group_is_wrong_use_where_there_are_several(school: Path) -> None:
    result = run(school, "week", "2026-11-23")
    assert (result.exit_code, result.stderr) == (2, "owntime: name a group: --group teaching or site or supply\n")


@pytest.mark.parametrize(
    "words",
    [
        ("at", "10:42"),
        ("simulate", "tomorrow"),
        ("simulate", "2026-11-23", "--visit", "25:00"),
        ("year", "--school-year", "26"),
    ],
    ids=["no moment", "no day", "no time", "no year"],
)
def test_what_is_no_moment_is_wrong_use(school: Path, words: tuple[str, ...]) -> None:
    result = run(school, *words)
    assert (result.exit_code, result.stdout) == (2, "")


@pytest.mark.parametrize("words", [("at", "9999-12-31T23:59"), ("week", "0001-01-01"), ("simulate", "1999-12-31")])
def test_a_moment_out_of_reach_is_wrong_use(school: Path, words: tuple[str, ...]) -> None:
    result = run(school, *words)
    assert result.exit_code == 2
    assert "is out of reach: 2000 to 2098" in result.stderr


def test_every_command_says_in_one_line_what_it_is_for() -> None:
    lines = CliRunner().invoke(timetable, ["--help"]).stdout.partition("Commands:\n")[2].splitlines()
    assert [line.split()[0] for line in lines] == ["at", "check", "import", "simulate", "week", "year"]
    assert [line for line in lines if line.endswith("...")] == []
