"""The files for a spreadsheet: every released row as it was shown, and nothing to be worked out."""

import csv
from dataclasses import replace
from io import StringIO
from pathlib import Path

import msgspec
import pytest

from advisory_server.accounts.role import Role
from advisory_server.figures.columns import WEEKLY
from advisory_server.figures.csv_text import half_terms_csv, weeks_csv
from advisory_server.figures.half_term import Listed
from advisory_server.release import NOT_SHOWN
from school_policy.count_report import Cell, Dimension, weekly_cells
from school_policy.period import PeriodKind
from tests.advisory_server.pages.made_up import made_up_half_term, released, write
from tests.advisory_server.pages.site import ANY, POLICY, WEEK, a_site
from tests.advisory_server.pages.test_every_page import HALF_TERM

HEADTEACHER = Role.HEADTEACHER
LISTED: Listed = {platform.id: platform for platform in POLICY.platforms}


def read(body: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(body.decode("utf-8-sig"), newline=""), strict=True))


def test_the_columns_of_a_week_are_all_its_cells_in_the_policys_order() -> None:
    assert tuple(column.cell(PeriodKind.WEEK) for column in WEEKLY) == weekly_cells()


async def test_every_released_row_is_in_a_file_as_it_was_shown(tmp_path: Path) -> None:
    half_term = made_up_half_term(HALF_TERM)
    async with a_site(tmp_path) as site:
        write(site.store, [released(WEEK, 24, ((ANY, "10 to 14"),))], [half_term])
        weeks = await site.get("/summary/weeks.csv", HEADTEACHER)
        half_terms = await site.get("/summary/half-terms.csv", HEADTEACHER)
    head, line = read(weeks.body)
    assert head[:4] == ["Week of", "Any of these", "On three or more days", "Did not carry on"]
    assert line == ["2026-11-16", "10 to 14", *["Not shown"] * 16]
    lines = read(half_terms.body)
    assert len(lines) == 1 + len(half_term.rows)
    assert [line[4] for line in lines[1:]] == [
        "Not shown" if text == NOT_SHOWN else text for _, text in half_term.rows
    ]
    assert ["2026-09-02", "2026-10-23", "Platform", "YouTube", "20 or more"] in lines
    for answer, name in ((weeks, "weeks.csv"), (half_terms, "half-terms.csv")):
        assert answer.header("Content-Disposition") == f'attachment; filename="{name}"'
        assert answer.header("Content-Type") == "text/csv; charset=utf-8"
        assert answer.body.startswith(b"\xef\xbb\xbf")
        assert answer.body.endswith(b"\r\n")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "=HYPERLINK("])
def test_a_name_that_a_spreadsheet_would_work_out_stays_a_name(start: str) -> None:
    name = f'{start}1+1"'
    odd = msgspec.structs.replace(POLICY.platforms[0], name=name)
    cell = Cell(period=PeriodKind.HALF_TERM, dimension=Dimension.PLATFORM, value=odd.id)
    half_term = replace(made_up_half_term(HALF_TERM), rows=((cell, "10 to 14"),))
    body = half_terms_csv([half_term], {str(odd.id): odd})
    (_, line) = read(body)
    assert line[3] == f"'{name}"
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in line)


def test_an_empty_file_still_says_what_would_be_in_it() -> None:
    assert len(read(weeks_csv(()))) == len(read(half_terms_csv((), LISTED))) == 1
