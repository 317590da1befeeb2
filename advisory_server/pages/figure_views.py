"""The figures as templates take them: sections with picture and table, the same whoever reads them."""

from dataclasses import dataclass

from advisory_server.charts.layout import layout_of
from advisory_server.charts.picture import Look, Picture
from advisory_server.figures.columns import Column
from advisory_server.figures.pictures import year_alt, year_picture
from advisory_server.figures.sections import SECTIONS, WEEKS, Section
from advisory_server.figures.tables import WeekRow, week_rows
from advisory_server.figures.year import ReleasedYear
from advisory_server.store.notes import Notes

_RECENT = 6
"""Weeks that stand open below the first picture: about a half-term. All others are a press away."""

type Size = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureView:
    """A picture as a page shows it: one drawing for a desk, one for a phone, each for a light and a dark page."""

    name: str
    """What its addresses begin with."""
    alt: str
    desk: Size
    """Width and height in CSS pixels, so that nothing moves when it comes."""
    phone: Size


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """One part of the page."""

    section: Section
    picture: PictureView
    columns: tuple[Column, ...]
    recent: tuple[WeekRow, ...]
    """Rows that stand open."""
    rest: tuple[WeekRow, ...]
    """Rows a press away."""
    noted: bool
    """Whether the table has a column of notes."""


def picture_view(name: str, alt: str, picture: Picture) -> PictureView:
    """Return how a page shows a picture."""
    desk, phone = (layout_of(picture, Look(wide=wide, dark=False, tone="")) for wide in (True, False))
    return PictureView(name=name, alt=alt, desk=(desk.width, desk.height), phone=(phone.width, phone.height))


def section_views(year: ReleasedYear, notes: Notes) -> tuple[SectionView, ...]:
    """Return all sections of a school year, in the order of the page."""
    return tuple(_view(section, year, notes) for section in SECTIONS.values())


def _view(section: Section, year: ReleasedYear, notes: Notes) -> SectionView:
    first = section is WEEKS
    rows = week_rows(year, section.columns, notes if first else ())
    open_ = _RECENT if first else 0
    return SectionView(
        section=section,
        picture=picture_view(f"{year.year}-{section.id}", year_alt(section, year), year_picture(section, year)),
        columns=section.columns,
        recent=rows[:open_],
        rest=rows[open_:],
        noted=first and bool(notes),
    )
