"""/why: the whole answer for a host, in words for staff; and nothing of what was asked is written down."""

import dataclasses
import datetime as dt
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from advisory_server.accounts.role import Role
from advisory_server.accounts.signed_in import SignedIn
from advisory_server.pages.why import LONGEST, NO_GROUP, NO_HOST, NOT_WHOLE, NOTHING, THE_REMINDER
from advisory_server.pausing import PAUSING
from advisory_server.school import School
from school_policy.policy import Notice
from tests.advisory_server.pages.own_list import school_with
from tests.advisory_server.pages.publishing import publish_policy
from tests.advisory_server.pages.site import POLICY, SCHOOL, Answer, Dom, Site, a_site

WORD = "xyzzy-7341"
"""Stands for what nobody else is to read."""


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with a_site(tmp_path) as it:
        yield it


async def ask(site: Site, typed: str, group: str = "") -> Answer:
    return await site.send("/why", {"host": typed, "group": group})


async def test_a_listed_site_is_told_with_its_rule_and_what_each_group_meets_now(site: Site) -> None:
    page = await ask(site, "https://www.facebook.com/groups/1234?x=y#z")
    assert page.status == 200
    for words in (
        "www.facebook.com is listed: it is Facebook, under “social networks”. In working time the reminder may",
        "the rule for facebook.com and every name below it makes it a site of Facebook.",
        "Teaching staff A visit meets The reminder. The time Working time for teaching staff until 12:15: Monday,",
        "Own time is next from 12:15 (Lunch).",
        "For work until 15:45 Own time now until 09:45 Wrongly listed until midnight",
        "Office staff",
        "Site staff",
        "it@ashover.example",
    ):
        assert words in page.text
    assert Dom(page.body).value_of("host") == "www.facebook.com"


async def test_a_link_that_names_a_host_gives_the_same_answer(site: Site) -> None:
    sent, linked = await ask(site, "www.facebook.com"), await site.get("/why?host=www.facebook.com")
    assert linked.text == sent.text
    assert linked.status == 200
    bare = await site.get("/why")
    assert "The answer" not in bare.text


async def test_one_group_is_asked_for_and_stays_chosen(site: Site) -> None:
    page = await ask(site, "tiktok.com", "site")
    assert "Site staff A visit meets" in page.text
    assert "Teaching staff A visit meets" not in page.text
    assert [its["value"] for its in Dom(page.body).all("option") if "selected" in its] == ["site"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        pytest.param("youtube.com", "Nothing is shown (quiet for this group: Teachers use clips", id="quiet"),
        pytest.param("knitting.example", "knitting.example is not listed. The reminder is never", id="unknown"),
        pytest.param("login.live.com", "no list may name it: sign-in: without it", id="never listed"),
        pytest.param("static.xx.fbcdn.net", "carries parts of Facebook's pages.", id="an asset"),
        pytest.param("www.m.fb.com", "it is for that very host only", id="a rule that is too narrow"),
        pytest.param("WWW.Facebook.COM.", "www.facebook.com is listed", id="any spelling"),
        pytest.param("facebook.com?next=1", "facebook.com is listed", id="with a query alone"),
        pytest.param("//facebook.com", "Please type", id="half a URL"),
    ],
)
async def test_each_kind_of_host_is_told(site: Site, typed: str, words: str) -> None:
    assert words in (await ask(site, typed)).text


async def test_what_is_no_listed_site_meets_nothing_whatever_the_time(site: Site) -> None:
    for host in ("knitting.example", "static.xx.fbcdn.net"):
        page = await ask(site, host)
        assert "The time and your staff group make no difference." in page.text
        assert "What a visit meets now" not in page.text


async def test_in_own_time_nothing_is_shown_and_it_says_until_when(tmp_path: Path) -> None:
    lunch = dt.datetime(2026, 11, 23, 12, 30, tzinfo=dt.UTC)
    async with a_site(tmp_path, at=lunch) as site:
        page = await ask(site, "facebook.com", "teaching")
    assert "Nothing is shown (own time, Lunch)." in page.text
    assert "Own time for teaching staff until 13:15: Monday, Lunch." in page.text
    assert "Carrying on would last" not in page.text
    assert "Own time is next" not in page.text


async def test_after_the_last_break_own_time_is_next_at_the_end_of_work(tmp_path: Path) -> None:
    evening = dt.datetime(2026, 11, 23, 17, 59, tzinfo=dt.UTC)
    async with a_site(tmp_path, at=evening) as site:
        assert "Own time is next from 18:00." in (await ask(site, "facebook.com", "site")).text


async def test_before_staff_were_told_nothing_is_shown_and_it_says_why(tmp_path: Path) -> None:
    policy = msgspec.structs.replace(POLICY, notice=Notice())
    async with a_site(tmp_path, school=School(policy=policy)) as site:
        assert "Nothing is shown (staff have not been told)." in (await ask(site, "facebook.com")).text


async def test_while_reminders_are_paused_nothing_is_shown(site: Site) -> None:
    assert site.client.app is not None
    assert "A visit meets The reminder." in (await ask(site, "facebook.com")).text
    await site.client.app[PAUSING].begin(SignedIn(name="head", role=Role.HEADTEACHER, csrf=""))
    page = await ask(site, "facebook.com")
    assert "Nothing is shown (reminders are paused until tomorrow)." in page.text
    assert "A visit meets The reminder." not in page.text
    assert "Carrying on would last" not in page.text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        pytest.param(
            "fb.watch", "It exempts fb.watch from the reminder, until 5 January 2027: Films of", id="exempt"
        ),
        pytest.param("ngl.link", "It takes ngl off the list: Nobody here uses it.", id="removed"),
        pytest.param("faces.example", "It adds faces.example to the list: The old name.", id="added"),
        pytest.param(
            "faces.example", "Imported from: title: Old names; licence: CC0; sha256: 5e1f.", id="its source"
        ),
        pytest.param("fb.gg", "fb.gg is listed: it is Instagram", id="moved"),
        pytest.param("fb.gg", "Without the school's own list: fb.gg belongs to Facebook", id="without it"),
        pytest.param("fb.gg", "The order, from the top: what the program never lists;", id="the order"),
    ],
)
async def test_what_the_school_changed_is_told_with_its_reason_and_never_with_its_author(
    tmp_path: Path, typed: str, words: str
) -> None:
    async with a_site(tmp_path / "site", school=school_with(tmp_path)) as site:
        page = await ask(site, typed)
    assert words in page.text
    assert "Ada" not in page.text
    assert "lists.toml" not in page.text


@pytest.mark.parametrize(
    ("typed", "group", "problem"),
    [
        pytest.param("", "", NOTHING, id="nothing"),
        pytest.param("   ", "", NOTHING, id="spaces"),
        pytest.param("two words", "", NO_HOST, id="words"),
        pytest.param("https://", "", NO_HOST, id="a URL without a host"),
        pytest.param("http://[::1", "", NO_HOST, id="half an address"),
        pytest.param("10.20.0.5", "", NO_HOST, id="a number"),
        pytest.param("a" * 64 + ".test", "", NO_HOST, id="too long a part"),
        pytest.param("facebook", "", NOT_WHOLE, id="half a name"),
        pytest.param("https://reminder.owntime.internal/facebook/tok", "", THE_REMINDER, id="the reminder"),
        pytest.param("facebook.com", "gardeners", NO_GROUP, id="an unknown group"),
    ],
)
async def test_what_cannot_be_answered_gets_one_line_and_stays_in_its_field(
    site: Site, typed: str, group: str, problem: str
) -> None:
    page = await ask(site, typed, group)
    dom = Dom(page.body)
    assert page.status == 422
    assert {"class": "problem", "id": "problem", "role": "alert"} in dom.all("p")
    assert problem in page.text
    assert dom.value_of("host") == typed.strip()
    assert "The answer" not in page.text


async def test_what_is_typed_comes_back_as_text_and_no_longer_than_it_may_be(site: Site) -> None:
    page = await ask(site, '"><script>alert(1)</script>' + "x" * LONGEST)
    dom = Dom(page.body)
    assert dom.all("script") == []
    assert dom.value_of("host").startswith('"><script>')
    assert len(dom.value_of("host")) == LONGEST


async def test_a_form_of_another_site_is_refused(site: Site) -> None:
    answer = await site.client.post("/why", data={"host": "facebook.com"}, headers={"Accept": "text/html"})
    assert answer.status == 403
    assert "facebook" not in await answer.text()


@pytest.mark.parametrize("way", ["form", "link", "form that cannot be answered", "search"])
async def test_nothing_that_was_asked_is_logged_or_kept(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, way: str
) -> None:
    caplog.set_level(logging.DEBUG)
    async with a_site(tmp_path) as site:
        typed = f"{WORD}.example" if way != "form that cannot be answered" else f"{WORD} two words"
        match way:
            case "link":
                page = await site.get(f"/why?host={typed}")
            case "search":
                page = await site.get(f"/admin/platforms?q={typed}", Role.IT_ADMIN)
            case _:
                page = await ask(site, f"{typed}/path?{WORD}")
        assert WORD.encode() in page.body
        assert WORD in (await site.get(f"/why?host={WORD}.example")).text
    ours = [r.getMessage() for r in caplog.records if not r.name.startswith("aiohttp.access")]
    assert any("/why" in line for line in ours)
    assert WORD not in "\n".join(ours)
    assert not is_kept(tmp_path)


async def test_the_look_into_log_and_files_finds_what_is_written(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with a_site(tmp_path) as site:
        logging.getLogger("owntime.server").info("GET /why?host=%s.example", WORD)
        await site.store.run(lambda c: c.execute("INSERT INTO wrongly_listed VALUES (?, '', 1)", (WORD,)))
    assert WORD in caplog.text
    assert is_kept(tmp_path)


def is_kept(folder: Path) -> bool:
    return any(WORD.encode() in file.read_bytes() for file in folder.iterdir())


async def test_a_change_that_is_not_published_yet_is_told_with_what_devices_go_by(tmp_path: Path) -> None:
    async with a_site(tmp_path / "site", school=school_with(tmp_path)) as site:
        await publish_policy(site)
        page = await ask(site, "fb.gg")
        same = await ask(site, "www.facebook.com")
    assert "Devices go by version 1 for now, in which it belongs to Facebook." in page.text
    assert "What a visit meets now" in page.text
    assert "Devices go by" not in same.text


async def test_staff_and_the_front_page_lead_to_it_and_name_no_host(site: Site) -> None:
    for path in ("/", "/staff"):
        links = [link["href"] for link in Dom((await site.get(path)).body).all("a")]
        assert "/why" in links
        assert not [link for link in links if link and "?" in link]


def test_a_school_without_word_of_its_lists_tells_of_them_as_they_are() -> None:
    stories = dataclasses.replace(SCHOOL, lists=None).stories
    assert {platform.id for platform in stories.lists.shipped.platforms} == SCHOOL.platforms
    assert stories.lists.layer.entries == ()
