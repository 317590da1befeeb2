"""The IT admin's page: devices and wrongly listed platforms, and no figure."""

import datetime as dt
from pathlib import Path

import pytest

from advisory_server.accounts.role import Role
from advisory_server.store.devices import add_device, revoke_device
from advisory_server.store.finished import forget_counted
from advisory_server.store.wrongly_listed import note_wrongly_listed
from school_policy.count_report import WronglyListed
from school_policy.vocabulary import PlatformId
from tests.advisory_server.pages.site import ANY, Counted, a_site

FEW = Counted(active=2, clients={ANY: 2})


async def test_it_lists_devices_by_the_week_in_which_they_were_in_use(tmp_path: Path) -> None:
    async with a_site(tmp_path, FEW) as site:
        await site.store.run(lambda c: revoke_device(c, "Laptop 2", dt.date(2026, 11, 20)))
        page = await site.get("/admin", Role.IT_ADMIN)
    assert "Laptop 1 16 November 2026 Week of 16 November 2026 May send reports" in page.text
    assert "Revoked on 20 November 2026" in page.text
    assert "owntime device add" in page.text


async def test_a_device_that_was_in_use_long_ago_or_never_says_only_that(tmp_path: Path) -> None:
    in_february = dt.datetime(2027, 2, 1, 9, tzinfo=dt.UTC)
    async with a_site(tmp_path, FEW, at=in_february) as site:
        await site.store.run(lambda c: add_device(c, "Laptop 3", in_february.date()))
        await site.store.run(lambda c: forget_counted(c, in_february))
        page = await site.get("/admin", Role.IT_ADMIN)
    assert page.text.count("Not this week or last") == 3
    assert "Week of" not in page.text


async def test_it_lists_what_was_said_to_be_wrongly_listed_by_day(tmp_path: Path) -> None:
    monday, friday = dt.date(2026, 11, 16), dt.date(2026, 11, 20)
    said = [
        WronglyListed(platform=PlatformId(name), day=day)
        for name, day in [("facebook", monday), ("facebook", friday), ("gone-since", monday), ("facebook", monday)]
    ]
    async with a_site(tmp_path) as site:
        await site.store.run(lambda c: note_wrongly_listed(c, said))
        page = await site.get("/admin", Role.IT_ADMIN)
    rows = [
        "Facebook 20 November 2026 once",
        "Facebook 16 November 2026 2 times",
        "gone-since 16 November 2026 once",
    ]
    assert " ".join(rows) in page.text
    assert "No device has been added yet." in page.text


async def test_no_figure_is_on_it(tmp_path: Path) -> None:
    async with a_site(tmp_path, Counted(clients={ANY: 13})) as site:
        page = await site.get("/admin", Role.IT_ADMIN)
    assert page.status == 200
    assert "10 to 14" not in page.text
    assert "Not shown" not in page.text


@pytest.mark.parametrize("role", [None, Role.HEADTEACHER])
async def test_nobody_but_the_it_admin_gets_it(tmp_path: Path, role: Role | None) -> None:
    async with a_site(tmp_path, FEW) as site:
        page = await site.get("/admin", role)
    assert page.status in (303, 403)
    assert b"Laptop" not in page.body
