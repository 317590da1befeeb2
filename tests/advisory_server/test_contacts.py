"""A device's last contact: a day, and what it said then. No hour, no history, and no report fails over it."""

import asyncio
import datetime as dt
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from itertools import permutations
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_server.activity import Activity
from advisory_server.school import School
from advisory_server.settings import Limits
from advisory_server.store.contacts import Contact, contacts, note_contacts
from advisory_server.store.database import Connection, Store, StoreError
from advisory_server.store.devices import DeviceId, add_device
from school_policy.beside_report import NOT_SAID, DeviceState
from school_policy.policy import Group
from school_policy.vocabulary import GroupId
from tests.advisory_server.counting_world import ANY, NOON, RELEASE, WEEK, World, a_report, a_world, some_school

DAY = dt.timedelta(days=1)
TODAY = NOON.date()
TEACHING, OFFICE = GroupId("teaching"), GroupId("office")


def school() -> School:
    policy = some_school().policy
    groups = tuple(Group(id=group, name=f"The {group} staff") for group in (TEACHING, OFFICE))
    return School(policy=msgspec.structs.replace(policy, groups=groups))


def kept(world: World) -> list[tuple[object, ...]]:
    return world.rows(
        "SELECT name, day, version, staff_groups FROM contact JOIN device ON id = device ORDER BY name"
    )


def on_disk(world: World) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(world.path.parent.iterdir()))


async def written(world: World) -> list[tuple[object, ...]]:
    await world.counting.activity.write()
    return kept(world)


async def test_a_report_tells_the_day_and_what_the_device_says_and_the_next_overwrites_it(tmp_path: Path) -> None:
    async with a_world(tmp_path, school=school()) as world:
        world.enrol("A")
        said = {"Owntime-Policy-Version": "12", "Owntime-Groups": "teaching, office, governors"}
        assert (await world.post(a_report(ANY), **said)).status == 200
        assert await written(world) == [("A", "2026-06-17", 12, '["office","teaching"]')]

        world.clock.step(days=1)
        assert (await world.post(a_report(ANY), **{**said, "Owntime-Policy-Version": "13"})).status == 200
        assert await written(world) == [("A", "2026-06-18", 13, '["office","teaching"]')]

        assert (await world.post(a_report(ANY))).status == 200  # it goes by its own file now
        assert await written(world) == [("A", "2026-06-18", None, "[]")]


@pytest.mark.parametrize(
    ("utc", "day"),
    [("2026-06-17T22:59", "2026-06-17"), ("2026-06-17T23:01", "2026-06-18")],
    ids=["before", "after"],
)
async def test_the_day_is_the_schools_own(tmp_path: Path, utc: str, day: str) -> None:
    at = dt.datetime.fromisoformat(f"{utc}+00:00")
    async with a_world(tmp_path, at=at) as world:
        await world.taken(a_report(ANY))
        assert await written(world) == [("Laptop 1", day, None, "[]")]


BAD_HEADERS = [
    pytest.param({"Owntime-Policy-Version": "thirteen"}, id="no number"),
    pytest.param({"Owntime-Policy-Version": "0"}, id="nought"),
    pytest.param({"Owntime-Policy-Version": "-1"}, id="less"),
    pytest.param({"Owntime-Policy-Version": "9" * 4_000}, id="more than any database holds"),
    pytest.param({"Owntime-Policy-Version": "9223372036854775808"}, id="just more than a database holds"),
    pytest.param({"Owntime-Policy-Version": ""}, id="empty"),
    pytest.param({"Owntime-Policy-Version": "1\t2"}, id="a control character"),
    pytest.param({"Owntime-Policy-Version": "\u00e9\u0661"}, id="not ASCII"),
    pytest.param({"Owntime-Groups": "governors"}, id="an unknown group"),
    pytest.param({"Owntime-Groups": "teaching," + "x" * 4_000}, id="too long"),
    pytest.param({"Owntime-Groups": "teaching\toffice"}, id="a control character in a group"),
    pytest.param({"Owntime-Groups": '["teaching"]'}, id="another form"),
    pytest.param({"Owntime-Groups": "\u00e9"}, id="a group that is not ASCII"),
]


@pytest.mark.parametrize("headers", BAD_HEADERS)
async def test_wrong_headers_are_taken_as_not_said_and_the_report_counts(
    tmp_path: Path, headers: dict[str, str]
) -> None:
    async with a_world(tmp_path, school=school()) as world:
        answer = await world.post(a_report(ANY), **headers)
        assert (answer.status, await answer.json()) == (200, {"taken": "counted"})
        assert await written(world) == [("Laptop 1", "2026-06-17", None, "[]")]
        assert world.rows("SELECT clients FROM count") == [(1,)]


async def test_a_contact_is_noted_whatever_becomes_of_the_report_if_the_token_is_right(tmp_path: Path) -> None:
    async with a_world(tmp_path, limits=Limits(reports_at_once=1, reports_a_minute=1)) as world:
        tokens = {name: world.enrol(name) for name in ("counted", "late", "wrong", "not JSON", "too many")}
        late = a_report(ANY, week=WEEK - 7 * DAY)
        assert await world.taken(a_report(ANY), tokens["counted"]) == "counted"
        assert await world.taken(late, tokens["late"]) == "late"
        assert (await world.post(b"{}", tokens["wrong"])).status == 422
        assert (await world.post(b"{}", tokens["not JSON"], **{"Content-Type": "text/plain"})).status == 415
        await world.taken(a_report(ANY), tokens["too many"])
        await world.counting.activity.write()
        world.clock.step(days=1, seconds=-86_399)
        assert (await world.post(a_report(ANY), tokens["too many"])).status == 429
        assert (await world.post(a_report(ANY), "no token of ours")).status == 401

        assert [row[:2] for row in await written(world)] == [(name, "2026-06-17") for name in sorted(tokens)]
        assert world.rows("SELECT name FROM active JOIN device ON id = device ORDER BY name") == [
            ("counted",),
            ("too many",),
        ]


async def test_after_a_refusal_for_too_many_the_day_goes_on(tmp_path: Path) -> None:
    async with a_world(
        tmp_path, limits=Limits(reports_at_once=1, reports_a_minute=1), at=RELEASE - 6 * DAY
    ) as world:
        world.clock.at = dt.datetime(2026, 6, 17, 22, 59, 59, tzinfo=dt.UTC)
        await world.taken(a_report(ANY))
        world.clock.step(seconds=2)  # midnight at the school
        assert (await world.post(a_report(ANY))).status == 429
        assert await written(world) == [("Laptop 1", "2026-06-18", None, "[]")]


async def test_a_revoked_device_comes_no_more_and_its_last_day_stays(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        token = world.enrol("A")
        await world.taken(a_report(ANY), token)
        await world.counting.activity.write()
        with Store(world.path) as other:
            other.run_here(lambda c: c.execute("UPDATE device SET revoked_on = '2026-06-17'"))
        world.clock.step(days=1)
        assert (await world.post(a_report(ANY), token)).status == 401
        assert await written(world) == [("A", "2026-06-17", None, "[]")]


class CountingStore(Store):
    """Counts how often it is asked for something."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.works = 0

    async def run[T](self, work: Callable[[Connection], T]) -> T:
        self.works += 1
        return await super().run(work)


async def test_a_device_that_says_the_same_all_day_is_written_once(tmp_path: Path) -> None:
    with CountingStore(tmp_path / "a.db") as store:
        activity = Activity(store)
        said = DeviceState(version=12, groups=(TEACHING,))
        for _ in range(40):
            activity.meet(DeviceId("a"), Contact(day=TODAY, said=said))
            await activity.write()
        assert store.works == 1
        for changed in (Contact(day=TODAY, said=NOT_SAID), Contact(day=TODAY + DAY, said=NOT_SAID)):
            activity.meet(DeviceId("a"), changed)
            await activity.write()
        assert store.works == 3
        assert store.run_here(contacts) == {"a": changed}


async def test_what_is_said_while_it_is_written_is_not_lost(tmp_path: Path) -> None:
    old, new = (Contact(day=TODAY, said=DeviceState(version=version)) for version in (12, 13))
    with Store(tmp_path / "a.db") as store:
        activity = Activity(store)
        for first, meanwhile in ((old, new), (new, old), (old, old)):
            activity.meet(DeviceId("a"), first)
            writing = asyncio.ensure_future(activity.write())
            await asyncio.sleep(0)
            activity.meet(DeviceId("a"), meanwhile)
            await writing
            await activity.write()
            assert store.run_here(contacts) == {"a": meanwhile}


class FullStore(Store):
    """Has no room for a while."""

    is_full = True

    async def run[T](self, work: Callable[[Connection], T]) -> T:
        if self.is_full:
            raise sqlite3.OperationalError("database or disk is full")
        return await super().run(work)


async def test_what_could_not_be_written_is_kept_until_it_can(tmp_path: Path) -> None:
    with FullStore(tmp_path / "a.db") as store:
        activity = Activity(store)
        activity.meet(DeviceId("a"), Contact(day=TODAY, said=NOT_SAID))
        with pytest.raises(StoreError):
            await activity.write()
        store.is_full = False
        assert await activity.write()
        assert store.run_here(contacts) == {"a": Contact(day=TODAY, said=NOT_SAID)}


Noted = Mapping[DeviceId, Contact]
Note = Callable[[Connection, Noted], object]

some_contacts = st.dictionaries(
    st.sampled_from([DeviceId(letter) for letter in "abcdef"]),
    st.builds(
        Contact,
        day=st.dates(TODAY, TODAY + 3 * DAY),
        said=st.builds(
            DeviceState,
            version=st.none() | st.integers(1, 999_999_999),
            groups=st.sets(st.sampled_from([TEACHING, OFFICE])).map(lambda groups: tuple(sorted(groups))),
        ),
    ),
)


@given(st.lists(some_contacts, max_size=8))
def test_it_is_a_dictionary_that_is_overwritten(batches: list[dict[DeviceId, Contact]]) -> None:
    model: dict[DeviceId, Contact] = {}
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE TABLE contact (device PRIMARY KEY, day, version, staff_groups)")
        for batch in batches:
            assert note_contacts(connection, batch) is (model | batch != model)
            model |= batch
            assert contacts(connection) == model
    connection.close()


def one_by_one(connection: Connection, noted: Noted) -> None:
    """Write rows as one would without a thought: those that changed, as they come."""
    for device, contact in noted.items():
        connection.execute(
            "INSERT INTO contact VALUES (?, ?, ?, '[]') ON CONFLICT DO UPDATE SET day = excluded.day, "
            "version = excluded.version",
            (device, contact.day.isoformat(), contact.said.version),
        )


def files_after(folder: Path, note: Note) -> set[bytes]:
    """Return what may stand in the file after devices came on a day in each order, a minute apart."""
    with Store(folder / "a.db") as store:
        for number in range(4):
            store.run_here(lambda c, name=f"Laptop {number}": add_device(c, name, TODAY))  # type: ignore[misc]
        ids = [DeviceId(id_) for (id_,) in store.run_here(lambda c: c.execute("SELECT id FROM device").fetchall())]
    found = set()
    for order in permutations(ids):
        path = folder / "copy.db"
        shutil.copy(folder / "a.db", path)
        with Store(path) as store:
            for day in (TODAY, TODAY + DAY):
                for device in order:
                    contact = Contact(day=day, said=DeviceState(version=255 + ids.index(device)))
                    store.run_here(lambda c, its={device: contact}: note(c, its))  # type: ignore[misc]
        found.add(path.read_bytes())
    return found


@pytest.mark.trust("P8")
def test_the_order_in_which_devices_came_on_a_day_is_nowhere_in_the_file(tmp_path: Path) -> None:
    assert len(files_after(tmp_path, note_contacts)) == 1


@pytest.mark.trust("P8", control=True)
def test_rows_that_are_written_as_devices_come_would_tell_that_order(tmp_path: Path) -> None:
    assert len(files_after(tmp_path, one_by_one)) > 1


async def test_after_it_is_written_no_log_tells_which_step_came_after_which(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        log = world.path.with_name(world.path.name + "-wal")
        await world.counting.releases.look()
        for name in ("A", "B"):
            await world.taken(a_report(ANY), world.enrol(name))
            assert log.stat().st_size > 0
            await world.counting.releases.look()
            assert log.stat().st_size == 0
        assert [row[0] for row in kept(world)] == ["A", "B"]
        await world.taken(a_report(ANY), world.tokens["A"])
        await world.counting.releases.look()
        assert log.stat().st_size > 0  # nothing of devices was written, and so nothing is put away


@pytest.mark.parametrize(("day", "weeks"), [(WEEK, 1), (WEEK + 6 * DAY, 1), (WEEK + 7 * DAY, 2)], ids=str)
async def test_a_day_is_forgotten_with_the_counts_of_its_week(tmp_path: Path, day: dt.date, weeks: int) -> None:
    at = dt.datetime.combine(day, dt.time(10), dt.UTC)
    async with a_world(tmp_path, at=at) as world:
        await world.counting.releases.look()
        await world.taken(a_report(ANY, week=day - day.weekday() * DAY))
        await written(world)
        gone = RELEASE + weeks * 7 * DAY
        left = []
        for now in (gone - 7 * DAY, gone - DAY, gone):
            world.clock.at = now
            await world.counting.releases.look()
            left.append((len(kept(world)), len(world.table("active"))))
        files = on_disk(world)

    assert left == [(1, 1), (1, 1), (0, 0)]
    assert f"{day.isoformat()}[]".encode() not in files
