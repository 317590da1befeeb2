"""What the pictures show, and what is read out in their place."""

import datetime as dt
from collections.abc import Mapping

from advisory_server.charts.mark import Band, Mark, NoBand, mark_of
from advisory_server.charts.picture import Kind, Line, Picture
from advisory_server.figures.columns import Column
from advisory_server.figures.sections import Section
from advisory_server.figures.sentences import text_of
from advisory_server.figures.year import ReleasedYear
from advisory_server.pages.date_words import date_words, day_words
from advisory_server.store.releases import ReleasedWeek

_A_MONTH = 4
"""Weeks that a tick needs at least, so that two never touch."""


def year_picture(section: Section, year: ReleasedYear) -> Picture:
    """Return the picture of a section: a strip for each column, in the policy's order."""
    mondays = tuple(year.mondays())
    weeks = {week.week: week for week in year.weeks}
    return Picture(
        kind=Kind.STRIPS,
        newest=day_words(year.newest.week),
        lines=tuple(_line(column, mondays, weeks, year.newest) for column in section.columns),
        ticks=_months(mondays),
    )


def year_alt(section: Section, year: ReleasedYear) -> str:
    """Say what the picture of a section says."""
    lines = year_picture(section, year).lines
    first, last = date_words(year.weeks[-1].week), date_words(year.newest.week)
    said = " ".join(f"{line.words}: {_said(line)}." for line in lines)
    return f"{section.heading}: a band for each week from {first} to {last}. {said}"


def _line(
    column: Column, mondays: tuple[dt.date, ...], weeks: Mapping[dt.date, ReleasedWeek], newest: ReleasedWeek
) -> Line:
    return Line(
        words=column.words,
        newest=text_of(newest, column),
        marks=tuple(_mark(weeks.get(monday), column) for monday in mondays),
    )


def _mark(week: ReleasedWeek | None, column: Column) -> Mark:
    return NoBand.NO_RELEASE if week is None else mark_of(text_of(week, column))


def _said(line: Line) -> str:
    """Say the newest week, and between which bands the others are."""
    bands = sorted(
        {mark for mark in line.marks if isinstance(mark, Band)}, key=lambda band: (band.low, band.high is None)
    )
    newest = f"newest week {_small(line.newest)}"
    if not bands:
        return f"{newest}; no week shows a number"
    if len(bands) == 1:
        return f"{newest}; every week that shows a number has {_words(bands[0])}"
    return f"{newest}; the weeks that show a number are from {_words(bands[0])} up to {_words(bands[-1])}"


def _words(band: Band) -> str:
    return f"{band.low} or more" if band.high is None else f"{band.low} to {band.high}"


def _small(text: str) -> str:
    return text[0].lower() + text[1:]


def _months(mondays: tuple[dt.date, ...]) -> tuple[tuple[int, str], ...]:
    """Return the places where months begin, with their names; the first week has one unless another is near."""
    ticks = [
        (place, f"{monday:%b}")
        for place, monday in enumerate(mondays)
        if place == 0 or monday.month != mondays[place - 1].month
    ]
    near = len(ticks) > 1 and ticks[1][0] < _A_MONTH - 1
    return tuple(ticks[1:] if near else ticks)
