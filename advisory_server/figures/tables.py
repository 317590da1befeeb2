"""The released weeks as tables: every column, in the policy's order, whatever was released of it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from advisory_server.figures.columns import HIDDEN, Column
from advisory_server.figures.sentences import text_of
from advisory_server.figures.year import ReleasedYear
from advisory_server.pages.date_words import day_words
from advisory_server.store.notes import Notes
from advisory_server.store.releases import ReleasedWeek

NO_RELEASE = "No release"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCell:
    """What a row says in one column."""

    words: str
    """The column's."""
    text: str

    @property
    def hidden(self) -> bool:
        """Whether no number is shown."""
        return self.text in {HIDDEN, NO_RELEASE}


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekRow:
    """One week."""

    monday: dt.date
    words: str
    year: str
    """Empty where it is the year of the row above."""
    cells: tuple[ShownCell, ...]
    note: str = ""


def week_rows(year: ReleasedYear, columns: Iterable[Column], notes: Notes = ()) -> tuple[WeekRow, ...]:
    """Return the weeks of a year as rows, the newest first; a week without a release has one too."""
    weeks, noted, columns = {week.week: week for week in year.weeks}, dict(notes), tuple(columns)
    mondays = tuple(year.mondays())[::-1]
    return tuple(
        WeekRow(
            monday=monday,
            words=day_words(monday),
            year=str(monday.year) if place == 0 or mondays[place - 1].year != monday.year else "",
            cells=_cells(weeks.get(monday), columns),
            note=noted.get(monday, ""),
        )
        for place, monday in enumerate(mondays)
    )


def _cells(week: ReleasedWeek | None, columns: tuple[Column, ...]) -> tuple[ShownCell, ...]:
    return tuple(
        ShownCell(words=column.words, text=NO_RELEASE if week is None else text_of(week, column))
        for column in columns
    )


def newest_cells(year: ReleasedYear, columns: Iterable[Column]) -> tuple[ShownCell, ...]:
    """Return what is shown of the newest week."""
    return _cells(year.newest, tuple(columns))
