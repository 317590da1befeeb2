"""The page of devices: who is enrolled, to the week when each was in use, and which version is in force."""

import datetime as dt
from pathlib import Path

import pytest

from advisory_server.accounts.role import Role
from advisory_server.pages.devices import device_row
from advisory_server.store.devices import ListedDevice, add_device, revoke_device
from advisory_server.store.finished import forget_counted
from school_policy.count_report import Sender
from tests.advisory_server.pages.publishing import publish_policy
from tests.advisory_server.pages.site import ANY, MONDAY, Counted, a_site

FEW = Counted(active=2, clients={ANY: 2})
IT_ADMIN = Role.IT_ADMIN


async def test_it_lists_devices_by_the_week_in_which_they_were_in_use(tmp_path: Path) -> None:
    async with a_site(tmp_path, FEW) as site:
        await site.store.run(lambda c: revoke_device(c, "Laptop 2", dt.date(2026, 11, 20)))
        page = await site.get("/admin/devices", IT_ADMIN)
    assert "Laptop 1 16 November 2026 Week of 16 November 2026 In use last week, not yet this week" in page.text
    assert "Revoked on 20 November 2026" in page.text
    assert "owntime device add" in page.text


async def test_a_device_that_was_in_use_long_ago_or_never_says_only_that(tmp_path: Path) -> None:
    in_february = dt.datetime(2027, 2, 1, 9, tzinfo=dt.UTC)
    async with a_site(tmp_path, FEW, at=in_february) as site:
        await site.store.run(lambda c: add_device(c, "Laptop 3", in_february.date()))
        await site.store.run(lambda c: forget_counted(c, in_february))
        page = await site.get("/admin/devices", IT_ADMIN)
    assert page.text.count("Not this week or last Not seen this week or last: is it still there?") == 3
    assert "Week of" not in page.text


@pytest.mark.parametrize(
    ("last_week", "revoked_on", "health"),
    [
        pytest.param("2026-11-23", None, "In use this week", id="this week"),
        pytest.param("2026-11-16", None, "In use last week, not yet this week", id="last week"),
        pytest.param("2026-11-09", None, "Not seen this week or last: is it still there?", id="before"),
        pytest.param(None, None, "Not seen this week or last: is it still there?", id="never"),
        pytest.param("2026-11-23", "2026-11-24", "Revoked on 24 November 2026", id="revoked"),
    ],
)
@pytest.mark.parametrize("today", [dt.date(2026, 11, 23), dt.date(2026, 11, 29)], ids=["Monday", "Sunday"])
def test_how_a_device_is_follows_from_its_last_week(
    last_week: str | None, revoked_on: str | None, health: str, today: dt.date
) -> None:
    device = ListedDevice(
        name="Laptop",
        added_on=dt.date(2026, 9, 1),
        revoked_on=dt.date.fromisoformat(revoked_on) if revoked_on else None,
        last_week=dt.date.fromisoformat(last_week) if last_week else None,
    )
    assert device_row(device, today).health == health
    assert device_row(device, today).kind == ""


async def test_a_gateway_is_said_to_be_one(tmp_path: Path) -> None:
    async with a_site(tmp_path) as site:
        await site.store.run(lambda c: add_device(c, "Server room", MONDAY.date(), Sender.GATEWAY))
        page = await site.get("/admin/devices", IT_ADMIN)
    assert "Server room A gateway" in page.text


async def test_it_says_which_version_is_in_force_and_that_devices_tell_nobody_theirs(tmp_path: Path) -> None:
    async with a_site(tmp_path, FEW) as site:
        before = await site.get("/admin/devices", IT_ADMIN)
        await publish_policy(site)
        after = await site.get("/admin/devices", IT_ADMIN)
    assert "Nothing has been published yet: each device goes by its own school.toml and lists." in before.text
    assert "Version 1 is in force since 23 November 2026, 9:30." in after.text
    for page in (before, after):
        assert "Which version a device has, it tells nobody" in page.text
        assert "run owntime doctor on it" in page.text


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
