import datetime as dt
import json
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from owntime.timetable.year_command import show_year
from owntime.timetable.year_days import Mark
from proxy_addons.clock import Clock
from tests.owntime.timetable.school import SCHOOL, write_school

SEPTEMBER_TO_NOVEMBER = """\
Hartwell Primary School, 2026/27

September 2026          October 2026            November 2026
Mo Tu We Th Fr Sa Su    Mo Tu We Th Fr Sa Su    Mo Tu We Th Fr Sa Su
    1i 2  3  4  5. 6.             1  2  3. 4.                      1.
 7  8  9 10 11 12.13.    5  6  7  8  9 10.11.    2  3  4  5  6  7. 8.
14 15 16 17 18 19.20.   12 13 14 15 16 17.18.    9 10 11 12*13 14.15.
21 22 23 24 25 26.27.   19 20 21 22 23 24.25.   16 17 18 19 20 21.22.
28 29 30                26h27h28h29h30h31.      23 24 25 26x27x28.29.
                                                30x
"""
LEGEND = """
  at work: 188          * changed hours: 2      i INSET day: 2
x closed: 3             b bank holiday: 8       h half-term: 14
- holidays: 45          . weekend: 103
"""


@pytest.fixture
def school(tmp_path: Path) -> Path:
    return write_school(tmp_path)


def run(school: Path, *words: str, clock: str = "2026-11-23T10:42:00+00:00") -> Result:
    at = Clock()
    at.set(dt.datetime.fromisoformat(clock))
    return CliRunner().invoke(show_year, [*words, "--settings", str(school)], obj=at)


def lines(result: Result) -> str:
    assert (result.exit_code, result.stderr) == (0, "")
    return "\n".join(line.rstrip() for line in result.stdout.splitlines())


def test_a_year_is_twelve_small_months_whose_signs_need_no_colours(school: Path) -> None:
    text = lines(run(school))
    assert text.startswith(SEPTEMBER_TO_NOVEMBER)
    assert LEGEND in text
    assert "\x1b" not in text
    assert max(len(line) for line in text.splitlines()) <= 80
    assert re.search(r"Autumn term +2 Sep to 18 Dec +26 to 30 Oct +70\n", text)
    assert re.search(r"\* +12 Nov +changed hours +Parents' evening \(Teaching staff\)\n", text)
    assert re.search(r"x +26 to 30 Nov +closed +closed: no heating\n", text)


def test_a_groups_year_is_its_own(school: Path) -> None:
    text = lines(run(school, "--group", "site"))
    assert text.startswith("Hartwell Primary School, 2026/27: Site staff\n")
    assert " 9 10 11 12o13o14.15." in text
    assert "26w27h28h29h30h31." in text
    assert "Parents' evening" not in text


@pytest.mark.parametrize(
    ("clock", "title"),
    [("2027-07-31T10:00:00+00:00", "2026/27"), ("2027-08-01T10:00:00+00:00", "2027/28")],
    ids=["in July", "in August"],
)
def test_without_a_year_it_is_the_one_that_the_clock_says(school: Path, clock: str, title: str) -> None:
    assert lines(run(school, clock=clock)).startswith(f"Hartwell Primary School, {title}\n")


def test_in_json_every_day_has_its_mark(school: Path) -> None:
    found = json.loads(run(school, "--json", "--school-year", "2026").stdout)
    assert len(found["days"]) == 365
    assert found["days"][0] == {"date": "2026-09-01", "mark": "inset", "reason": "planning"}
    assert found["counts"]["half_term"] == 14
    assert found["terms"][0] == {
        "name": "Autumn term",
        "first": "2026-09-02",
        "last": "2026-12-18",
        "lessons": 70,
    }


class Page(HTMLParser):
    """What a test wants to know of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.addresses: list[str] = []
        self.days: dict[str, str] = {}
        self.text = ""
        self._cell = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        values = dict(attrs)
        self.addresses += [str(values[name]) for name in ("href", "src", "style") if name in values]
        if tag == "td":
            self._cell = values.get("class") or ""
        if tag == "time":
            self.days[str(values["datetime"])] = self._cell

    def handle_data(self, data: str) -> None:
        self.text += data.replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture
def page(school: Path) -> Page:
    file = school.parent / "year.html"
    result = run(school, "--html", str(file))
    assert (result.exit_code, result.stdout) == (0, f"Wrote {file}. Open it in a browser and print it.\n")
    return Page(file.read_text("utf-8"))


def test_the_page_needs_nothing_beside_it(page: Page) -> None:
    assert page.tags["script"] == page.tags["link"] == page.tags["img"] == 0
    assert page.addresses == []
    assert "url(" not in page.text
    assert "@import" not in page.text


def test_the_page_has_every_day_under_its_mark(page: Page, school: Path) -> None:
    days = json.loads(run(school, "--json").stdout)["days"]
    assert page.days == {day["date"]: day["mark"].replace("_", "-") for day in days}


def test_the_page_is_made_of_tables_that_can_be_read_out(page: Page) -> None:
    assert (page.tags["table"], page.tags["caption"]) == (14, 12)  # months, terms, special days
    assert page.tags["th"] > 12 * 7
    assert page.tags["h1"] == 1
    # Each day that is no ordinary one says so in words.
    said = Counter(re.findall(r"\d+\S?\s(bank holiday|half-term|INSET day|closed|changed hours)", page.text))
    assert (said["half-term"], said["bank holiday"], said["closed"]) == (14, 8, 3)


@pytest.mark.parametrize(
    "words",
    [
        "Hartwell Primary School",
        "School year 2026 to 2027",
        "192 days of work, 2 of them INSET",
        "changed hours: Parents' evening (Teaching staff)",
        "closed: no heating",
        "Monday to Friday: Before 8:30 \N{MIDDLE DOT} Lunch, 12:15 to 13:15 \N{MIDDLE DOT} After 15:45",
        "Supply staff, week A",
        "From the school\N{RIGHT SINGLE QUOTATION MARK}s settings on Monday 23 November 2026.",
    ],
)
def test_the_page_says(page: Page, words: str) -> None:
    assert words in page.text


def test_a_groups_page_has_its_name_and_its_own_time_alone(school: Path) -> None:
    file = school.parent / "year.html"
    run(school, "--html", str(file), "--group", "site")
    page = Page(file.read_text("utf-8"))
    assert "Site staff" in page.text
    assert "Teaching staff" not in page.text
    assert page.days["2026-11-12"] == "not-at-work"


def test_what_the_settings_say_is_text_on_the_page(tmp_path: Path) -> None:
    odd = SCHOOL.replace("no heating", "<script>alert(1)</script>").replace("Hartwell Primary", "<b>Hartwell")
    file = tmp_path / "year.html"
    run(write_school(tmp_path, odd), "--html", str(file))
    page = Page(file.read_text("utf-8"))
    assert (page.tags["script"], "closed: <script>alert(1)</script>" in page.text) == (0, True)


def test_a_page_that_cannot_be_written_is_wrong_use(school: Path) -> None:
    result = run(school, "--html", str(school.parent / "nowhere" / "year.html"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "year.html cannot be written: No such file or directory" in result.stderr


def test_every_mark_has_a_style(page: Page) -> None:
    assert [mark for mark in Mark if f".{mark.name.lower().replace('_', '-')}" not in page.text] == []
