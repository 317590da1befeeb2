"""The page of devices: who is enrolled, what each says of itself, and to the day when it was last in contact."""

import datetime as dt
from functools import partial
from pathlib import Path

import pytest

from advisory_server.accounts.role import Role
from advisory_server.pages.device_words import Day, behind_since, contact_words, health_words, version_words
from advisory_server.pages.devices import device_row
from advisory_server.store.contacts import Contact, note_contacts
from advisory_server.store.devices import add_device, revoke_device
from advisory_server.store.finished import forget_counted
from advisory_server.store.listed_devices import ListedDevice
from school_policy.beside_report import NOT_SAID, DeviceState
from school_policy.count_report import Sender
from school_policy.vocabulary import GroupId
from tests.advisory_server.pages.publishing import publish_policy
from tests.advisory_server.pages.site import ANY, MONDAY, Counted, Site, a_site

FEW = Counted(active=2, clients={ANY: 2})
IT_ADMIN = Role.IT_ADMIN
TODAY = dt.date(2026, 11, 25)
"""A Wednesday."""
PUBLISHED = {1: dt.date(2026, 9, 1), 2: dt.date(2026, 11, 20), 3: dt.date(2026, 11, 24)}
NONE: dict[int, dt.date] = {}


def laptop(
    day: str | None, version: int | None = None, revoked_on: str | None = None, added_on: str = "2026-09-01"
) -> ListedDevice:
    """Return a device that was last in contact on a day."""
    contact = Contact(day=dt.date.fromisoformat(day), said=DeviceState(version=version)) if day else None
    return ListedDevice(
        name="Laptop",
        added_on=dt.date.fromisoformat(added_on),
        revoked_on=dt.date.fromisoformat(revoked_on) if revoked_on else None,
        contact=contact,
    )


def on(published: dict[int, dt.date]) -> Day:
    return Day(today=TODAY, published=published)


@pytest.mark.parametrize(
    ("version", "published", "words", "since"),
    [
        pytest.param(3, PUBLISHED, "3, in force", None, id="the one in force"),
        pytest.param(2, PUBLISHED, "2, behind since 3 was published on 24 November 2026", 3, id="the one before"),
        pytest.param(1, PUBLISHED, "1, behind since 2 was published on 20 November 2026", 2, id="two behind"),
        pytest.param(None, PUBLISHED, "Not said", None, id="its own file"),
        pytest.param(None, NONE, "Not said", None, id="nothing was published"),
        pytest.param(4, PUBLISHED, "4, which this server never published", None, id="ahead"),
        pytest.param(1, NONE, "1, which this server never published", None, id="ahead of nothing"),
    ],
)
def test_a_version_is_held_against_what_was_published(
    version: int | None, published: dict[int, dt.date], words: str, since: int | None
) -> None:
    device = laptop("2026-11-25", version)
    assert version_words(device, on(published)) == words
    assert behind_since(device, on(published)) == (published[since] if since else None)


def test_a_device_that_was_revoked_is_behind_nobody() -> None:
    device = laptop("2026-11-23", 2, "2026-11-24")
    assert version_words(device, on(PUBLISHED)) == "2"
    assert behind_since(device, on(PUBLISHED)) is None


@pytest.mark.parametrize(
    ("device", "health"),
    [
        pytest.param(laptop("2026-11-25", 3), "In use", id="today"),
        pytest.param(laptop("2026-11-25"), "In use", id="by its own file"),
        pytest.param(laptop("2026-11-26", 3), "In use", id="tomorrow: the server's clock was set"),
        pytest.param(laptop("2026-11-20", 2), "In use", id="over a weekend"),
        pytest.param(laptop("2026-11-18", 3), "In use", id="a week ago"),
        pytest.param(laptop("2026-11-17", 3), "Not seen for 8 days: is it still there?", id="eight days ago"),
        pytest.param(laptop("2026-11-17", 1), "Not seen for 8 days: is it still there?", id="away and behind"),
        pytest.param(laptop("2026-11-24", 2), "In use", id="behind on the day itself"),
        pytest.param(laptop("2026-11-25", 2), "In use", id="behind on the day after: a night may lie between"),
        pytest.param(
            laptop("2026-11-22", 1),
            "Behind for 2 days while in contact: run owntime doctor on it",
            id="behind for two days",
        ),
        pytest.param(laptop("2026-11-21", 1), "In use", id="away since it was behind for a day"),
        pytest.param(
            laptop("2026-11-25", 4), "Ahead of this server: was the server restored from a backup?", id="ahead"
        ),
        pytest.param(laptop("2026-11-25", 1, "2026-11-24"), "Revoked on 24 November 2026", id="revoked"),
        pytest.param(laptop(None), "Not seen this week or last: is it still there?", id="long ago"),
        pytest.param(
            laptop(None, added_on="2026-11-16"),
            "Not seen since it was added on 16 November 2026: does it have its token?",
            id="new",
        ),
        pytest.param(
            laptop(None, added_on="2026-11-15"), "Not seen this week or last: is it still there?", id="not so new"
        ),
    ],
)
def test_how_a_device_is_follows_from_its_last_day_and_version(device: ListedDevice, health: str) -> None:
    assert health_words(device, on(PUBLISHED)) == health


@pytest.mark.parametrize(
    ("device", "words"),
    [
        pytest.param(laptop("2026-11-25"), "25 November 2026", id="a day"),
        pytest.param(laptop(None), "Before 16 November 2026, or never", id="forgotten"),
        pytest.param(laptop(None, added_on="2026-11-16"), "Not yet", id="new"),
    ],
)
def test_the_last_contact_is_a_day_or_what_is_still_known_of_it(device: ListedDevice, words: str) -> None:
    assert contact_words(device, on(PUBLISHED)) == words


def test_groups_have_the_schools_names_in_its_order_and_those_it_knows_no_more_are_left_out() -> None:
    names = {GroupId("teaching"): "Teaching staff", GroupId("office"): "Office"}
    said = DeviceState(groups=(GroupId("gone"), GroupId("office"), GroupId("teaching")))
    device = ListedDevice(name="Laptop", added_on=TODAY, revoked_on=None, contact=Contact(day=TODAY, said=said))
    assert device_row(device, on(NONE), names).groups == "Teaching staff, Office"
    assert device_row(device, on(NONE), {}).groups == "Not said"
    assert device_row(laptop(None), on(NONE), names).groups == "Not said"


async def say(site: Site, number: int, day: dt.date, state: DeviceState) -> None:
    """Let a laptop be in contact."""
    ids = await site.store.run(lambda c: dict(c.execute("SELECT name, id FROM device").fetchall()))
    contact = Contact(day=day, said=state)
    await site.store.run(partial(note_contacts, contacts={ids[f"Laptop {number}"]: contact}))


async def test_it_lists_name_groups_version_last_day_and_health_of_each_device(tmp_path: Path) -> None:
    async with a_site(tmp_path, Counted(active=3, clients={ANY: 3})) as site:
        await publish_policy(site)
        state = DeviceState(version=1, groups=(GroupId("office"), GroupId("teaching")))
        await say(site, 1, MONDAY.date(), state)
        await site.store.run(lambda c: revoke_device(c, "Laptop 2", dt.date(2026, 11, 20)))
        await say(site, 3, dt.date(2026, 11, 9), NOT_SAID)
        page = await site.get("/admin/devices", IT_ADMIN)
    assert "Laptop 1 Teaching staff, Office staff 1, in force 23 November 2026 In use" in page.text
    assert "Laptop 2 Not said Not said 20 November 2026 Revoked on 20 November 2026" in page.text
    assert "9 November 2026 Not seen for 14 days: is it still there?" in page.text
    assert "owntime device add" in page.text


async def test_a_device_that_was_in_use_long_ago_or_never_says_only_that(tmp_path: Path) -> None:
    in_february = dt.datetime(2027, 2, 1, 9, tzinfo=dt.UTC)
    async with a_site(tmp_path, FEW, at=in_february) as site:
        await site.store.run(lambda c: add_device(c, "Laptop 3", in_february.date()))
        await site.store.run(lambda c: forget_counted(c, in_february))
        page = await site.get("/admin/devices", IT_ADMIN)
    long_ago = "Before 25 January 2027, or never Not seen this week or last: is it still there?"
    assert page.text.count(long_ago) == 2
    assert "Not yet Not seen since it was added on 1 February 2027: does it have its token?" in page.text
    assert "20 November 2026" not in page.text


async def test_a_gateway_is_said_to_be_one(tmp_path: Path) -> None:
    async with a_site(tmp_path) as site:
        await site.store.run(lambda c: add_device(c, "Server room", MONDAY.date(), Sender.GATEWAY))
        page = await site.get("/admin/devices", IT_ADMIN)
    assert "Server room A gateway" in page.text


async def test_it_says_which_version_is_in_force_and_what_a_device_never_says(tmp_path: Path) -> None:
    async with a_site(tmp_path, FEW) as site:
        before = await site.get("/admin/devices", IT_ADMIN)
        await publish_policy(site)
        after = await site.get("/admin/devices", IT_ADMIN)
    assert "Nothing has been published yet: each device goes by its own school.toml and lists." in before.text
    assert "Version 1 is in force since 23 November 2026, 9:30." in after.text
    for page in (before, after):
        assert "When it asks for the policy it says none of this" in page.text
        assert "no list of days, no hour" in page.text


async def test_without_devices_it_says_so(tmp_path: Path) -> None:
    async with a_site(tmp_path) as site:
        assert "No device has been added yet." in (await site.get("/admin/devices", IT_ADMIN)).text


async def test_no_figure_is_on_it(tmp_path: Path) -> None:
    async with a_site(tmp_path, Counted(clients={ANY: 13})) as site:
        page = await site.get("/admin/devices", IT_ADMIN)
    assert page.status == 200
    assert "10 to 14" not in page.text
    assert "Not shown" not in page.text
    assert "13" not in page.text.replace("Laptop 13 ", "")


@pytest.mark.parametrize("role", [None, Role.HEADTEACHER])
async def test_nobody_but_the_it_admin_gets_it(tmp_path: Path, role: Role | None) -> None:
    async with a_site(tmp_path, FEW) as site:
        page = await site.get("/admin/devices", role)
    assert page.status in (303, 403)
    assert b"Laptop" not in page.body
