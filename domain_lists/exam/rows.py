"""Rows of text with tabs between the columns, as `lists classify` prints them.

FILE = LINE*        LINE = "" | "#" comment | COLUMN (TAB COLUMN)*

White space around a column does not count, nor does a mark before the first line. The first row may be a heading.
"""

from collections.abc import Iterator

from school_policy.toml_source import Problem

NONE = "-"
"""What stands in a column where there is nothing to say."""

_BYTE_ORDER_MARK = "\ufeff"


def rows_of(text: str, heading: tuple[str, ...]) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with its line, from 1, without comments, empty lines and the heading."""
    is_first = True
    for line, written in enumerate(text.removeprefix(_BYTE_ORDER_MARK).split("\n"), start=1):
        row = written.removesuffix("\r")
        if not row.strip() or row.lstrip().startswith("#"):
            continue
        columns = [column.strip() for column in row.split("\t")]
        if not (is_first and tuple(column.lower() for column in columns) == heading):
            yield line, columns
        is_first = False


def wrong_columns(file: str, line: int, columns: list[str], heading: tuple[str, ...]) -> Problem | None:
    """Return what is wrong with the number of a row's columns."""
    if len(columns) == len(heading):
        return None
    number = f"{len(columns)} column{'' if len(columns) == 1 else 's'}"
    return Problem(file, line, f"{number} and not {len(heading)}, with tabs between: {', '.join(heading)}")
