"""Released rows in words: sentences that say no more than the bands, school years, coverage, half-terms."""

import dataclasses
import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_server.charts.mark import NoBand
from advisory_server.figures.columns import ANY, KINDS, OUTCOMES, THREE_DAYS, TIMES, WEEKLY, Column
from advisory_server.figures.coverage import coming_half_term, coverage_facts, next_release, reporting_words
from advisory_server.figures.half_term import (
    COLUMNS,
    half_term_alt,
    half_term_answer,
    half_term_picture,
    platform_lists,
    platforms_shown,
)
from advisory_server.figures.pictures import year_picture
from advisory_server.figures.sections import SECTIONS, WEEKS
from advisory_server.figures.sentences import answer, first_release, more
from advisory_server.figures.tables import week_rows
from advisory_server.figures.year import ReleasedYear, first_week, school_year_of, year_words
from advisory_server.release import NOT_SHOWN, release_week
from advisory_server.store.releases import ReleasedWeek
from school_policy.count_report import Cell, half_term_cells, weekly_cells
from school_policy.half_term import HalfTerm
from school_policy.period import PeriodKind
from tests.advisory_server.pages.made_up import DIMENSIONS, made_up_half_term, released
from tests.advisory_server.pages.site import POLICY, WEEK

LONDON = ZoneInfo("Europe/London")
LISTED = {str(platform.id): platform for platform in POLICY.platforms}
HALF_TERM = HalfTerm(first=dt.date(2026, 9, 2), last=dt.date(2026, 10, 23))


def week(back: int = 0, **texts: str) -> ReleasedWeek:
    columns: dict[str, Column] = {"any": ANY, "days": THREE_DAYS}
    rows = [(columns[name].cell(PeriodKind.WEEK), text) for name, text in texts.items()]
    return released(WEEK - dt.timedelta(weeks=back), 24, rows)


def year(*weeks: ReleasedWeek) -> ReleasedYear:
    return ReleasedYear(year=2026, weeks=weeks)


def test_the_columns_are_all_that_is_released_in_the_policys_order() -> None:
    assert [column.cell(PeriodKind.WEEK) for column in WEEKLY] == list(weekly_cells())
    of_half_term = [column.cell(PeriodKind.HALF_TERM) for column in COLUMNS]
    assert of_half_term == list(half_term_cells(DIMENSIONS.platforms))[: len(COLUMNS)]
    assert {column for section in SECTIONS.values() for column in section.columns} == set(WEEKLY)
    assert (len(OUTCOMES), len(KINDS), len(TIMES)) == (5, 6, 4)


@pytest.mark.parametrize(
    ("newest", "before", "said"),
    [
        ("10 to 14", "15 to 19", "Fewer than in the week before, which had 15 to 19."),
        ("20 or more", "15 to 19", "More than in the week before, which had 15 to 19."),
        (
            "15 to 19",
            "15 to 19",
            "The week before had 15 to 19: the bands do not say whether there were more or fewer.",
        ),
        (
            "15 or more",
            "20 or more",
            "The week before had 20 or more: the bands do not say whether there were more or fewer.",
        ),
        ("10 to 14", NOT_SHOWN, ""),
    ],
)
def test_two_weeks_are_compared_only_as_far_as_their_bands_go(newest: str, before: str, said: str) -> None:
    assert " ".join(more(year(week(any=newest), week(1, any=before)))) == said


def test_a_week_that_is_not_shown_leads_to_the_last_that_is() -> None:
    weeks = (week(any=NOT_SHOWN), week(1), week(2, any="15 to 19"))
    assert more(year(*weeks)) == ("The last week that shows a number is that of 2 November: 15 to 19.",)
    assert more(year(week(), week(1))) == ()


def test_days_are_said_where_they_are_shown_and_a_gap_is_compared_with_nothing() -> None:
    assert more(year(week(any="15 to 19", days="10 to 14"), week(2, any="10 to 14"))) == (
        "On three or more days: 10 to 14.",
    )


@pytest.mark.parametrize("text", [NOT_SHOWN, "Not shown", "Not shown (another reason, from another time)"])
def test_what_is_hidden_reads_the_same_in_every_cell(text: str) -> None:
    (row,) = week_rows(year(week(any=text)), WEEKLY)
    assert {cell.text for cell in row.cells} == {"Not shown"}
    assert all(cell.hidden for cell in row.cells)
    assert answer(week(any=text)) == answer(week())


def test_an_order_of_rows_by_size_changes_nothing() -> None:
    rows = release_week({ANY.cell(PeriodKind.WEEK): 12, OUTCOMES[1].cell(PeriodKind.WEEK): 25}, 30, [])
    one, other = (year(released(WEEK, 30, its)) for its in (rows, rows[::-1]))
    assert week_rows(one, WEEKLY) == week_rows(other, WEEKLY)
    assert [year_picture(section, one) for section in SECTIONS.values()] == [
        year_picture(section, other) for section in SECTIONS.values()
    ]


def test_a_year_stands_where_it_begins() -> None:
    first = dt.date(2026, 12, 21)
    weeks = [released(first + dt.timedelta(weeks=number), 24, ()) for number in (3, 2, 0)]
    rows = week_rows(ReleasedYear(year=2026, weeks=weeks), (ANY,))
    assert [(row.words, row.year, row.cells[0].text) for row in rows] == [
        ("11 January", "2027", "Not shown"),
        ("4 January", "", "Not shown"),
        ("28 December", "2026", "No release"),
        ("21 December", "", "Not shown"),
    ]


def test_a_week_without_a_release_is_no_band_and_no_number_that_is_not_shown() -> None:
    picture = year_picture(WEEKS, year(week(any="10 to 14"), week(2)))
    assert picture.lines[0].marks[:2] == (NoBand.NOT_SHOWN, NoBand.NO_RELEASE)
    facts = {fact.name: fact.value for fact in coverage_facts(year(week(), week(2), week(4)), LONDON)}
    assert facts["Weeks without a release"] == "26 October, 9 November"


def test_a_week_behind_a_gateway_says_so_and_of_devices_nothing() -> None:
    behind = week()
    behind = dataclasses.replace(
        behind, coverage=dataclasses.replace(behind.coverage, enrolled=1, reporting=1, gateways=1)
    )
    facts = {fact.name: fact.value for fact in coverage_facts(year(behind), LONDON)}
    assert facts["Gateways and devices enrolled"] == "1"
    assert facts["Gateways that sent reports"].startswith(
        "1; how many devices were in use behind them is not known"
    )
    assert "Devices that sent reports" not in facts
    assert "Gateways that sent reports" not in {fact.name for fact in coverage_facts(year(week()), LONDON)}


@given(st.dates(dt.date(2000, 1, 1), dt.date(2090, 1, 1)))
def test_each_week_is_in_one_school_year_and_that_of_1_september_begins_one(day: dt.date) -> None:
    monday = day - dt.timedelta(days=day.weekday())
    its = school_year_of(monday)
    assert first_week(its) <= monday < first_week(its + 1)
    assert first_week(its) <= dt.date(its, 9, 1) < first_week(its) + dt.timedelta(weeks=1)


def test_a_school_year_is_called_as_people_do() -> None:
    assert [year_words(number) for number in (2026, 2099, 2108)] == ["2026/27", "2099/00", "2108/09"]


@pytest.mark.parametrize(
    ("devices", "words"),
    [
        (0, "fewer than 15"),
        (14, "fewer than 15"),
        (15, "15 to 19"),
        (19, "15 to 19"),
        (20, "20 to 24"),
        (131, "130 to 134"),
    ],
)
def test_reporting_devices_are_a_band(devices: int, words: str) -> None:
    assert reporting_words(devices) == words


@pytest.mark.parametrize(
    ("newest", "words"),
    [
        (dt.date(2026, 11, 16), "Monday 30 November 2026 at 6:00, for the week of 23 November"),
        (
            dt.date(2027, 3, 15),
            "Monday 29 March 2027 at 6:00, for the week of 22 March",
        ),  # the clocks have changed
    ],
)
def test_the_next_release_is_by_the_calendar(newest: dt.date, words: str) -> None:
    assert next_release(newest, LONDON) == words


def test_the_next_half_term_is_by_the_calendar_and_the_last_released_week() -> None:
    half_terms = (HALF_TERM, HalfTerm(first=dt.date(2026, 11, 2), last=dt.date(2026, 12, 18)))
    assert coming_half_term(half_terms, dt.date(2026, 10, 12)) is half_terms[0]
    assert coming_half_term(half_terms, dt.date(2026, 10, 19)) is half_terms[1]
    assert coming_half_term(half_terms, dt.date(2026, 12, 14)) is None
    assert coming_half_term(half_terms, None) is None


@pytest.mark.parametrize(
    ("began", "words"),
    [
        (dt.date(2026, 11, 16), "Monday 23 November at 06:00"),
        (dt.date(2027, 3, 22), "Monday 29 March at 06:00"),  # the clocks have changed by then
        (dt.date(2026, 12, 28), "Monday 4 January at 06:00"),
    ],
)
def test_the_first_release_is_said_by_the_schools_clock(began: dt.date, words: str) -> None:
    assert first_release(began, LONDON) == f"No week has been released yet. The first comes on {words}."


def test_every_platform_stands_in_the_policys_order_whatever_is_shown_of_it() -> None:
    half_term = made_up_half_term(HALF_TERM)
    lists = platform_lists(half_term, LISTED)
    names = [platform.words for kind in lists for platform in kind.platforms]
    assert names == [LISTED[platform.id].name for platform in DIMENSIONS.platforms]
    shown = [platform for kind in lists for platform in kind.platforms if not platform.hidden]
    assert platforms_shown(half_term, LISTED) == (
        f"Platforms with a number: {'; '.join(f'{it.words} {it.text}' for it in shown)}."
    )
    assert 3 < len(shown) < 10


def test_a_platform_that_is_listed_no_longer_keeps_its_row() -> None:
    half_term = made_up_half_term(HALF_TERM)
    lists = platform_lists(half_term, {})
    assert [kind.kind for kind in lists] == ["No longer listed"]
    assert lists[0].platforms[0].words == DIMENSIONS.platforms[0].id


def test_a_half_term_that_shows_nothing_says_so_and_nothing_else() -> None:
    rows: tuple[tuple[Cell, str], ...] = tuple((cell, NOT_SHOWN) for cell in half_term_cells(DIMENSIONS.platforms))
    empty = replace(made_up_half_term(HALF_TERM), rows=rows)
    assert "too few weeks with enough of them" in half_term_answer(empty)
    assert platforms_shown(empty, LISTED) == "No platform has a number that can be shown."
    assert {line.marks for line in half_term_picture(empty).lines} == {(NoBand.NOT_SHOWN,)}
    assert half_term_alt(empty).count("not shown") == len(COLUMNS)
