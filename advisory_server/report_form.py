"""Reads a report's body and says all that is wrong with it, each with its place."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from advisory_server.problem import Fault, Problem, ProblemError
from advisory_server.school import School
from advisory_server.store.frozen import FrozenHalfTerm
from school_policy.count_report import (
    MOST_CELLS,
    MOST_WRONGLY_LISTED,
    Cell,
    CellCount,
    CountReport,
    Dimension,
    WronglyListed,
    half_term_cells,
    weekly_cells,
)
from school_policy.period import PeriodKind, week_is_released, week_of, week_starts
from school_policy.structure import Path, read_table

_AHEAD = dt.timedelta(minutes=5)
"""How far a device's clock may be ahead of ours."""
_LONG = dt.timedelta(days=366)
"""A week further away than this is late or in the future whatever the zone: it spares the calendar's own ends."""
_EVER, _NEVER = dt.datetime.min.replace(tzinfo=dt.UTC), dt.datetime.max.replace(tzinfo=dt.UTC)
_NOTES_KEPT = dt.timedelta(days=60)
"""How old a note of a wrongly listed platform may be: the lists have changed since."""
_MOST_KEYS = 64
"""Keys of a table that are looked at one by one where something is wrong."""

_OF_WEEK = frozenset(
    CellCount(period=cell.period, dimension=cell.dimension, value=cell.value, clients=1) for cell in weekly_cells()
)
"""All that a device may say of a week."""
_CELLS_OF_WEEK = frozenset(weekly_cells())
_OF_HALF_TERM = frozenset(half_term_cells(()))
"""All but the platforms that may be said of any half-term."""

_decoder = msgspec.json.Decoder(CountReport)
_encoder = msgspec.json.Encoder()
_NO_JSON = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_LISTS: dict[str, tuple[type[msgspec.Struct], int]] = {
    "cells": (CellCount, MOST_CELLS),
    "wrongly_listed": (WronglyListed, MOST_WRONGLY_LISTED),
}
"""The lists of a report, each with the shape of its items and the most there may be."""


@dataclass(frozen=True, slots=True)
class _Faults:
    """Collects what is wrong; structure.read_table complains to it."""

    found: list[Fault] = field(default_factory=list)

    def complain(self, path: Path, message: str) -> None:
        """Note a problem at a value."""
        message = message.replace("the file ", "the report ", 1) if not path else message
        pointer = "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)
        self.found.append(Fault(pointer=pointer, detail=message))

    def raise_if_any(self) -> None:
        """Raise ProblemError (422) with all of them."""
        if self.found:
            raise _wrong(tuple(self.found))


def read_report(body: bytes) -> CountReport:
    """Read a report. Raises ProblemError: 400 for what is no JSON or names a key twice, 422 for the rest."""
    try:
        report = _decoder.decode(body)
    except msgspec.ValidationError as error:
        raise _everything_wrong(body, str(error)) from error
    except _NO_JSON as error:
        raise _no_json(str(error)) from error
    if _encoder.encode(report) != body:  # a device's are exactly that, and so name no key twice
        _plain(body)
    return report


def is_late(week: dt.date, now: dt.datetime, zone: ZoneInfo) -> bool:
    """Tell whether a week's reports come too late. Raises ProblemError for what is no week, or none yet."""
    if abs(week - now.date()) > _LONG:
        begins, released = (_NEVER, _NEVER) if week > now.date() else (_EVER, _EVER)
    else:
        begins, released = _bounds(week, zone)
    faults = _Faults()
    if week != week_of(week):
        faults.complain(("week",), "not a Monday")
    if begins > now + _AHEAD:
        faults.complain(("week",), "in the future")
    faults.raise_if_any()
    return released <= now


def latest_day(now: dt.datetime, zone: ZoneInfo) -> dt.date:
    """Return the day that it may be by a device's clock."""
    return (now + _AHEAD).astimezone(zone).date()


def cells_to_count(report: CountReport, half_term: FrozenHalfTerm | None, latest: dt.date) -> Sequence[CellCount]:
    """Return what a device says of its week, which is open, and of the half-term, where that is open and known.

    What is said of another half-term, or of a platform that was not listed when this one began, is no mistake of
    the device's, and is left out. No day may be after `latest`. Raises ProblemError with all that is wrong.
    """
    faults = _Faults()
    named = frozenset(report.cells)
    of_half_term = half_term.sayable if half_term is not None else frozenset[CellCount]()
    are_all_known = len(named) == len(report.cells) and named - _OF_WEEK <= of_half_term
    if not are_all_known:
        _complain_of_cells(report, faults)
    if report.half_term is not None and report.half_term > latest:
        faults.complain(("half_term",), "in the future")
    for place, note in enumerate(report.wrongly_listed):
        if note.day > latest:
            faults.complain(("wrongly_listed", place, "day"), "in the future")
    faults.raise_if_any()
    if are_all_known:
        return report.cells
    return tuple(counted for counted in report.cells if counted in _OF_WEEK or counted in of_half_term)


def cells_of_gateway(
    report: CountReport, half_term: FrozenHalfTerm | None, latest: dt.date, staff: int
) -> Sequence[CellCount]:
    """Return the same of a gateway's report, whose cells say how many clients it has reached so far.

    More than there are staff is not possible, and is taken for as many: one may have two addresses, and a gateway
    may be wrong. Raises ProblemError with all that is wrong.
    """
    alone = {counted.cell: msgspec.structs.replace(counted, clients=1) for counted in report.cells}
    as_device = msgspec.structs.replace(report, cells=tuple(alone[counted.cell] for counted in report.cells))
    known = frozenset(cells_to_count(as_device, half_term, latest))
    return tuple(
        msgspec.structs.replace(counted, clients=min(counted.clients, staff))
        for counted in report.cells
        if alone[counted.cell] in known
    )


def _complain_of_cells(report: CountReport, faults: _Faults) -> None:
    named: set[Cell] = set()
    for place, counted in enumerate(report.cells):
        if counted.period is PeriodKind.HALF_TERM and report.half_term is None:
            faults.complain(("cells", place, "period"), "the report names no half-term")
        elif not _is_a_cell(counted):
            faults.complain(("cells", place, "value"), f"there is no such {counted.dimension}")
        elif counted.cell in named:
            faults.complain(("cells", place), "the same cell as one before")
        if counted.clients != 1:
            faults.complain(("cells", place, "clients"), "a device is one client")
        named.add(counted.cell)


def _is_a_cell(counted: CellCount) -> bool:
    """Tell whether there is such a cell, or may be in some policy."""
    if counted.period is PeriodKind.WEEK:
        return counted.cell in _CELLS_OF_WEEK
    return counted.cell in _OF_HALF_TERM or (counted.dimension is Dimension.PLATFORM and bool(counted.value))


@lru_cache(maxsize=16)
def _bounds(week: dt.date, zone: ZoneInfo) -> tuple[dt.datetime, dt.datetime]:
    """Return when a week begins and when it is released: worked out once, as every report asks."""
    return week_starts(week, zone), week_is_released(week, zone)


def known_notes(report: CountReport, school: School, today: dt.date) -> tuple[WronglyListed, ...]:
    """Return the notes that are kept: a device with an older list, or long away, must not lose its report."""
    return tuple(
        note
        for note in report.wrongly_listed
        if note.platform in school.platforms and today - note.day <= _NOTES_KEPT
    )


def _everything_wrong(body: bytes, first: str) -> ProblemError:
    """Walk the report once more, as the fast decoder stops at the first problem and knows no indexes."""
    data = _plain(body)
    faults = _Faults()
    if isinstance(data, dict) and len(data) <= _MOST_KEYS:
        for key, (shape, most) in _LISTS.items():
            items = data.get(key)
            if isinstance(items, list) and len(items) <= most:
                data[key] = []
                for place, item in enumerate(items):
                    read_table(faults, item, shape, (key, place))
        read_table(faults, data, CountReport, ())
    return _wrong(tuple(faults.found) or (Fault(pointer="", detail=first),))


def _plain(body: bytes) -> Any:
    """Read JSON as it is written. Raises ProblemError (400) where it is none, or a key stands twice."""
    try:
        return json.loads(body.decode(), object_pairs_hook=_once_each)
    except (ValueError, RecursionError) as error:
        raise _no_json(str(error)) from error


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return table


def _wrong(faults: tuple[Fault, ...]) -> ProblemError:
    return ProblemError(Problem(status=422, title="The report is wrong", errors=faults))


def _no_json(detail: str) -> ProblemError:
    return ProblemError(Problem(status=400, title="The body is no JSON", detail=detail))
