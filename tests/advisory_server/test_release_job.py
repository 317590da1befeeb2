"""Each week is released once, on Monday at six, and what it was made of is forgotten a week later."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from advisory_server.activity import Activity
from advisory_server.half_terms import HalfTerms
from advisory_server.release import NOT_SHOWN
from advisory_server.release_job import ReleaseJob, release_due
from advisory_server.school import InForce, School
from advisory_server.store.activity import note_active
from advisory_server.store.counts import Arrived, clients_in, take_reports
from advisory_server.store.database import Connection, Store
from advisory_server.store.devices import DeviceId, add_device
from advisory_server.store.releases import Coverage, released_weeks
from school_policy.count_report import CellCount, ReportId
from tests.advisory_server.counting_world import (
    ANY,
    NOON,
    RELEASE,
    WEEK,
    WORK,
    Clock,
    a_report,
    a_world,
    some_school,
)

A_WEEK = dt.timedelta(days=7)
SECOND = dt.timedelta(seconds=1)
SCHOOL = some_school()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "a.db") as opened:
        yield opened


def report(number: int, *cells: CellCount, week: dt.date = WEEK, late: bool = False) -> Arrived:
    id_ = ReportId(f"{number:032x}")
    return Arrived(id=id_, digest="d", week=week, late=late, cells=cells, wrongly_listed=())


def fill(store: Store, devices: int, clients: int, week: dt.date = WEEK, first: int = 0) -> None:
    """Let so many devices be active in a week, and so many of them be in a cell."""
    on = week + dt.timedelta(days=2)

    def write(connection: Connection) -> None:
        note_active(connection, [(week, DeviceId(f"{number:032x}")) for number in range(devices)])
        take_reports(connection, [report(first + number, ANY, week=week) for number in range(clients)], on)

    store.run_here(write)


def table(store: Store, name: str) -> list[tuple[object, ...]]:
    return store.run_here(lambda connection: connection.execute(f"SELECT * FROM {name}").fetchall())  # noqa: S608


def job(store: Store, clock: Clock, school: School = SCHOOL) -> ReleaseJob:
    in_force = InForce(school)
    return ReleaseJob(store, in_force, clock, Activity(store), HalfTerms(store, in_force, clock))


async def begin(store: Store) -> None:
    assert await release_due(store, NOON, SCHOOL) == []


async def test_a_finished_week_is_released_once_and_the_second_time_changes_nothing(store: Store) -> None:
    await begin(store)
    fill(store, devices=26, clients=12)

    assert await release_due(store, RELEASE, SCHOOL) == [WEEK]
    before = table(store, "release"), table(store, "released")
    fill(store, devices=40, clients=30, first=100)
    for later in (RELEASE, RELEASE + dt.timedelta(days=3)):
        assert await release_due(store, later, SCHOOL) == []

    assert (table(store, "release"), table(store, "released")) == before
    assert before[0] == [("week", "2026-06-15", "2026-06-22T05:00:00+00:00", 26, 0, 26, 0, 0)]
    assert before[1][0] == ("week", "2026-06-15", 0, "any", "", "10 to 14")


async def test_no_week_is_released_a_second_too_early(store: Store) -> None:
    await begin(store)

    assert await release_due(store, RELEASE - SECOND, SCHOOL) == []
    assert await release_due(store, RELEASE, SCHOOL) == [WEEK]


async def test_missed_weeks_are_made_up_for_in_their_order_from_the_week_it_began(store: Store) -> None:
    await begin(store)
    fill(store, devices=26, clients=15, week=WEEK + A_WEEK)

    assert await release_due(store, RELEASE + 2 * A_WEEK, SCHOOL) == [WEEK, WEEK + A_WEEK, WEEK + 2 * A_WEEK]
    newest, middle, oldest = store.run_here(released_weeks)
    assert (newest.week, middle.week, oldest.week) == (WEEK + 2 * A_WEEK, WEEK + A_WEEK, WEEK)
    assert middle.rows[0] == (ANY.cell, "15 to 19")
    assert {text for _, text in (*newest.rows, *oldest.rows)} == {NOT_SHOWN}


async def test_a_server_that_never_ran_releases_nothing_of_before(store: Store) -> None:
    assert await release_due(store, RELEASE, SCHOOL) == []
    assert await release_due(store, RELEASE + A_WEEK, SCHOOL) == [WEEK + A_WEEK]


async def test_a_clock_that_is_set_back_releases_nothing_twice(store: Store) -> None:
    await begin(store)
    await release_due(store, RELEASE + A_WEEK, SCHOOL)

    assert await release_due(store, RELEASE, SCHOOL) == []
    assert await release_due(store, RELEASE + 2 * A_WEEK, SCHOOL) == [WEEK + 2 * A_WEEK]


@pytest.mark.parametrize(
    ("staff", "devices", "text"),
    [
        pytest.param(40, 14, NOT_SHOWN, id="too few devices"),
        pytest.param(14, 40, NOT_SHOWN, id="too few staff"),
        pytest.param(40, 15, "10 or more", id="just enough devices"),
        pytest.param(40, 20, "15 or more", id="the top is of those active, not of the staff"),
        pytest.param(20, 40, "15 or more", id="devices beyond the staff gain nothing"),
        pytest.param(40, 25, "20 or more", id="the highest top"),
    ],
)
async def test_the_bands_are_of_the_devices_in_use(store: Store, staff: int, devices: int, text: str) -> None:
    await begin(store)
    fill(store, devices=devices, clients=40)
    await release_due(store, RELEASE, some_school(staff=staff))

    (released,) = store.run_here(released_weeks)
    assert released.rows[0] == (ANY.cell, text)
    assert released.coverage.active == min(staff, devices)


@pytest.mark.parametrize("clients", [0, 9])
async def test_none_and_nine_are_released_alike(store: Store, clients: int) -> None:
    await begin(store)
    fill(store, devices=30, clients=clients)
    await release_due(store, RELEASE, SCHOOL)

    assert {text for *_, text in table(store, "released")} == {NOT_SHOWN}


async def test_what_devices_it_is_about_is_taken_down_with_it(store: Store) -> None:
    await begin(store)
    fill(store, devices=16, clients=0)

    def enrol(connection: Connection) -> None:
        for name, day in (("in time", 21), ("too late", 22), ("went before", 1), ("went within", 1)):
            add_device(connection, name, dt.date(2026, 6, day))
        connection.execute("UPDATE device SET revoked_on = '2026-06-14' WHERE name = 'went before'")
        connection.execute("UPDATE device SET revoked_on = '2026-06-15' WHERE name = 'went within'")
        take_reports(connection, [report(900 + n, late=True) for n in range(3)], WEEK + dt.timedelta(days=6))
        take_reports(connection, [report(990, late=True)], WEEK + A_WEEK)

    store.run_here(enrol)
    await release_due(store, RELEASE, SCHOOL)

    (released,) = store.run_here(released_weeks)
    assert released.coverage == Coverage(active=16, enrolled=2, reporting=16, late=3)
    assert released.released_at == RELEASE


async def test_what_was_counted_is_forgotten_a_week_after_its_release(store: Store) -> None:
    clock = Clock()
    looking = job(store, clock)
    await looking.look()
    fill(store, devices=30, clients=12)
    store.run_here(lambda connection: take_reports(connection, [report(99, late=True)], WEEK))
    clock.at = RELEASE
    await looking.look()
    release = table(store, "release"), table(store, "released")

    clock.at = RELEASE + A_WEEK - SECOND
    await looking.look()
    assert store.run_here(lambda connection: clients_in(connection, WEEK, ANY.cell)) == 12
    assert (len(table(store, "active")), len(table(store, "late"))) == (30, 1)

    clock.at = RELEASE + A_WEEK
    await looking.look()
    assert table(store, "count") == table(store, "active") == table(store, "late") == []
    assert (table(store, "release")[0], table(store, "released")[: len(release[1])]) == (release[0][0], release[1])


async def test_counts_of_before_the_first_week_are_forgotten_too(store: Store) -> None:
    clock = Clock()
    looking = job(store, clock)
    await looking.look()
    fill(store, devices=3, clients=3, week=WEEK - A_WEEK)
    clock.at = RELEASE
    await looking.look()
    clock.at = RELEASE + A_WEEK
    await looking.look()

    assert table(store, "count") == table(store, "active") == []


@pytest.mark.parametrize(("days", "kept"), [(90, 1), (91, 0)])
async def test_a_report_is_known_for_ninety_days(store: Store, days: int, kept: int) -> None:
    clock = Clock()
    looking = job(store, clock)
    await looking.look()
    store.run_here(lambda connection: take_reports(connection, [report(1, WORK)], NOON.date()))
    clock.step(days=days)
    await looking.look()

    assert len(table(store, "seen")) == kept


@pytest.mark.parametrize(("days", "digest"), [(6, "d"), (7, None)])
async def test_a_digest_does_not_outlive_the_counts(store: Store, days: int, digest: str | None) -> None:
    """A report has so few possible contents that its digest gives them away to whoever tries them all."""
    clock = Clock()
    looking = job(store, clock)
    await looking.look()
    store.run_here(lambda connection: take_reports(connection, [report(1, WORK)], NOON.date()))
    clock.step(days=days)
    await looking.look()

    assert [row[1] for row in table(store, "seen")] == [digest]
    again = store.run_here(lambda connection: take_reports(connection, [report(1, WORK)], NOON.date()))
    assert again == ["counted"]


async def test_a_server_releases_what_is_due_before_it_answers(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        for number in range(16):
            await world.taken(a_report(ANY), world.enrol(f"Laptop {number}"))
    async with a_world(tmp_path, at=RELEASE) as world:
        (released,) = await world.store.run(released_weeks)

    assert released.coverage == Coverage(active=16, enrolled=16, reporting=16, late=0)
    assert released.rows[0] == (ANY.cell, "10 or more")


async def test_who_was_active_is_written_before_a_release_and_not_with_the_counts(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        await world.taken(a_report(ANY))
        assert world.rows("SELECT * FROM active") == []

        world.clock.at = RELEASE
        await world.counting.releases.look()
        assert world.rows("SELECT week FROM active") == [("2026-06-15",)]
        assert world.rows("SELECT reporting FROM release") == [(1,)]


async def test_a_device_whose_reports_are_all_late_was_not_active(tmp_path: Path) -> None:
    async with a_world(tmp_path, at=RELEASE) as world:
        assert await world.taken(a_report(ANY)) == "late"

    assert world.rows("SELECT * FROM active") == []
