"""Devices are enrolled and revoked by another process while the server runs."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from advisory_server.activity import Activity
from advisory_server.devices import KnownDevices
from advisory_server.store.activity import devices_active_in
from advisory_server.store.contacts import Contact, note_contacts
from advisory_server.store.database import Connection, Store, StoreError
from advisory_server.store.devices import DeviceError, DeviceId, add_device, revoke_device
from advisory_server.store.listed_devices import ListedDevice, listed_devices
from school_policy.beside_report import DeviceState
from tests.advisory_server.counting_world import WEEK, Clock

TODAY, LATER = dt.date(2026, 6, 17), dt.date(2026, 6, 18)


class AskedStore(Store):
    """Counts how often it is asked."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.asked = 0

    async def run[T](self, work: Callable[[Connection], T]) -> T:
        self.asked += 1
        return await super().run(work)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[AskedStore]:
    with AskedStore(tmp_path / "a.db") as opened:
        yield opened


def add(store: Store, name: str = "Laptop 1") -> str:
    return store.run_here(lambda connection: add_device(connection, name, TODAY))


def revoke(store: Store, name: str = "Laptop 1") -> None:
    store.run_here(lambda connection: revoke_device(connection, name, LATER))


def test_a_token_is_long_random_and_kept_nowhere(store: Store, tmp_path: Path) -> None:
    tokens = [add(store, f"Laptop {number}") for number in range(3)]

    assert len(set(tokens)) == 3
    assert {len(token) for token in tokens} == {43}
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"Laptop 2" in kept
    assert not [token for token in tokens if token.encode() in kept]


@pytest.mark.parametrize("name", ["", "a" * 61, "a\nb", "\x1b[31m", " a", "a "], ids=repr)
def test_a_name_that_nobody_could_read_is_refused(store: Store, name: str) -> None:
    with pytest.raises(DeviceError, match="1 to 60 printable"):
        add(store, name)


@pytest.mark.parametrize("name", ["a", "a" * 60, "Büro 2"])
def test_a_readable_name_is_fine(store: Store, name: str) -> None:
    assert add(store, name)


def test_a_name_is_used_once_for_good(store: Store) -> None:
    add(store)
    revoke(store)

    with pytest.raises(DeviceError, match='there is, or was, a device "Laptop 1"'):
        add(store)


@pytest.mark.parametrize("name", ["Laptop 1", "Laptop 2"], ids=["revoked already", "never there"])
def test_what_is_not_in_use_cannot_be_revoked(store: Store, name: str) -> None:
    add(store)
    revoke(store)

    with pytest.raises(DeviceError, match=f'no device "{name}"'):
        revoke(store, name)


def test_devices_are_listed_by_name_with_their_last_contact(store: Store) -> None:
    add(store, "B")
    add(store, "A")
    revoke(store, "B")
    ((device,),) = store.run_here(
        lambda connection: list(connection.execute("SELECT id FROM device WHERE name = 'A'"))
    )
    contact = Contact(day=LATER, said=DeviceState(version=3))
    store.run_here(lambda connection: note_contacts(connection, {DeviceId(device): contact}))

    assert store.run_here(listed_devices) == (
        ListedDevice(name="A", added_on=TODAY, revoked_on=None, contact=contact),
        ListedDevice(name="B", added_on=TODAY, revoked_on=LATER, contact=None),
    )


async def test_a_device_is_known_by_its_token_alone(store: Store) -> None:
    known = KnownDevices(store, Clock())
    one, other = add(store, "Laptop 1"), add(store, "Laptop 2")
    found = [await known.device_of(token) for token in (one, other, one, one[:-1], "", "\udcff")]

    assert found[0] == found[2]
    assert found[0] != found[1]
    assert found[3:] == [None] * 3


async def test_devices_that_were_added_just_now_are_known(store: Store) -> None:
    clock = Clock()
    known = KnownDevices(store, clock)
    await known.device_of(add(store))

    tokens = [add(store, f"Laptop {number}") for number in range(2, 40)]
    assert all([await known.device_of(token) for token in tokens])


async def test_guessing_comes_to_ask_the_database_once_a_second(store: AskedStore) -> None:
    clock = Clock()
    known = KnownDevices(store, clock)
    for tenth in range(1_000):
        await known.device_of(f"guess {tenth}")
        clock.step(seconds=0.1)

    assert 100 <= store.asked <= 60 + 100 + 4


async def test_known_tokens_ask_the_database_only_now_and_then(store: AskedStore) -> None:
    clock = Clock()
    known = KnownDevices(store, clock)
    token = add(store)
    for _ in range(120):
        assert await known.device_of(token)
        clock.step(seconds=1)

    assert store.asked == 4


@pytest.mark.parametrize("seconds", [60, -1], ids=["a minute later", "after the clock was set back"])
async def test_a_revoked_token_is_known_no_longer(store: Store, seconds: float) -> None:
    clock = Clock()
    known = KnownDevices(store, clock)
    token = add(store)
    assert await known.device_of(token)
    revoke(store)
    clock.step(seconds=seconds)

    assert await known.device_of(token) is None


async def test_activity_is_written_once_whatever_is_noted(store: AskedStore) -> None:
    activity = Activity(store)
    for device in ("b", "a", "b"):
        activity.note(DeviceId(device), WEEK)
    await activity.write()
    await activity.write()
    activity.note(DeviceId("a"), WEEK)
    await activity.write()

    assert store.asked == 2
    assert store.run_here(lambda connection: devices_active_in(connection, WEEK)) == 2
    assert store.run_here(lambda connection: devices_active_in(connection, WEEK + dt.timedelta(days=7))) == 0


async def test_activity_that_could_not_be_written_is_kept(store: Store) -> None:
    activity = Activity(store)
    activity.note(DeviceId("a"), WEEK)
    store.run_here(lambda connection: connection.execute("ALTER TABLE active RENAME TO away"))
    with pytest.raises(StoreError):
        await activity.write()
    store.run_here(lambda connection: connection.execute("ALTER TABLE away RENAME TO active"))
    await activity.write()

    assert store.run_here(lambda connection: devices_active_in(connection, WEEK)) == 1
