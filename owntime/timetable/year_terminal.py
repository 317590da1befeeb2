"""A school year in a terminal: twelve small months, a legend that needs no colours, and the special days."""

from collections.abc import Iterable, Iterator
from itertools import zip_longest

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from owntime.timetable.words import short_days_words
from owntime.timetable.year_days import Mark, MarkedDay, Month
from owntime.timetable.year_view import YearView

_ACROSS = 3  # months side by side: 69 of 80 columns
_GAP = "   "
_WIDTH = 21  # of a month: seven days of two digits and a sign

_STYLES = {
    Mark.CHANGE: "bold",
    Mark.INSET: "bold cyan",
    Mark.CLOSED: "bold red",
    Mark.BANK_HOLIDAY: "magenta",
    Mark.HALF_TERM: "green",
    Mark.HOLIDAY: "green",
    Mark.HOLIDAY_WORK: "cyan",
    Mark.NOT_AT_WORK: "dim",
    Mark.WEEKEND: "dim",
}
"""Colours say nothing that the signs do not say."""


def print_year(console: Console, view: YearView) -> None:
    """Print the months, what the signs mean, the terms and the special days."""
    for row in range(0, len(view.months), _ACROSS):
        for line in _side_by_side(view.months[row : row + _ACROSS]):
            console.print(line, soft_wrap=True)
        console.print()
    for line in _legend(view):
        console.print(line)
    if view.terms:
        console.print(_terms(view))
    if view.special:
        console.print(_special(view))


def _side_by_side(months: Iterable[Month]) -> Iterator[Text]:
    for lines in zip_longest(*(_lines(month) for month in months)):
        joined = Text(_GAP).join(line if line is not None else Text(" " * _WIDTH) for line in lines)
        joined.rstrip()
        yield joined


def _lines(month: Month) -> list[Text]:
    title = Text(f"{month.first:%B %Y}".ljust(_WIDTH), style="bold")
    weekdays = Text("Mo Tu We Th Fr Sa Su ".ljust(_WIDTH), style="dim")
    return [title, weekdays, *(Text("").join(_cell(day) for day in week) for week in month.weeks)]


def _cell(day: MarkedDay | None) -> Text:
    if day is None:
        return Text("   ")
    return Text(f"{day.date.day:>2}{day.mark.sign or ' '}", style=_STYLES.get(day.mark, ""))


def _legend(view: YearView) -> Iterator[Text]:
    """Yield what each sign means, and on how many days it stands, three on a line."""
    entries = [
        f"{mark.sign or ' '} {mark.words}: {number}".ljust(_WIDTH + len(_GAP))
        for mark, number in view.counts.items()
    ]
    for start in range(0, len(entries), _ACROSS):
        yield Text("".join(entries[start : start + _ACROSS]).rstrip())


def _terms(view: YearView) -> Table:
    table = Table("term", "from and to", "half-term", "days", box=box.SIMPLE_HEAD)
    for term in view.terms:
        half_term = short_days_words(term.half_term.first, term.half_term.last) if term.half_term else "none"
        table.add_row(term.name, short_days_words(term.days.first, term.days.last), half_term, str(term.lessons))
    return table


def _special(view: YearView) -> Table:
    table = Table("", "special days", "what", "why", box=box.SIMPLE_HEAD)
    for special in view.special:
        days = short_days_words(special.days.first, special.days.last)
        why = "" if special.reason == special.mark.words else special.reason
        table.add_row(special.mark.sign, days, special.mark.words, why)
    return table
