"""A half-term on the server: frozen when it begins, counted while it is open, released after its last week."""

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
import pytest

from advisory_server.activity import Activity
from advisory_server.half_terms import HalfTerms
from advisory_server.release import NOT_SHOWN
from advisory_server.release_job import ReleaseJob
from advisory_server.school import InForce, School
from advisory_server.store.activity import note_active
from advisory_server.store.counts import Arrived, clients_in, take_reports
from advisory_server.store.database import Connection, Store
from advisory_server.store.devices import DeviceId
from advisory_server.store.frozen import frozen_half_terms, platforms_of_week
from advisory_server.store.releases import (
    Coverage,
    ReleasedHalfTerm,
    released_half_terms,
    released_weeks,
    write_half_term,
)
from school_policy.calendar import Calendar, DateRange, Term
from school_policy.count_report import CellCount, Dimension, ReportId, half_term_cells
from school_policy.period import PeriodKind
from school_policy.vocabulary import Category
from tests.advisory_server.counting_world import (
    ANY,
    NOON,
    PLATFORMS,
    WEEK,
    Clock,
    a_report,
    a_world,
    cell,
    of_half_term,
    some_school,
)

FIRST, LAST = dt.date(2026, 6, 1), dt.date(2026, 7, 17)
"""A Monday, and the Friday of the seventh week."""
OVER = dt.datetime(2026, 7, 20, 5, tzinfo=dt.UTC)
"""When it is released: 06:00 by the clock on the wall."""
SUMMER = Term(
    name="Summer",
    first=dt.date(2026, 4, 13),
    last=LAST,
    half_term=DateRange(first=dt.date(2026, 5, 25), last=dt.date(2026, 5, 31)),
)
CALENDAR = Calendar(terms=(SUMMER,))
SCHOOL = some_school(calendar=CALENDAR)
MOVED = some_school(calendar=CALENDAR, platforms={**PLATFORMS, "tube": Category.SOCIAL, "new": Category.VIDEO})
TUBE, NEW = of_half_term(Dimension.PLATFORM, "tube"), of_half_term(Dimension.PLATFORM, "new")
A_WEEK, SECOND = dt.timedelta(days=7), dt.timedelta(seconds=1)
WEEKS = [FIRST + number * A_WEEK for number in range(7)]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "a.db") as opened:
        yield opened


class Desk:
    """A release job over a store, its clock and its policy moved by hand."""

    def __init__(self, store: Store, school: School = SCHOOL, at: dt.datetime = NOON) -> None:
        self.store, self.clock, self.in_force = store, Clock(at), InForce(school)
        self.half_terms = HalfTerms(store, self.in_force, self.clock)
        self._job = ReleaseJob(store, self.in_force, self.clock, Activity(store), self.half_terms)
        self._number = 0

    async def look(self, at: dt.datetime | None = None) -> None:
        self.clock.at = at or self.clock.at
        await self._job.look()

    def fill(self, week: dt.date, devices: int = 0, *, clients: int = 0, cells: Iterable[CellCount] = ()) -> None:
        """Let so many devices be active in a week, and so many say something of the half-term."""

        def write(connection: Connection) -> None:
            note_active(connection, [(week, DeviceId(f"{number:032x}")) for number in range(devices)])
            take_reports(connection, [self._arrived(week, *cells) for _ in range(clients)], week)

        self.store.run_here(write)

    def released(self) -> list[ReleasedHalfTerm]:
        return list(self.store.run_here(released_half_terms))

    def shown(self, *cells: CellCount) -> list[str]:
        (released, *_) = self.released()
        rows = dict(released.rows)
        return [rows[each.cell] for each in cells]

    def exactly(self, of: CellCount) -> int:
        start = FIRST if of.period is PeriodKind.HALF_TERM else WEEK
        return self.store.run_here(lambda connection: clients_in(connection, start, of.cell))

    def _arrived(self, week: dt.date, *cells: CellCount) -> Arrived:
        self._number += 1
        return Arrived(
            id=ReportId(f"{self._number:032x}"),
            digest="d",
            week=week,
            half_term=FIRST,
            late=False,
            cells=cells,
            wrongly_listed=(),
        )


async def a_whole_half_term(desk: Desk, *cells: CellCount, clients: int = 12, weeks: int = 7) -> None:
    """Live one, with enough devices in so many of its weeks, and release all of it."""
    await desk.look(dt.datetime.combine(FIRST, dt.time(11), dt.UTC))
    desk.fill(FIRST, clients=clients, cells=cells)
    for number, week in enumerate(WEEKS):
        desk.fill(week, 30 if number < weeks else 0)
        await desk.look(OVER - (len(WEEKS) - 1 - number) * A_WEEK)


async def test_it_is_released_once_after_its_last_week_with_every_cell(store: Store) -> None:
    desk = Desk(store)
    await a_whole_half_term(desk, of_half_term(), TUBE)
    await desk.look(OVER + dt.timedelta(days=3))

    (released,) = desk.released()
    frozen = store.run_here(frozen_half_terms)[0]
    assert (released.first_day, released.last_day, released.released_at) == (FIRST, LAST, OVER)
    assert [each for each, _ in released.rows] == list(half_term_cells(frozen.platforms))
    assert {text for each, text in released.rows if each not in {TUBE.cell, of_half_term().cell}} == {NOT_SHOWN}
    assert desk.shown(of_half_term(), TUBE) == ["10 to 14", "10 to 14"]
    assert released.coverage == Coverage(active=30, enrolled=0, reporting=30, late=0)
    assert len(store.run_here(released_weeks)) == 7


async def test_it_is_not_released_a_second_too_early(store: Store) -> None:
    desk = Desk(store)
    await desk.look()
    await desk.look(OVER - SECOND)
    assert desk.released() == []
    await desk.look(OVER)
    assert len(desk.released()) == 1


@pytest.mark.parametrize(
    ("weeks", "text"), [pytest.param(4, "10 to 14", id="four"), pytest.param(3, NOT_SHOWN, id="three")]
)
async def test_it_takes_four_weeks_with_enough_devices(store: Store, weeks: int, text: str) -> None:
    desk = Desk(store)
    await a_whole_half_term(desk, TUBE, weeks=weeks)
    assert desk.shown(TUBE) == [text]


@pytest.mark.parametrize(
    ("told", "text"), [pytest.param(3, "10 to 14", id="four"), pytest.param(4, NOT_SHOWN, id="three")]
)
async def test_it_takes_four_weeks_after_staff_were_told(store: Store, told: int, text: str) -> None:
    school = some_school(calendar=CALENDAR)
    notice = msgspec.structs.replace(school.policy.notice, given_on=WEEKS[told] + dt.timedelta(days=4))
    desk = Desk(store, School(policy=msgspec.structs.replace(school.policy, notice=notice)))
    await a_whole_half_term(desk, TUBE)
    assert desk.shown(TUBE) == [text]


async def test_missed_half_terms_are_made_up_for_in_their_order(store: Store) -> None:
    autumn = Term(name="Autumn", first=dt.date(2026, 9, 2), last=dt.date(2026, 10, 23))
    desk = Desk(store, some_school(calendar=Calendar(terms=(SUMMER, autumn))))
    await desk.look()
    desk.fill(WEEK, clients=3, cells=[TUBE])
    await desk.look(dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC))

    assert [released.first_day for released in desk.released()] == [dt.date(2026, 9, 2), FIRST]
    assert {text for released in desk.released() for _, text in released.rows} == {NOT_SHOWN}
    assert [each.half_term.first for each in store.run_here(frozen_half_terms)] == [dt.date(2026, 9, 2), FIRST]


async def test_half_terms_of_before_this_server_released_anything_are_let_be(store: Store) -> None:
    desk = Desk(store)
    await desk.look()
    assert [each.half_term.first for each in store.run_here(frozen_half_terms)] == [FIRST]


async def test_a_calendar_that_has_no_terms_has_no_half_terms(store: Store) -> None:
    desk = Desk(store, some_school())
    await desk.look()
    await desk.look(OVER)
    assert store.run_here(frozen_half_terms) == ()
    assert desk.released() == []


async def test_the_platforms_stay_as_they_were_when_it_began(store: Store) -> None:
    desk = Desk(store)
    await desk.look()
    desk.in_force.school = MOVED
    await a_whole_half_term(desk, TUBE)

    (released,) = desk.released()
    assert [each.value for each, _ in released.rows if each.dimension is Dimension.PLATFORM] == list(PLATFORMS)


@pytest.mark.parametrize(
    "corrected",
    [
        pytest.param(DateRange(first=dt.date(2026, 5, 25), last=dt.date(2026, 6, 2)), id="begins later"),
        pytest.param(DateRange(first=dt.date(2026, 5, 25), last=dt.date(2026, 5, 29)), id="began earlier"),
        pytest.param(None, id="no half-term holiday"),
    ],
)
async def test_a_calendar_that_is_put_right_in_the_middle_takes_effect_with_the_next(
    store: Store, corrected: DateRange | None
) -> None:
    desk = Desk(store)
    await desk.look()
    changed = Term(name=SUMMER.name, first=SUMMER.first, last=SUMMER.last, half_term=corrected)
    desk.in_force.school = some_school(calendar=Calendar(terms=(changed,)))
    await desk.look(OVER)

    assert [(it.first_day, it.last_day) for it in desk.released()] == [(FIRST, LAST)]


async def test_a_week_goes_by_the_lists_of_each_period_that_it_has_a_day_of(store: Store) -> None:
    desk = Desk(store, at=dt.datetime(2026, 7, 17, 11, tzinfo=dt.UTC))
    await desk.look()
    desk.in_force.school = MOVED
    await desk.look(dt.datetime(2026, 7, 18, 11, tzinfo=dt.UTC))  # the Saturday is in the holidays

    listed = store.run_here(lambda connection: platforms_of_week(connection, WEEKS[-1]))
    assert listed == (SCHOOL.dimensions.platforms, MOVED.dimensions.platforms)
    assert store.run_here(lambda connection: platforms_of_week(connection, WEEKS[0])) == listed[:1]


async def test_a_half_term_never_changes_once_it_was_released(store: Store) -> None:
    desk = Desk(store)
    await a_whole_half_term(desk, TUBE)
    (released,) = before = desk.released()
    with pytest.raises(Exception, match="a release never changes"):
        store.run_here(lambda connection: write_half_term(connection, released))
    desk.fill(FIRST, clients=9, cells=[TUBE])
    await desk.look(OVER + A_WEEK)
    assert desk.released() == before


async def test_its_integers_live_until_a_week_after_its_own_release(store: Store) -> None:
    desk = Desk(store)
    await a_whole_half_term(desk, TUBE, cell())
    assert desk.exactly(TUBE) == 12  # its weeks were forgotten one by one
    await desk.look(OVER + A_WEEK - SECOND)
    assert desk.exactly(TUBE) == 12
    await desk.look(OVER + A_WEEK)
    assert store.run_here(lambda connection: connection.execute("SELECT * FROM count").fetchall()) == []


async def test_what_comes_after_its_release_changes_no_count(store: Store) -> None:
    desk = Desk(store)
    await a_whole_half_term(desk, TUBE)
    desk.fill(OVER.date(), clients=5, cells=[TUBE, cell()])
    assert desk.exactly(TUBE) == 12
    assert store.run_here(lambda c: clients_in(c, OVER.date(), ANY.cell)) == 5  # of an open week


# Over HTTP


async def test_a_report_says_something_of_a_week_and_of_a_half_term(tmp_path: Path) -> None:
    async with a_world(tmp_path, school=SCHOOL) as world:
        assert await world.taken(a_report(ANY, of_half_term(), TUBE, half_term=FIRST)) == "counted"
        assert world.table("count") == [
            ("half_term", "2026-06-01", "any", "", 1),
            ("half_term", "2026-06-01", "platform", "tube", 1),
            ("week", "2026-06-15", "any", "", 1),
        ]


@pytest.mark.parametrize(
    ("half_term", "said"),
    [
        pytest.param(FIRST, NEW, id="a platform that was not listed when it began"),
        pytest.param(dt.date(2026, 4, 13), TUBE, id="a half-term that was over when this server began"),
        pytest.param(dt.date(2026, 6, 2), TUBE, id="a half-term of another calendar"),
    ],
)
async def test_what_is_beyond_what_was_frozen_is_left_out_without_being_wrong(
    tmp_path: Path, half_term: dt.date, said: CellCount
) -> None:
    async with a_world(tmp_path, school=SCHOOL) as world:
        world.in_force.school = MOVED
        assert await world.taken(a_report(ANY, said, half_term=half_term)) == "counted"
        assert world.table("count") == [("week", "2026-06-15", "any", "", 1)]


async def test_a_half_term_is_frozen_by_the_first_report_that_comes_in_it(tmp_path: Path) -> None:
    async with a_world(tmp_path, school=SCHOOL, at=dt.datetime(2026, 5, 29, 12, tzinfo=dt.UTC)) as world:
        assert world.table("frozen") == [("week", "2026-05-25", "2026-05-31", world.table("frozen")[0][3])]
        world.clock.at = NOON
        assert await world.taken(a_report(ANY, TUBE, half_term=FIRST)) == "counted"
        assert len(world.table("count")) == 2


async def test_of_a_half_term_that_is_over_nothing_is_counted_and_the_week_is(tmp_path: Path) -> None:
    monday = OVER.date()
    async with a_world(tmp_path, school=SCHOOL) as world:
        for at, count in ((OVER - SECOND, 1), (OVER, 0)):
            world.clock.at = at
            assert await world.taken(a_report(cell(), TUBE, week=monday, half_term=FIRST)) == "counted"
            of_half_term_only = [row for row in world.table("count") if row[0] == "half_term"]
            assert [row[-1] for row in of_half_term_only] == [1]
            assert count <= 1
        assert ("week", "2026-07-20", "any", "", 2) in world.table("count")


async def test_a_report_of_a_week_that_is_late_says_nothing_of_the_half_term_either(tmp_path: Path) -> None:
    async with a_world(tmp_path, school=SCHOOL) as world:
        assert await world.taken(a_report(ANY, TUBE, week=WEEK - A_WEEK, half_term=FIRST)) == "late"
        assert world.table("count") == []
