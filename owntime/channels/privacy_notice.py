"""The school's official channels as the part of its Privacy Notice that lists them: Markdown or HTML, to paste."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import jinja2

from school_policy.channel_register import Entry, Standing

COLUMNS = (
    "Platform",
    "Account name",
    "Master administration role",
    "Approved roles",
    "Opened",
    "Closed",
)
"""As the policy's own register has them."""

_NOTHING = "\N{EN DASH}"
_MARKS = re.compile(r"([\\`*_\[\]<>|~&#!$:@])")
"""What could be more than a letter in a table of Markdown (CommonMark 2.4; GFM's tables and bare addresses)."""

_BARE_HOST = re.compile(r"\b(www)\.", re.IGNORECASE)

_TEMPLATES = jinja2.Environment(
    loader=jinja2.PackageLoader("owntime.channels"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of the notice; a row has as many cells as there are columns."""

    heading: str
    rows: tuple[tuple[str, ...], ...]
    none: str
    """What stands in its place where it has no row; empty: the table is left out."""


def privacy_notice_tables(entries: Sequence[Entry]) -> tuple[Table, ...]:
    """Return the official channels that are open, and those that are closed; the others are in neither."""
    return (
        Table(
            heading="Our official channels",
            rows=_rows(entries, Standing.OPEN),
            none="The school has no official channel.",
        ),
        Table(heading="Closed", rows=_rows(entries, Standing.CLOSED), none=""),
    )


def as_markdown(tables: Sequence[Table]) -> str:
    """Return the tables in Markdown, every name as plain text."""
    return "\n".join(line for table in tables for line in _markdown_lines(table))


def as_html(tables: Sequence[Table]) -> str:
    """Return the tables as a piece of HTML, every name as plain text."""
    return _TEMPLATES.get_template("privacy_notice.html").render(tables=tables, columns=COLUMNS)


def _rows(entries: Sequence[Entry], standing: Standing) -> tuple[tuple[str, ...], ...]:
    return tuple(_row(entry) for entry in entries if entry.official and entry.standing is standing)


def _row(entry: Entry) -> tuple[str, ...]:
    channel = entry.channel
    return (
        entry.platform_name,
        channel.name,
        channel.master_role,
        ", ".join(channel.approved_roles) or _NOTHING,
        _date(channel.opened),
        _NOTHING if channel.closed is None else _date(channel.closed),
    )


def _date(day: dt.date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def _markdown_lines(table: Table) -> Iterator[str]:
    if not table.rows and not table.none:
        return
    yield from (f"## {table.heading}", "")
    if table.rows:
        yield _markdown_row(COLUMNS)
        yield _markdown_row(["---"] * len(COLUMNS))
        yield from (_markdown_row([_plain(cell) for cell in row]) for row in table.rows)
    else:
        yield table.none
    yield ""


def _markdown_row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _plain(text: str) -> str:
    """Return text that Markdown shows as it is, on one line."""
    return _BARE_HOST.sub(r"\1\\.", _MARKS.sub(r"\\\1", " ".join(text.split())))
