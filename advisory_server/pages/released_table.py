"""The released weeks as the Headteacher reads them: made of released rows alone, and of nothing else.

Nothing is counted, added up or left out here, and every week has every column: a week in which there was nothing,
little, or too few devices reads the same to the last letter.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from advisory_server.pages.date_words import day_words
from advisory_server.store.releases import ReleasedWeek
from school_policy.count_report import Cell, Dimension
from school_policy.period import PeriodKind, week_is_released
from school_policy.vocabulary import Outcome

HIDDEN = "Not shown"
WHY_HIDDEN = "Not shown: none, or fewer than 10 devices, or too few in use. It looks the same for all three."


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One cell of every week, in words."""

    cell: Cell
    words: str
    meaning: str
    starts_parts: bool = False
    """Whether the outcomes, one by one, start here."""


def _outcome(outcome: Outcome) -> Cell:
    return Cell(period=PeriodKind.WEEK, dimension=Dimension.OUTCOME, value=str(outcome))


COLUMNS: tuple[Column, ...] = (
    Column(
        cell=Cell(period=PeriodKind.WEEK, dimension=Dimension.ANY),
        words="Any of these",
        meaning="Met a reminder or had a listed site open in working time, at least once.",
    ),
    Column(
        cell=Cell(period=PeriodKind.WEEK, dimension=Dimension.THREE_DAYS),
        words="On three or more days",
        meaning="The same, on at least three days of the week.",
    ),
    Column(
        cell=_outcome(Outcome.DID_NOT_CARRY_ON),
        words="Did not carry on",
        meaning="Met the reminder and chose nothing for ten minutes.",
        starts_parts=True,
    ),
    Column(
        cell=_outcome(Outcome.CARRIED_ON_WORK),
        words="Carried on for work",
        meaning="Chose “Carry on, it's for work”.",
    ),
    Column(
        cell=_outcome(Outcome.CARRIED_ON_CHANNEL),
        words="Carried on for a school channel",
        meaning="Chose one of the school's official channels.",
    ),
    Column(
        cell=_outcome(Outcome.SET_ASIDE),
        words="Left open in a tab",
        meaning="A listed site was still open in the background, and was paused.",
    ),
    Column(
        cell=_outcome(Outcome.APP),
        words="In an app",
        meaning="A program that is no browser asked for a listed site, and passed.",
    ),
)
"""What is shown of a week, in the order in which it always is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCell:
    """What a week's row says in one column."""

    column: Column
    text: str

    @property
    def hidden(self) -> bool:
        """Whether no number is shown."""
        return self.text == HIDDEN


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekRow:
    """One released week."""

    monday: dt.date
    words: str
    year: str
    """Empty where it is the year of the row above."""
    cells: tuple[ShownCell, ...]


def week_rows(weeks: Iterable[ReleasedWeek]) -> tuple[WeekRow, ...]:
    """Return released weeks as the rows of a table, in the order in which they come."""
    rows: list[WeekRow] = []
    for week in weeks:
        new_year = not rows or rows[-1].monday.year != week.week.year
        rows.append(
            WeekRow(
                monday=week.week,
                words=day_words(week.week),
                year=str(week.week.year) if new_year else "",
                cells=_cells(dict(week.rows)),
            )
        )
    return tuple(rows)


def sentence(week: ReleasedWeek) -> str:
    """Say a week in one sentence, of its first column alone."""
    text = _text(dict(week.rows), COLUMNS[0].cell)
    when = f"In the week of {day_words(week.week)}"
    if text == HIDDEN:
        return f"{when} the number is not shown: none, or fewer than 10 devices, or too few in use."
    return f"{when}, {text} staff devices met a reminder or had a listed site open."


def first_release(began: dt.date, zone: ZoneInfo) -> str:
    """Say when the first week comes, where none has been released yet; it is the one in which the server began."""
    at = week_is_released(began, zone).astimezone(zone)
    return f"No week has been released yet. The first comes on {at:%A} {day_words(at.date())} at {at:%H:%M}."


def _cells(shown: Mapping[Cell, str]) -> tuple[ShownCell, ...]:
    return tuple(ShownCell(column=column, text=_text(shown, column.cell)) for column in COLUMNS)


def _text(shown: Mapping[Cell, str], cell: Cell) -> str:
    """Return what was released of a cell; a week from before the cell was counted shows nothing of it."""
    text = shown.get(cell, HIDDEN)
    return HIDDEN if text.startswith(HIDDEN) else text  # why stands once, below the table
