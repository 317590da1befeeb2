"""What was done on this server, for the IT admin: the newest first, a page at a time."""

import datetime as dt
import re
from pathlib import Path

import pytest

from advisory_server.accounts.role import Role
from advisory_server.pages.audit import ON_A_PAGE
from advisory_server.store.audit import Deed, What, note
from advisory_server.store.database import Connection
from tests.advisory_server.pages.site import Dom, Site, a_site
from tests.advisory_server.pages.test_every_page import HOSTILE, complaints

SUMMER = dt.datetime(2026, 6, 17, 11, 5, tzinfo=dt.UTC)


async def note_many(site: Site, count: int) -> None:
    def work(connection: Connection) -> None:
        for number in range(1, count + 1):
            note(connection, Deed(at=SUMMER, who=f"admin {number}", what=What.PAUSED))

    await site.store.run(work)


async def test_an_entry_is_said_in_words_and_in_the_schools_time(tmp_path: Path) -> None:
    deed = Deed(
        at=SUMMER,
        who="command line, jo",
        what=What.ROLLED_BACK,
        facts={"version": "3", "digest": "0123456789abcdef", "content_of": "1", "note": "not what was meant"},
    )
    async with a_site(tmp_path) as site:
        empty = await site.get("/admin/audit", Role.IT_ADMIN)
        await site.store.run(lambda it: note(it, deed))
        page = await site.get("/admin/audit", Role.IT_ADMIN)

    assert "Nothing was done yet." in empty.text
    words = "17 June 2026, 12:05 command line, jo policy rolled back "
    facts = "version: 3 digest: 0123456789ab content of: 1 note: not what was meant"
    assert words + facts in page.text
    assert complaints(Dom(page.body)) == []


async def test_pages_lead_from_the_newest_to_the_oldest_and_back(tmp_path: Path) -> None:
    async with a_site(tmp_path) as site:
        await note_many(site, 2 * ON_A_PAGE + 1)
        seen, path = list[str](), "/admin/audit"
        for _ in range(3):
            page = await site.get(path, Role.IT_ADMIN)
            seen += re.findall(r"admin \d+", page.text)
            links = {link["href"] or "" for link in Dom(page.body).all("a")}
            path = next((link for link in links if "before=" in link), "")
        assert "/admin/audit" in links

    assert seen == [f"admin {number}" for number in range(2 * ON_A_PAGE + 1, 0, -1)]
    assert path == ""


async def test_a_full_page_that_is_the_last_leads_nowhere(tmp_path: Path) -> None:
    async with a_site(tmp_path) as site:
        await note_many(site, ON_A_PAGE)
        page = await site.get("/admin/audit", Role.IT_ADMIN)
        past = await site.get("/admin/audit?before=1", Role.IT_ADMIN)

    assert b"before=" not in page.body
    assert "Nothing older is kept." in past.text


@pytest.mark.parametrize("asked", ["before=", "before=x", "before=-1", "before=1e3", "before=%D9%A1", "b=1"])
async def test_a_page_that_there_is_not_is_said_not_to_be(tmp_path: Path, asked: str) -> None:
    async with a_site(tmp_path) as site:
        page = await site.get(f"/admin/audit?{asked}", Role.IT_ADMIN)
        large = await site.get(f"/admin/audit?before={'9' * 15}", Role.IT_ADMIN)

    assert (page.status, large.status) == (404, 200)


@pytest.mark.parametrize("text", HOSTILE)
async def test_no_name_or_fact_changes_the_page_around_it(tmp_path: Path, text: str) -> None:
    shapes = []
    for name, typed in (("one", text), ("two", "Ashover")):
        async with a_site(tmp_path / name) as site:
            deed = Deed(at=SUMMER, who=typed, what=What.PUBLISHED, facts={"note": typed})
            await site.store.run(lambda it, deed=deed: note(it, deed))  # type: ignore[misc]
            shapes.append(Dom((await site.get("/admin/audit", Role.IT_ADMIN)).body).shape())

    assert shapes[0] == shapes[1]


async def test_the_it_admins_page_leads_there(tmp_path: Path) -> None:
    async with a_site(tmp_path) as site:
        page = await site.get("/admin", Role.IT_ADMIN)

    assert "/admin/audit" in {link["href"] for link in Dom(page.body).all("a")}
