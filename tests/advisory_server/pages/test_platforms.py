"""The platforms and one platform: all of them, what a search finds, and where each host comes from."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from advisory_server.accounts.role import Role
from advisory_server.pages.platform_search import matching
from tests.advisory_server.pages.own_list import school_with
from tests.advisory_server.pages.site import POLICY, Answer, Dom, Site, a_site

IT_ADMIN = Role.IT_ADMIN


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with a_site(tmp_path) as it:
        yield it


def links(page: Answer) -> list[str]:
    return [link["href"] or "" for link in Dom(page.body).all("a")]


def platforms_on(page: Answer) -> list[str]:
    before = "/admin/platforms/"
    return [link.removeprefix(before) for link in links(page) if link.startswith(before)]


async def test_every_platform_is_there_by_kind_with_the_number_of_its_hosts(site: Site) -> None:
    page = await site.get("/admin/platforms", IT_ADMIN)
    assert sorted(platforms_on(page)) == sorted(platform.id for platform in POLICY.platforms)
    facebook = next(platform for platform in POLICY.platforms if platform.id == "facebook")
    assets = sum(rule.kind == "asset" for rule in facebook.hosts)
    assert f"Facebook {len(facebook.hosts) - assets} site hosts, {assets} assets" in page.text
    social = sum(platform.category == "social" for platform in POLICY.platforms)
    assert f"Social networks {social}" in page.text


@pytest.mark.parametrize(
    ("search", "found"),
    [
        pytest.param("faceBOOK", ["facebook"], id="name, in any case"),
        pytest.param("ask-fm", ["ask-fm"], id="id"),
        pytest.param("online worlds", None, id="kind"),
        pytest.param("mmorpg", None, id="category"),
        pytest.param("https://m.facebook.com/x", ["facebook"], id="a page of a platform"),
        pytest.param("t.co", ["x"], id="a host that is a part of others"),
        pytest.param("fbcdn", ["facebook"], id="a part of a host"),
        pytest.param("no such thing", [], id="nothing"),
        pytest.param("knitting.example", [], id="an unlisted host"),
    ],
)
async def test_a_search_finds_by_name_id_kind_and_host(site: Site, search: str, found: list[str] | None) -> None:
    page = await site.get(f"/admin/platforms?q={search.replace(' ', '+')}", IT_ADMIN)
    its = platforms_on(page)
    if found is None:
        found = [platform.id for platform in POLICY.platforms if platform.category == "mmorpg"]
        assert len(found) > 20
    assert its == found
    assert Dom(page.body).value_of("q") == search


def test_a_platform_is_found_by_each_of_its_hosts() -> None:
    for platform in POLICY.platforms:
        for rule in platform.hosts:
            assert platform in matching(POLICY.platforms, f" {rule.host.upper()} ")
    assert matching(POLICY.platforms, "qqqqq") == ()


@pytest.mark.parametrize(
    ("host", "words", "offered"),
    [
        pytest.param(
            "www.facebook.com",
            "www.facebook.com belongs to Facebook",
            ["/admin/lists/exempt?host=www.facebook.com", "/admin/lists/move?host=www.facebook.com"],
            id="listed",
        ),
        pytest.param(
            "login.live.com", "no list may name it: sign-in: without it people cannot get", [], id="never listed"
        ),
        pytest.param(
            "knitting.example",
            "knitting.example is not listed.",
            ["/admin/lists/add?host=knitting.example"],
            id="unknown",
        ),
    ],
)
async def test_a_search_for_a_host_says_why_and_what_may_be_done(
    site: Site, host: str, words: str, offered: list[str]
) -> None:
    page = await site.get(f"/admin/platforms?q={host}", IT_ADMIN)
    assert words in page.text
    assert [link for link in links(page) if "?host=" in link] == [*offered, f"/why?host={host}"]


async def test_a_search_changes_nothing_of_the_page_around_it(site: Site) -> None:
    shapes = [
        Dom((await site.get(f"/admin/platforms?q={text}", IT_ADMIN)).body).shape()
        for text in ("none", '"><script>alert(1)</script>', "{{ 7 * 7 }}")
    ]
    assert shapes[0] == shapes[1] == shapes[2]


async def test_a_platform_shows_its_hosts_by_sort_its_paths_and_what_may_be_changed(site: Site) -> None:
    page = await site.get("/admin/platforms/facebook", IT_ADMIN)
    for words in (
        "Kind Social networks",
        "https://www.facebook.com/",
        "Comes from The lists that come with the program",
        "facebook.com and every name below it Shipped",
        "www.fb.com that very host only Shipped",
        "Country domains 2 The same name in other countries: sites too.",
        "facebook.fr and every name below it",
        "fbcdn.net and every name below it",
        "Embeds /plugins/ /v*/plugins/",
        "Log-in /dialog/oauth",
    ):
        assert words in page.text
    assert {
        "/admin/lists/add?platform=facebook",
        "/admin/lists/remove?platform=facebook",
        "/admin/lists/exempt?host=fb.watch",
        "/admin/lists/move?host=fb.watch",
        "/why?host=fb.watch",
    } <= set(links(page))


async def test_what_the_school_changed_is_told_beside_each_host(tmp_path: Path) -> None:
    async with a_site(tmp_path / "site", school=school_with(tmp_path)) as site:
        facebook = (await site.get("/admin/platforms/facebook", IT_ADMIN)).text
        instagram = (await site.get("/admin/platforms/instagram", IT_ADMIN)).text
        knitters = (await site.get("/admin/platforms/knitters", IT_ADMIN)).text
        roblox = (await site.get("/admin/platforms/roblox", IT_ADMIN)).text
        gone = await site.get("/admin/platforms/ngl", IT_ADMIN)
    by = "1 November 2026, Ada Byron"
    added = (
        f"Your own list (added, {by}: The old name. Imported from: title: Old names; licence: CC0; sha256: 5e1f)"
    )
    assert f"faces.example and every name below it {added}" in facebook
    assert "facebook.com and every name below it Shipped" in facebook
    assert f"fb.watch {by}, until 5 January 2027: Films of the governors <b>" in facebook
    assert "fb.gg" not in facebook
    assert f"fb.gg and every name below it Your own list (moved, {by}: Belongs there)" in instagram
    assert f"Comes from Your own list (added, {by}: Asked for by staff)" in knitters
    assert "Kind Online worlds Id roblox" in roblox
    assert f"Your own list (moved, {by}: It is an online world)" in roblox
    assert gone.status == 404


async def test_a_platform_that_is_not_listed_has_no_page(site: Site) -> None:
    page = await site.get("/admin/platforms/none", IT_ADMIN)
    assert page.status == 404
    assert "There is no such page" in page.text
