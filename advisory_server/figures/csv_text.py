"""Released rows as files for a spreadsheet (RFC 4180, UTF-8 with the mark that Excel needs)."""

import csv
from collections.abc import Iterable
from io import StringIO

from advisory_server.figures.columns import WEEKLY, shown_text
from advisory_server.figures.half_term import COLUMNS, Listed
from advisory_server.figures.sentences import text_of
from advisory_server.store.releases import ReleasedHalfTerm, ReleasedWeek
from school_policy.count_report import Dimension

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A cell that begins like this is worked out by a spreadsheet instead of shown (OWASP, "CSV injection")."""
_MARK = "\ufeff"


def weeks_csv(weeks: Iterable[ReleasedWeek]) -> bytes:
    """Return a line for each week, the newest first, with every column."""
    lines = ([week.week.isoformat(), *(text_of(week, column) for column in WEEKLY)] for week in weeks)
    return _written([["Week of", *(column.words for column in WEEKLY)], *lines])


def half_terms_csv(half_terms: Iterable[ReleasedHalfTerm], listed: Listed) -> bytes:
    """Return a line for each figure of each half-term, the newest half-term first, in the policy's order."""
    words = {(column.dimension, column.value): column.words for column in COLUMNS}
    lines = (
        [
            half_term.first_day.isoformat(),
            half_term.last_day.isoformat(),
            _ABOUT[cell.dimension],
            words.get((cell.dimension, cell.value)) or _name(cell.value, listed),
            shown_text(text),
        ]
        for half_term in half_terms
        for cell, text in half_term.rows
    )
    return _written([["First day", "Last day", "About", "Figure", "Staff devices"], *lines])


_ABOUT = {
    Dimension.ANY: "All",
    Dimension.THREE_DAYS: "All",
    Dimension.OUTCOME: "What people chose",
    Dimension.CATEGORY: "Kind of site",
    Dimension.BAND: "Time of day",
    Dimension.PLATFORM: "Platform",
}


def _name(platform: str, listed: Listed) -> str:
    return listed[platform].name if platform in listed else platform


def _written(lines: Iterable[Iterable[str]]) -> bytes:
    text = StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(
        [_harmless(cell) for cell in line] for line in lines
    )
    return (_MARK + text.getvalue()).encode()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_STARTS_FORMULA) else cell
