"""Made-up releases, written through the store as the release job writes them, for pages of all kinds of weeks."""

import datetime as dt
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from advisory_server.release import in_use, release_half_term, release_week
from advisory_server.store.database import Connection, Store
from advisory_server.store.frozen import see
from advisory_server.store.releases import (
    Coverage,
    ReleasedHalfTerm,
    ReleasedWeek,
    write_half_term,
    write_release,
)
from school_policy.count_report import Cell, Dimension, half_term_cells, weekly_cells
from school_policy.dimensions import Dimensions, dimensions_of
from school_policy.half_term import HalfTerm
from school_policy.period import week_is_released, week_of
from tests.advisory_server.pages.site import POLICY, SCHOOL

STAFF = 30
ENROLLED = 28
DIMENSIONS = dimensions_of(POLICY)

_SHARE: Mapping[Dimension, tuple[float, ...]] = {
    Dimension.ANY: (0.8,),
    Dimension.THREE_DAYS: (0.55,),
    Dimension.OUTCOME: (0.42, 0.72, 0.3, 0.6, 0.4),
    Dimension.CATEGORY: (0.75, 0.6, 0.5, 0.3, 0.2, 0.05),
    Dimension.BAND: (0.5, 0.6, 0.55, 0.4),
}
"""How many of the devices in use are in each cell of a middling week."""


def made_up_week(monday: dt.date, active: int, busy: float, chance: random.Random) -> ReleasedWeek:
    """Return a week as it would be released; `busy` is 1 for a middling week."""
    counts = {
        cell: _made_up(share, active, busy, chance) for cell, share in zip(weekly_cells(), _shares(), strict=True)
    }
    listed = [DIMENSIONS.platforms]
    return released(
        monday, active, release_week(counts, in_use(active, STAFF), listed), late=chance.choice((0, 0, 0, 12))
    )


def released(monday: dt.date, active: int, rows: Sequence[tuple[Cell, str]], late: int = 0) -> ReleasedWeek:
    """Return a released week with these rows."""
    return ReleasedWeek(
        week=monday,
        released_at=week_is_released(monday, SCHOOL.zone),
        coverage=Coverage(active=in_use(active, STAFF), enrolled=ENROLLED, reporting=active, late=late),
        rows=tuple(rows),
    )


HOLIDAYS = (8, 16, 17, 24, 30, 31, 37)
"""Weeks of a school year, from its first on, in which hardly a device is in use."""


def made_up_year(
    first: dt.date, weeks: int, *, seed: int = 1, missed: Iterable[int] = ()
) -> Iterator[ReleasedWeek]:
    """Yield the weeks of a school year, the oldest first: a slow start, holidays, busy weeks, missed ones."""
    chance, missed = random.Random(seed), set(missed)  # noqa: S311 (made-up figures)
    for number in range(weeks):
        if number in missed:
            continue
        active = chance.randint(2, 9) if number in HOLIDAYS or number >= 46 else chance.randint(23, ENROLLED)
        busy = 0.45 if number < 2 else chance.uniform(0.75, 1.15)
        yield made_up_week(first + dt.timedelta(weeks=number), active, busy, chance)


def made_up_half_term(half_term: HalfTerm, *, seed: int = 1) -> ReleasedHalfTerm:
    """Return a half-term as it would be released: a few platforms are common, most are not."""
    chance = random.Random(seed)  # noqa: S311 (made-up figures)
    cells = half_term_cells(DIMENSIONS.platforms)
    counts = {cell: _made_up(_half_term_share(cell, chance), 26, 1.2, chance) for cell in cells}
    return ReleasedHalfTerm(
        first_day=half_term.first,
        last_day=half_term.last,
        released_at=week_is_released(week_of(half_term.last), SCHOOL.zone),
        coverage=Coverage(active=26, enrolled=ENROLLED, reporting=26, late=12),
        rows=release_half_term(counts, [26] * 6, DIMENSIONS.platforms),
    )


def write(store: Store, weeks: Iterable[ReleasedWeek], half_terms: Iterable[ReleasedHalfTerm] = ()) -> None:
    """Write releases for good."""
    store.run_here(partial(_write, weeks=tuple(weeks), half_terms=tuple(half_terms)))


def _write(
    connection: Connection, weeks: tuple[ReleasedWeek, ...], half_terms: tuple[ReleasedHalfTerm, ...]
) -> None:
    for week in weeks:
        write_release(connection, week)
    for half_term in half_terms:
        days = HalfTerm(first=half_term.first_day, last=half_term.last_day)
        frozen = Dimensions(half_terms=(days,), platforms=DIMENSIONS.platforms)
        see(connection, frozen, days.last, week_of(days.first))
        write_half_term(connection, half_term)


def _shares() -> Iterator[float]:
    for shares in _SHARE.values():
        yield from shares


def _half_term_share(cell: Cell, chance: random.Random) -> float:
    """Return which share of devices a cell has: none has more than a cell that holds all of it."""
    if cell.dimension is not Dimension.PLATFORM:
        return {"": 1.0, "social": 0.95, "video": 1.0, "messaging": 0.8}.get(cell.value, 0.6)
    common = {"facebook": 0.8, "youtube": 0.9, "whatsapp": 0.6, "instagram": 0.55, "tiktok": 0.5, "roblox": 0.45}
    return common.get(cell.value, chance.uniform(0, 0.1))


def _made_up(share: float, active: int, busy: float, chance: random.Random) -> int:
    return max(0, min(active, round(active * share * busy + chance.uniform(-1.5, 1.5))))
