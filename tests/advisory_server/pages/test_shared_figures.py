"""The link for staff: off at first, chance, taken away for good, and released figures alone."""

import random
import re
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from advisory_server.accounts.role import Role
from advisory_server.store.audit import What, entries
from tests.advisory_server.pages.made_up import made_up_half_term, made_up_week, released, write
from tests.advisory_server.pages.site import ANY, WEEK, Dom, Site, a_site
from tests.advisory_server.pages.test_every_page import HALF_TERM
from tests.advisory_server.pages.test_notes import LAST_YEAR, send

HEADTEACHER = Role.HEADTEACHER


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with a_site(tmp_path) as it:
        chance = random.Random(3)  # noqa: S311 (made-up figures)
        weeks = [released(LAST_YEAR, 24, ((ANY, "10 to 14"),)), made_up_week(WEEK, 26, 1, chance)]
        write(it.store, weeks, [made_up_half_term(HALF_TERM)])
        yield it


async def link_on(site: Site) -> str:
    ways = Dom((await site.get("/summary", HEADTEACHER)).body).all("a")
    return next((way["href"] or "" for way in ways if (way["href"] or "").startswith("/figures/")), "")


async def made(site: Site) -> str:
    assert (await send(site, "/summary/for-staff")).status == 303
    return await link_on(site)


async def test_it_is_off_at_first_and_the_link_is_chance_that_nobody_can_guess(site: Site) -> None:
    assert await link_on(site) == ""
    link = await made(site)
    assert re.fullmatch(r"/figures/[\w-]{43}", link)
    assert (await site.get(link)).status == 200
    assert {(await site.get(f"{link[:-1]}{letter}")).status for letter in "aZ09-" if letter != link[-1]} == {404}


async def test_a_second_press_keeps_the_link_and_a_new_one_is_another(site: Site) -> None:
    link = await made(site)
    assert await made(site) == link
    await send(site, "/summary/for-staff/end")
    assert await link_on(site) == ""
    assert (await site.get(link)).status == 404
    assert await made(site) != link
    assert (await site.get(link)).status == 404


async def test_switching_is_noted_with_the_account_and_without_the_address(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "owntime")
    link = await made(site)
    for _ in range(2):
        await site.get(link)
        await send(site, "/summary/for-staff/end")
    noted_there = await site.store.run(partial(entries, most=100))
    noted = [(entry.what, entry.who) for entry in noted_there if "figures" in entry.what]
    assert noted == [(str(What.FIGURES_HIDDEN), "headteacher"), (str(What.FIGURES_SHOWN), "headteacher")]
    assert link.rpartition("/")[2] not in caplog.text + repr(noted_there)


PAGES = ("", "/years/2025", "/half-terms", "/half-terms/2026-09-02")


async def test_staff_see_the_same_figures_and_nothing_of_the_headteachers_own(site: Site) -> None:
    link = await made(site)
    await send(site, "/summary/notes", week=str(WEEK), note="Mine alone")
    for path in PAGES:
        own, theirs = await site.get(f"/summary{path}", HEADTEACHER), await site.get(f"{link}{path}")
        assert theirs.status == 200
        cells = [[its.get("class") for its in Dom(page.body).all("td")] for page in (own, theirs)]
        assert [its for its in cells[0] if its != "written"] == cells[1]
        alts = [[its["alt"] for its in Dom(page.body).all("img")] for page in (own, theirs)]
        assert alts[0] == alts[1] != []
        assert not {"form", "select", "button"} & set(dict(Dom(theirs.body).elements))
        assert not re.search(
            r"Mine alone|[Pp]ause |Channels to review|governors|CSV|\"/summary", theirs.body.decode()
        )


async def test_no_browser_keeps_names_or_indexes_the_address(site: Site) -> None:
    link = await made(site)
    for path in (*PAGES, "/pictures/2026-weeks-phone-dark.svg"):
        answer = await site.get(link + path)
        assert answer.status == 200
        assert answer.header("Cache-Control") == "no-store"
        assert answer.header("Referrer-Policy") == "no-referrer"
        assert answer.header("X-Robots-Tag") == "noindex, nofollow"
    robots = {"name": "robots", "content": "noindex, nofollow"}
    assert all([robots in Dom((await site.get(link + path)).body).all("meta") for path in PAGES])
    assert (await site.get("/summary", HEADTEACHER)).header("Referrer-Policy") == "same-origin"


async def test_the_pictures_are_the_same_and_only_there_while_the_link_is(site: Site) -> None:
    link, name = await made(site), "/pictures/2026-kinds-desk-light.svg"
    own, theirs = await site.get(f"/summary{name}", HEADTEACHER), await site.get(link + name)
    assert own.body == theirs.body
    await send(site, "/summary/for-staff/end")
    assert (await site.get(link + name)).status == 404
