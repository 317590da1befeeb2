"""A school with one of everything a calendar may have, as a file."""

from pathlib import Path

SCHOOL = """\
[school]
name = "Hartwell Primary School"
zone = "Europe/London"
colour = "#7a1f3d"
start_page = "https://www.hartwell.example/"
staff = 20
[notice]
given_on = 2026-09-07
[upstream]
forward = "direct"

[[group]]
id = "teaching"
name = "Teaching staff"
[[group.timetable]]
days = ["monday", "tuesday", "wednesday", "thursday", "friday"]
work = "08:30-15:45"
breaks = [{ name = "Lunch", time = "12:15-13:15", own_time = true }]
[[group.quiet]]
platform = "youtube"
reason = "clips in lessons"
review_on = 2027-07-01

[[group]]
id = "site"
name = "Site staff"
[[group.timetable]]
days = ["monday", "tuesday", "wednesday"]
work = ["06:30-10:00", "14:30-18:00"]
[[group.holiday_timetable]]
days = ["monday"]
work = "08:00-12:00"

[[group]]
id = "supply"
name = "Supply staff"
[[group.timetable]]
days = ["monday"]
week = "A"
work = "08:30-15:45"
[[group.timetable]]
days = ["tuesday"]
week = "B"
work = "08:30-15:45"

[calendar]
bank_holidays = "england"
week_a = 2026-09-07
[[calendar.term]]
name = "Autumn term"
first = 2026-09-02
last = 2026-12-18
half_term = { first = 2026-10-26, last = 2026-10-30 }
[[calendar.term]]
name = "Spring term"
first = 2027-01-05
last = 2027-03-25
half_term = { first = 2027-02-15, last = 2027-02-19 }
[[calendar.term]]
name = "Summer term"
first = 2027-04-12
last = 2027-07-21
half_term = { first = 2027-05-31, last = 2027-06-04 }
[[calendar.inset]]
day = 2026-09-01
reason = "planning"
[[calendar.inset]]
day = 2027-01-11
reason = "phonics"
groups = ["teaching"]
[[calendar.closed]]
first = 2026-11-26
last = 2026-11-30
reason = "no heating"
[[calendar.change]]
day = 2026-11-12
reason = "Parents' evening"
groups = ["teaching"]
work = "08:30-19:00"
breaks = [{ name = "Tea", time = "15:45-16:15", own_time = true }]
[[calendar.open]]
day = 2027-05-03
reason = "open for the village fair"

[contacts]
safeguarding = { who = "DSL", how = "dsl@hartwell.example" }
headteacher = { who = "Headteacher", how = "head@hartwell.example" }
it = { who = "IT admin", how = "it@hartwell.example" }
"""


def write_school(folder: Path, text: str = SCHOOL) -> Path:
    """Write the school's settings into a folder, and return the file."""
    file = folder / "school.toml"
    file.write_text(text, "utf-8")
    return file
