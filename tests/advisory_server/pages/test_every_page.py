"""What holds for every page: plain HTML without script, its landmarks, and no name that changes the page."""

import datetime as dt
import re
from collections.abc import AsyncIterator, Callable
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import aiohttp_jinja2
import msgspec
import pytest

from advisory_server.accounts.password_rules import SHORTEST
from advisory_server.accounts.role import Role
from advisory_server.accounts.tokens import digest_of
from advisory_server.school import School
from advisory_server.store.figures_link import open_figures
from advisory_server.store.set_up_links import make_link
from school_policy import policy as parts
from school_policy.half_term import HalfTerm
from school_policy.policy import Policy
from tests.advisory_server.pages.made_up import made_up_half_term, write
from tests.advisory_server.pages.site import ANY, MONDAY, POLICY, SESSIONS, Answer, Counted, Dom, Site, a_site

LINK = "a-link-that-makes-an-account"
FIGURES = "a-link-to-the-figures"
HALF_TERM = HalfTerm(first=dt.date(2026, 9, 2), last=dt.date(2026, 10, 23))
PAGES: dict[str, tuple[str, Role | None]] = {
    "front": ("/", None),
    "front, signed in": ("/", Role.HEADTEACHER),
    "staff": ("/staff", None),
    "what we count": ("/what-we-count", None),
    "summary": ("/summary", Role.HEADTEACHER),
    "why": ("/why", None),
    "why, answered": ("/why?host=www.facebook.com", None),
    "why, not answered": ("/why?host=face", Role.IT_ADMIN),
    "half-terms": ("/summary/half-terms", Role.HEADTEACHER),
    "half-term": ("/summary/half-terms/2026-09-02", Role.HEADTEACHER),
    "for governors": ("/summary/governors", Role.HEADTEACHER),
    "figures for staff": (f"/figures/{FIGURES}", None),
    "half-term for staff": (f"/figures/{FIGURES}/half-terms/2026-09-02", None),
    "admin": ("/admin", Role.IT_ADMIN),
    "audit": ("/admin/audit", Role.IT_ADMIN),
    "platforms": ("/admin/platforms", Role.IT_ADMIN),
    "platforms, searched": ("/admin/platforms?q=knitting.example", Role.IT_ADMIN),
    "platform": ("/admin/platforms/facebook", Role.IT_ADMIN),
    "devices": ("/admin/devices", Role.IT_ADMIN),
    "calendar": ("/admin/calendar", Role.IT_ADMIN),
    "channels": ("/admin/channels", Role.IT_ADMIN),
    "sign in": ("/sign-in", None),
    "set up": (f"/set-up/{LINK}", None),
    "no such page": ("/no-such-page", None),
}
every_page = pytest.mark.parametrize("name", PAGES)


async def open_page(site: Site, name: str) -> Answer:
    if name == "set up":
        await site.store.run(partial(make_link, digest=digest_of(LINK), role=Role.IT_ADMIN, now=MONDAY))
    if "half-term" in name:
        write(site.store, (), [made_up_half_term(HALF_TERM)])
    await site.store.run(partial(open_figures, token=FIGURES))
    path, role = PAGES[name]
    page = await site.get(path, role)
    assert page.status == {"no such page": 404, "why, not answered": 422}.get(name, 200)
    return page


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with a_site(tmp_path, Counted(clients={ANY: 13})) as it:
        yield it


@every_page
async def test_it_is_plain_html_without_script_or_inline_style(site: Site, name: str) -> None:
    page = await open_page(site, name)
    assert complaints(Dom(page.body)) == []
    assert page.header("Content-Type") == "text/html; charset=utf-8"
    assert page.body.startswith(b"<!doctype html>")


@pytest.mark.parametrize(
    "edit",
    [
        (b"<h1>", b'<h1 style="color: red">'),
        (b"<h1>", b"<script>1</script><h1>"),
        (b"<h1>", b"<h1>Another</h1><h1>"),
        (b"<h1>", b'<h1 onclick="1">'),
        (b'lang="en-GB"', b""),
        (b'href="#main"', b'href="#there"'),
        (b"/static/owntime.css", b"https://other.example/owntime.css"),
        (b"<main", b"<div"),
        (b'<nav aria-label="Pages">', b"<nav>"),
        (b"<main", b'<nav aria-label="Pages"></nav><main'),
        (b' role="cell"', b""),
        (b'<table class="prose" role="table">', b'<table class="prose">'),
    ],
    ids=lambda edit: edit[1].decode(),
)
async def test_the_same_look_finds_what_is_wrong(site: Site, edit: tuple[bytes, bytes]) -> None:
    page = await open_page(site, "what we count")
    assert edit[0] in page.body
    assert complaints(Dom(page.body.replace(*edit))) != []


def complaints(dom: Dom) -> list[str]:
    """Name what a page has that it may not have, and what it lacks."""
    tags = [tag for tag, _ in dom.elements]
    attributes = {name for _, attributes in dom.elements for name in attributes}
    addresses = [
        value or ""
        for _, its in dom.elements
        for name, value in its.items()
        if name in ("href", "src", "srcset", "action")
    ]
    held = {
        "one of each": all(tags.count(tag) == 1 for tag in ("html", "title", "main", "h1", "header", "footer")),
        "each navigation once": len({its.get("aria-label") for its in dom.all("nav")}) == tags.count("nav"),
        "one for all": {"aria-label": "Pages"} in dom.all("nav"),
        "no script": not {"script", "style", "iframe", "object", "embed", "base"} & set(tags),
        "nothing inline": not [name for name in attributes if name == "style" or name.startswith("on")],
        "all of it ours": all(re.match(r"/(?!/)|#", address) for address in addresses),
        "language": dom.all("html") == [{"lang": "en-GB"}],
        "skip link first": dom.all("a")[0] == {"class": "skip", "href": "#main"},
        "and where it leads": [its.get("id") for its in dom.all("main")] == ["main"],
        "utf-8": {"charset": "utf-8"} in dom.all("meta"),
        "labels": {label["for"] for label in dom.all("label")}
        == {it.get("id") for tag in FIELDS for it in dom.all(tag) if it.get("type") != "hidden"},
        "headings in order": headings_in_order(tags),
        # On a narrow screen the style makes blocks of them, which some browsers then no longer read as a table.
        "tables to the ear": all("role" in its for tag, its in dom.elements if tag in TABLE_PARTS),
    }
    return [what for what, holds in held.items() if not holds]


FIELDS = ("input", "select", "textarea")
TABLE_PARTS = ("table", "thead", "tbody", "tr", "th", "td")


def headings_in_order(tags: list[str]) -> bool:
    levels = [int(tag[1]) for tag in tags if re.fullmatch(r"h[1-6]", tag)]
    return levels[0] == 1 and all(after <= before + 1 for before, after in pairwise(levels))


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus=alert(1) x='",
    "</title></h1></main><form action=https://other.example>",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;b&gt;",
]


def named(text: str) -> Policy:
    """Return the sample school with one text wherever people may write one."""
    contact = parts.Contact(who=text, how=text)
    replace = msgspec.structs.replace
    group, channel = POLICY.groups[0], POLICY.channels[0]
    pauses = tuple(replace(day, breaks=tuple(replace(it, name=text) for it in day.breaks)) for day in group.week)
    return replace(
        POLICY,
        school=replace(POLICY.school, name=text),
        groups=(replace(group, name=text, week=pauses),),
        channels=(
            replace(channel, name=text, master_role=text, approved_roles=(text, text)),
            replace(channel, name=text, review_on=channel.opened),
        ),
        contacts=parts.Contacts(safeguarding=contact, headteacher=contact, it=contact),
    )


async def shape(folder: Path, text: str, name: str, spoil: Callable[[Site], None] = lambda _: None) -> Any:
    async with a_site(folder, school=School(policy=named(text))) as site:
        await site.store.run(
            lambda c: c.execute(
                "INSERT INTO device (id, name, token_hash, added_on) VALUES ('0', ?, x'00', '2026-11-16')", (text,)
            )
        )
        spoil(site)
        return Dom((await open_page(site, name)).body).shape()


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "name", ["front", "staff", "admin", "summary", "why", "why, answered", "devices", "calendar", "channels"]
)
async def test_no_name_changes_the_page_around_it(tmp_path: Path, name: str, text: str) -> None:
    assert await shape(tmp_path / "one", text, name) == await shape(tmp_path / "two", "Ashover", name)


async def test_without_escaping_the_same_look_finds_what_came_in(tmp_path: Path) -> None:
    def spoil(site: Site) -> None:
        assert site.client.app is not None
        aiohttp_jinja2.get_env(site.client.app).autoescape = False

    plain = await shape(tmp_path / "two", "Ashover", "staff")
    assert await shape(tmp_path / "one", HOSTILE[0], "staff", spoil) != plain


@pytest.mark.parametrize("text", HOSTILE)
async def test_what_was_typed_into_a_form_comes_back_as_text(tmp_path: Path, text: str) -> None:
    async with a_site(tmp_path) as site:
        page = await site.client.get("/sign-in")
        (token,) = (field["value"] for field in Dom(await page.read()).all("input") if field["name"] == "csrf")
        origin = {"Origin": str(site.client.make_url("/")).rstrip("/")}
        form = {"csrf": token, "name": text, "password": text}
        answer = await site.client.post("/sign-in", data=form, headers=origin)
        dom = Dom(await answer.read())
    assert answer.status == 403
    fields = {field["name"]: field for field in dom.all("input")}
    assert fields["name"]["value"] == text.strip()
    assert "value" not in fields["password"]
    assert fields["password"]["aria-describedby"] == "problem"
    assert {"class": "problem", "id": "problem", "role": "alert"} in dom.all("p")
    assert complaints(dom) == []


@every_page
async def test_words_that_judge_are_not_used(site: Site, name: str) -> None:
    judging = r"block|violat|offen[cds]|whitelist|blacklist|denied|forbidden|warning|prohibit|breach"
    page = await open_page(site, name)
    assert not re.search(judging, page.text.lower())
    assert re.search(judging, "access denied")


@pytest.mark.parametrize(
    ("role", "there", "not_there"),
    [
        (None, ["/sign-in"], ["/summary", "/admin", "/sign-out"]),
        (Role.HEADTEACHER, ["/summary", "/sign-out"], ["/sign-in", "/admin"]),
        (Role.IT_ADMIN, ["/admin", "/sign-out"], ["/sign-in", "/summary"]),
    ],
)
async def test_each_role_finds_its_own_page(
    site: Site, role: Role | None, there: list[str], not_there: list[str]
) -> None:
    for path in ("/", "/staff", "/what-we-count", "/why"):
        dom = Dom((await site.get(path, role)).body)
        ways = {link["href"] for link in dom.all("a")} | {form["action"] for form in dom.all("form")}
        assert set(there) <= ways
        assert not set(not_there) & ways
        assert {"/staff", "/what-we-count", "/why"} <= ways


async def test_signing_out_is_a_form_that_is_accepted(site: Site) -> None:
    dom = Dom((await site.get("/", Role.HEADTEACHER)).body)
    form = {field["name"] or "": field["value"] or "" for field in dom.all("input")}
    headers = {
        "Origin": str(site.client.make_url("/")).rstrip("/"),
        "Cookie": "owntime=" + SESSIONS[Role.HEADTEACHER],
    }
    answer = await site.client.post("/sign-out", data=form, headers=headers, allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/")


async def test_setting_up_says_how_long_a_password_must_be(site: Site) -> None:
    page = await open_page(site, "set up")
    assert f"At least {SHORTEST} characters" in page.text
    assert "This link is for the IT admin" in page.text
    kinds = [field.get("autocomplete") for field in Dom(page.body).all("input")]
    assert kinds == [None, "username", "new-password", "new-password"]
