"""The whole of what leaves a device: one report every quarter of an hour, the same size whatever is in it.

A cell is a set of clients in a period: a device adds itself to a cell once in a period, or not at all. No event is
counted, and a report says nothing of which device, person, host or address it came from; the token that a device
shows with it is kept beside no cell, nor is what it says of itself (beside_report.py). `PRIVACY_ROWS` says in
plain English what each field is.
"""

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Literal, NamedTuple, NewType

import msgspec

from school_policy.dimensions import CountedPlatform
from school_policy.period import PeriodKind
from school_policy.vocabulary import Category, Outcome, PlatformId

ReportId = NewType("ReportId", str)
"""128 random bits as 32 hexadecimal digits: what makes a repeated report harmless."""

REPORT_BYTES = 4_096
"""Every report is padded to this size, so that its length tells nothing."""

MOST_CELLS = 28
"""Cells in one report, each 115 bytes at most; what is left over waits for the next."""

MOST_WRONGLY_LISTED = 8
"""Wrongly listed platforms in one report."""

LONGEST_VALUE = 40
"""Characters of a cell's value, and so of a platform's id."""


class Dimension(StrEnum):
    """What is told apart of a period. There are no cross-tables: a cell has one dimension."""

    ANY = "any"
    """At least one of the outcomes."""
    THREE_DAYS = "three_days"
    """Any of them on three or more days."""
    OUTCOME = "outcome"
    CATEGORY = "category"
    BAND = "band"
    """A part of the day, local."""
    PLATFORM = "platform"


class Band(StrEnum):
    """A part of the day, local."""

    UNTIL_10 = "until_10"
    FROM_10_TO_12 = "from_10_to_12"
    FROM_12_TO_14 = "from_12_to_14"
    AFTER_14 = "after_14"


def band_of(at: dt.datetime) -> Band:
    """Return the part of the day of an instant in the school's zone."""
    return next((band for until, band in _BANDS if at.time() < until), Band.AFTER_14)


BAND_EDGES = (dt.time(10), dt.time(12), dt.time(14))
"""Where one part of the day ends and the next begins."""
_BANDS = tuple(zip(BAND_EDGES, Band, strict=False))  # the last part has no end


_Value = Annotated[str, msgspec.Meta(max_length=LONGEST_VALUE)]


class Cell(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One set of clients within a period; which period, the report says."""

    period: PeriodKind
    dimension: Dimension
    value: _Value = ""
    """An Outcome, Category, Band or PlatformId; empty for "any" and "three_days"."""


class CellCount(Cell, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A cell, and how many clients are in it."""

    clients: Annotated[int, msgspec.Meta(ge=1, le=10_000)]
    """1 from a device: itself. A gateway says how many it has reached so far."""

    @property
    def cell(self) -> Cell:
        """The cell alone."""
        return Cell(period=self.period, dimension=self.dimension, value=self.value)


class WronglyListed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody said that a platform should not be listed. Not in any figure; the IT admin's alone."""

    platform: Annotated[PlatformId, msgspec.Meta(max_length=LONGEST_VALUE)]
    day: dt.date


class Sender(StrEnum):
    """What a report comes from: a server adds devices up, and of gateways takes the largest number."""

    DEVICE = "device"
    GATEWAY = "gateway"


class CountReport(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a device sends: the cells that it is newly in, all of one week and one half-term."""

    format: Literal[1] = 1
    id: Annotated[ReportId, msgspec.Meta(pattern=r"\A[0-9a-f]{32}\Z")]
    sender: Sender = Sender.DEVICE
    week: dt.date
    """The Monday of the week."""
    half_term: dt.date | None = None
    """The first day of the half-term; none in a holiday, or where the school's calendar has no terms."""
    cells: Annotated[tuple[CellCount, ...], msgspec.Meta(max_length=MOST_CELLS)] = ()
    wrongly_listed: Annotated[tuple[WronglyListed, ...], msgspec.Meta(max_length=MOST_WRONGLY_LISTED)] = ()
    padding: Annotated[str, msgspec.Meta(max_length=REPORT_BYTES, pattern=r"\A0*\Z")] = ""
    """Noughts that bring every report to the same size."""


class Taken(StrEnum):
    """What became of a report that was received."""

    COUNTED = "counted"
    LATE = "late"
    """Its week was released already: it is known that it came, and nothing else of it."""


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a report that was received, the same however often it comes."""

    taken: Taken


def seal(report: CountReport) -> bytes:
    """Return the report as JSON (UTF-8), padded to REPORT_BYTES."""
    bare = len(msgspec.json.encode(msgspec.structs.replace(report, padding="")))
    padded = msgspec.structs.replace(report, padding="0" * (REPORT_BYTES - bare))
    return msgspec.json.encode(padded)


def weekly_cells() -> tuple[Cell, ...]:
    """Return the weekly cells, in the order in which they are always shown."""
    week = PeriodKind.WEEK
    return (
        Cell(period=week, dimension=Dimension.ANY),
        Cell(period=week, dimension=Dimension.THREE_DAYS),
        *_each(week, Dimension.OUTCOME, Outcome),
        *_each(week, Dimension.CATEGORY, Category),
        *_each(week, Dimension.BAND, Band),
    )


def half_term_cells(platforms: Iterable[CountedPlatform]) -> tuple[Cell, ...]:
    """Return the cells of a half-term, in the order in which they are always shown."""
    half_term = PeriodKind.HALF_TERM
    return (
        Cell(period=half_term, dimension=Dimension.ANY),
        *_each(half_term, Dimension.OUTCOME, Outcome),
        *_each(half_term, Dimension.CATEGORY, Category),
        *_each(half_term, Dimension.PLATFORM, (platform.id for platform in platforms)),
    )


def _each(period: PeriodKind, dimension: Dimension, values: Iterable[str]) -> list[Cell]:
    return [Cell(period=period, dimension=dimension, value=str(value)) for value in values]


class PrivacyRow(NamedTuple):
    """One field that leaves a device, in plain English."""

    field: str
    """Where it stands in the report."""
    meaning: str
    reason: str


PRIVACY_ROWS: tuple[PrivacyRow, ...] = (
    PrivacyRow("format", "The version of this form: always 1.", "So that a newer server can read older reports."),
    PrivacyRow(
        "id",
        "A random number, new for each report.",
        "So that a report that comes twice is counted once. It says nothing of the device.",
    ),
    PrivacyRow(
        "sender",
        'The word "device", or "gateway" where one machine serves many.',
        "The server adds devices up; of a gateway it keeps the largest number. It says nothing of which one.",
    ),
    PrivacyRow("week", "The Monday of the week.", "Figures are for whole weeks."),
    PrivacyRow(
        "half_term", "The first day of the half-term; none in a holiday.", "Some figures are for half-terms."
    ),
    PrivacyRow("cells[].period", "Week or half-term.", "Says which of the two figures this is for."),
    PrivacyRow(
        "cells[].dimension",
        "What the figure is about: anything at all, three or more days, what was chosen, the kind of site, the "
        "part of the day, or (for a half-term) the platform.",
        "Each figure is about one of these, never about two together.",
    ),
    PrivacyRow(
        "cells[].value",
        "Which of them: for instance that somebody carried on for work.",
        "A device says each of these at most once in a week or half-term, however often it happened.",
    ),
    PrivacyRow(
        "cells[].clients",
        "The number 1: this device. From a gateway: how many machines behind it so far.",
        "It is what the figures are made of. A gateway never says which machines.",
    ),
    PrivacyRow(
        "wrongly_listed[].platform",
        'The platform for which somebody chose "Wrongly listed".',
        "The IT admin puts the list right. It is in no figure.",
    ),
    PrivacyRow("wrongly_listed[].day", "The day of that choice.", "So that the IT admin sees what is new."),
    PrivacyRow(
        "padding",
        "Noughts.",
        "Every report has the same length, which so tells nothing about its content.",
    ),
)
"""Every field that leaves a device. A test holds it against the report itself."""
