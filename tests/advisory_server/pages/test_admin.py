"""The IT admin's first page: what waits today, and how what is said to be wrongly listed is answered."""

import datetime as dt
from pathlib import Path

import pytest

from advisory_server.accounts.role import Role
from advisory_server.pages.admin_nav import ADMIN_PAGES
from advisory_server.store.wrongly_listed import note_wrongly_listed
from school_policy.count_report import WronglyListed
from school_policy.vocabulary import PlatformId
from tests.advisory_server.pages.site import ANY, MONDAY, Counted, Dom, Site, a_site

IT_ADMIN = Role.IT_ADMIN
RIGHT = "/admin/wrongly-listed/right"


async def say(site: Site, *said: tuple[str, int]) -> None:
    """Let somebody say of a platform, on a day of November, that it should not be listed."""
    notes = [WronglyListed(platform=PlatformId(name), day=dt.date(2026, 11, day)) for name, day in said]
    await site.store.run(lambda c: note_wrongly_listed(c, notes))


async def test_it_lists_what_was_said_to_be_wrongly_listed_a_platform_each(tmp_path: Path) -> None:
    async with a_site(tmp_path) as site:
        await say(site, ("facebook", 16), ("facebook", 20), ("gone-since", 18), ("facebook", 16), ("roblox", 17))
        page = await site.get("/admin", IT_ADMIN)
    rows = [
        "Facebook 20 November 2026, once 16 November 2026, 2 times The list is right Take it off",
        "gone-since 18 November 2026, once Clear, as it is off the list",
        "Roblox 17 November 2026, once The list is right Take it off",
    ]
    assert " ".join(rows) in page.text
    links = [link["href"] for link in Dom(page.body).all("a")]
    assert [link for link in links if link and "remove" in link] == [
        "/admin/lists/remove?platform=facebook",
        "/admin/lists/remove?platform=roblox",
    ]


async def test_one_press_answers_all_that_was_said_of_a_platform(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "owntime.audit")
    async with a_site(tmp_path) as site:
        await say(site, ("facebook", 16), ("facebook", 23), ("roblox", 17))
        answer = await site.send(RIGHT, {"platform": "facebook"}, IT_ADMIN)
        page = await site.get("/admin", IT_ADMIN)
        assert (answer.status, answer.header("Location")) == (303, "/admin")
        noted = await site.get("/admin/audit", IT_ADMIN)
        assert "it_admin wrongly listed answered" in noted.text
        assert "Facebook 23 November" not in page.text
        assert "Roblox 17 November 2026, once" in page.text
        assert "Answered before (1) Facebook The list is right. 23 November 2026, it_admin." in page.text
    (line,) = caplog.messages
    assert line.endswith('wrongly listed answered by="it_admin" platform="facebook" answer="the list is right"')


async def test_what_is_said_after_an_answer_is_news_with_the_answer_beside_it(tmp_path: Path) -> None:
    async with a_site(tmp_path) as site:
        await say(site, ("facebook", 20))
        await site.send(RIGHT, {"platform": "facebook"}, IT_ADMIN)
        await say(site, ("facebook", 19))  # from a device that was away
        page = await site.get("/admin", IT_ADMIN)
        before = "Before that: the list is right, 23 November 2026, it_admin"
        assert f"Facebook 19 November 2026, once {before}" in page.text
        assert "Answered before" not in page.text
        await site.send(RIGHT, {"platform": "facebook"}, IT_ADMIN)
        again = await site.get("/admin", IT_ADMIN)
        assert "Nobody has said that a platform should not be listed since you answered." in again.text


@pytest.mark.parametrize("platform", ["roblox", "no-such-platform", ""])
async def test_an_answer_to_what_nobody_said_changes_and_notes_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, platform: str
) -> None:
    caplog.set_level("INFO", "owntime.audit")
    async with a_site(tmp_path) as site:
        await say(site, ("facebook", 20))
        assert (await site.send(RIGHT, {"platform": platform}, IT_ADMIN)).status == 303
        page = await site.get("/admin", IT_ADMIN)
    assert "Facebook 20 November 2026, once" in page.text
    assert "Answered before" not in page.text
    assert caplog.messages == []


@pytest.mark.parametrize(
    ("role", "fields"),
    [
        pytest.param(Role.HEADTEACHER, {}, id="the Headteacher"),
        pytest.param(IT_ADMIN, {"csrf": "x" * 64}, id="another site's form"),
    ],
)
async def test_nobody_else_answers(tmp_path: Path, role: Role, fields: dict[str, str]) -> None:
    async with a_site(tmp_path) as site:
        await say(site, ("facebook", 20))
        assert (await site.send(RIGHT, {"platform": "facebook", **fields}, role)).status == 403
        assert "Facebook 20 November 2026, once" in (await site.get("/admin", IT_ADMIN)).text


async def test_devices_have_a_page_of_their_own_and_no_figure_is_here(tmp_path: Path) -> None:
    async with a_site(tmp_path, Counted(clients={ANY: 13})) as site:
        page = await site.get("/admin", IT_ADMIN)
    assert page.status == 200
    assert "/admin/devices" in [link["href"] for link in Dom(page.body).all("a")]
    assert "Laptop" not in page.text
    assert "10 to 14" not in page.text
    assert "Not shown" not in page.text


@pytest.mark.parametrize("role", [None, Role.HEADTEACHER])
async def test_nobody_but_the_it_admin_gets_it(tmp_path: Path, role: Role | None) -> None:
    async with a_site(tmp_path) as site:
        await say(site, ("facebook", 20))
        page = await site.get("/admin", role)
    assert page.status in (303, 403)
    assert b"facebook" not in page.body


# The navigation above the IT admin's pages


async def test_the_navigation_leads_to_every_page_that_is_there_and_marks_the_one_at_hand(tmp_path: Path) -> None:
    async with a_site(tmp_path) as site:
        assert site.client.app is not None
        there = {resource.canonical for resource in site.client.app.router.resources()}
        assert there >= {path for path, _ in ADMIN_PAGES}
        offered = [page for page in ADMIN_PAGES if "/lists" not in page[0]]  # nobody keeps the lists on this site
        for path, words in offered:
            page = await site.get(path, IT_ADMIN)
            assert page.status == 200
            assert " ".join(words for _, words in offered) in page.text
            marked = [link["href"] for link in Dom(page.body).all("a") if "aria-current" in link]
            assert set(marked) == {path}
            assert f'<a href="{path}" aria-current="page">{words}</a>'.encode() in page.body


async def test_nobody_else_is_offered_the_navigation(tmp_path: Path) -> None:
    async with a_site(tmp_path, at=MONDAY) as site:
        for role in (None, Role.HEADTEACHER):
            page = await site.get("/why", role)
            assert page.status == 200
            assert len(Dom(page.body).all("nav")) == 1
            assert b"/admin" not in page.body
        assert len(Dom((await site.get("/why", IT_ADMIN)).body).all("nav")) == 2
