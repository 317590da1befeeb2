"""A released week in words: every column, in the policy's order, of released rows alone."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from advisory_server.pages.released_table import COLUMNS, first_release, sentence, week_rows
from advisory_server.release import NOT_SHOWN, release_week
from advisory_server.store.releases import Coverage, ReleasedWeek
from school_policy.count_report import Cell, Dimension, weekly_cells
from tests.advisory_server.pages.site import ANY, WEEK, WORK

LONDON = ZoneInfo("Europe/London")


def released(*rows: tuple[Cell, str], week: dt.date = WEEK) -> ReleasedWeek:
    coverage = Coverage(active=24, enrolled=26, reporting=24, late=3)
    at = dt.datetime(2026, 11, 23, 6, tzinfo=dt.UTC)
    return ReleasedWeek(week=week, released_at=at, coverage=coverage, rows=rows)


def test_the_columns_are_what_is_released_in_the_policys_order() -> None:
    columns = {Dimension.ANY, Dimension.THREE_DAYS, Dimension.OUTCOME}
    assert [column.cell for column in COLUMNS] == [cell for cell in weekly_cells() if cell.dimension in columns]
    assert [column.words for column in COLUMNS if column.starts_parts] == ["Did not carry on"]


def test_every_week_has_every_column_whatever_was_released_of_it() -> None:
    before_there_was_more = released((ANY, "10 to 14"))
    (row,) = week_rows([before_there_was_more])
    assert [cell.text for cell in row.cells] == ["10 to 14", *["Not shown"] * 6]


def test_an_order_of_rows_by_size_changes_nothing() -> None:
    rows = release_week({ANY: 12, WORK: 25}, 30, [])
    assert week_rows([released(*rows)]) == week_rows([released(*reversed(rows))])


@pytest.mark.parametrize("text", [NOT_SHOWN, "Not shown", "Not shown (another reason, from another time)"])
def test_what_is_hidden_reads_the_same_in_every_cell(text: str) -> None:
    (row,) = week_rows([released((ANY, text))])
    assert row.cells[0].hidden
    assert {cell.text for cell in row.cells} == {"Not shown"}
    assert sentence(released((ANY, text))) == sentence(released())


def test_a_year_stands_where_it_begins() -> None:
    weeks = [dt.date(2027, 1, 11), dt.date(2027, 1, 4), dt.date(2026, 12, 28), dt.date(2026, 12, 21)]
    rows = week_rows([released(week=week) for week in weeks])
    assert [(row.words, row.year) for row in rows] == [
        ("11 January", "2027"),
        ("4 January", ""),
        ("28 December", "2026"),
        ("21 December", ""),
    ]


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
