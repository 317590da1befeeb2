"""A released half-term: what people chose, kinds of site, and each platform, in the policy's order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from advisory_server.charts.mark import mark_of
from advisory_server.charts.picture import Kind, Line, Picture
from advisory_server.figures.columns import ANY, HIDDEN, KINDS, OUTCOMES, Column, shown_text
from advisory_server.figures.tables import ShownCell
from advisory_server.pages.date_words import date_words, day_words
from advisory_server.pages.listed_words import CATEGORY_WORDS
from advisory_server.store.releases import ReleasedHalfTerm
from school_policy.count_report import Dimension
from school_policy.period import PeriodKind
from school_policy.platform import Platform

COLUMNS = (ANY, *OUTCOMES, *KINDS)
"""What stands in the picture and its table; platforms, of which there are hundreds, stand below."""

type Listed = Mapping[str, Platform]
"""The policy's platforms by their ids: for their names and kinds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformsOfAKind:
    """The platforms of one kind, each with what is shown of it."""

    kind: str
    platforms: tuple[ShownCell, ...]


def days_words(half_term: ReleasedHalfTerm) -> str:
    """Return its days: 2 November to 18 December 2026."""
    first, last = half_term.first_day, half_term.last_day
    begins = day_words(first) if first.year == last.year else date_words(first)
    return f"{begins} to {date_words(last)}"


def half_term_answer(half_term: ReleasedHalfTerm) -> str:
    """Say a half-term in one sentence, of all devices together."""
    text, when = _text(half_term, ANY), f"In the half-term from {days_words(half_term)}"
    if text == HIDDEN:
        return (
            f"{when} the number is not shown: none, or fewer than 10 devices, or too few in use, or too few weeks "
            "with enough of them."
        )
    return f"{when}, {text} staff devices met a reminder or had a listed site open."


def platforms_shown(half_term: ReleasedHalfTerm, listed: Listed) -> str:
    """Say which platforms have a number, in the policy's order."""
    shown = [cell for cell in _platforms(half_term, listed) if not cell.hidden]
    if not shown:
        return "No platform has a number that can be shown."
    return "Platforms with a number: " + "; ".join(f"{cell.words} {cell.text}" for cell in shown) + "."


def half_term_cells(half_term: ReleasedHalfTerm) -> tuple[ShownCell, ...]:
    """Return what is shown of each column."""
    return tuple(ShownCell(words=column.words, text=_text(half_term, column)) for column in COLUMNS)


def half_term_picture(half_term: ReleasedHalfTerm) -> Picture:
    """Return the picture of a half-term: a bar for each column."""
    return Picture(
        kind=Kind.BARS,
        newest="",
        lines=tuple(
            Line(words=cell.words, newest=cell.text, marks=(mark_of(cell.text),))
            for cell in half_term_cells(half_term)
        ),
    )


def half_term_alt(half_term: ReleasedHalfTerm) -> str:
    """Say what the picture says."""
    said = "; ".join(f"{cell.words}: {_small(cell.text)}" for cell in half_term_cells(half_term))
    return f"The half-term from {days_words(half_term)}, a band for each. {said}."


def platform_lists(half_term: ReleasedHalfTerm, listed: Listed) -> tuple[PlatformsOfAKind, ...]:
    """Return every platform that was released, in the policy's order, by kinds as they come in it."""
    ids = [cell.value for cell, _ in half_term.rows if cell.dimension is Dimension.PLATFORM]
    cells = zip(ids, _platforms(half_term, listed), strict=True)
    return tuple(
        PlatformsOfAKind(kind=kind, platforms=tuple(cell for _, cell in group))
        for kind, group in groupby(cells, key=lambda each: _kind(each[0], listed))
    )


def _platforms(half_term: ReleasedHalfTerm, listed: Listed) -> Iterator[ShownCell]:
    for cell, text in half_term.rows:
        if cell.dimension is Dimension.PLATFORM:
            name = listed[cell.value].name if cell.value in listed else cell.value
            yield ShownCell(words=name, text=shown_text(text))


def _kind(platform: str, listed: Listed) -> str:
    return CATEGORY_WORDS[listed[platform].category].capitalize() if platform in listed else "No longer listed"


def _text(half_term: ReleasedHalfTerm, column: Column) -> str:
    return shown_text(dict(half_term.rows).get(column.cell(PeriodKind.HALF_TERM)))


def _small(text: str) -> str:
    return text[0].lower() + text[1:]
