"""The button that pauses all reminders: on whose pages it stands, what it does, and what staff read."""

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from advisory_server.accounts.role import Role
from advisory_server.pausing import PAUSING
from tests.advisory_server.accounts.world import Browser, World, a_world
from tests.advisory_server.pages.site import Dom

HEADTEACHER, IT_ADMIN = Role.HEADTEACHER, Role.IT_ADMIN
PAUSED = "Reminders are paused until tomorrow."
TOLD_STAFF = "Reminders are paused today, for everybody. They are back tomorrow."


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as it:
        yield it


async def text(browser: Browser, path: str) -> str:
    answer = await browser.get(path)
    assert answer.status == 200
    return " ".join(Dom(await answer.read()).text.split())


async def buttons(browser: Browser, path: str) -> list[str | None]:
    """Return where the forms of a page go, but for signing out."""
    dom = Dom(await (await browser.get(path)).read())
    return [form["action"] for form in dom.all("form") if form["action"] != "/sign-out"]


def is_paused(world: World) -> bool:
    return world.app[PAUSING].in_force() is not None


@pytest.mark.parametrize("role", Role)
async def test_one_press_pauses_and_another_takes_it_back(world: World, role: Role) -> None:
    browser = await world.signed_in(role)
    assert await buttons(browser, role.home) == ["/pause"]
    assert "Nothing is counted meanwhile." in await text(browser, role.home)

    answer = await browser.send("/pause", {}, page=role.home)

    assert (answer.status, answer.headers["Location"]) == (303, role.home)
    # 11:00 UTC is noon in June.
    assert f"{PAUSED} Paused by the {role.in_words} at 12:00." in await text(browser, role.home)
    assert await buttons(browser, role.home) == ["/pause/end"]

    answer = await browser.send("/pause/end", {}, page=role.home)

    assert (answer.status, answer.headers["Location"]) == (303, role.home)
    assert PAUSED not in await text(browser, role.home)
    assert await buttons(browser, role.home) == ["/pause"]


async def test_the_other_role_sees_whose_pause_it_is_and_may_end_it(world: World) -> None:
    head, it_admin = await world.signed_in(HEADTEACHER), await world.signed_in(IT_ADMIN)
    await head.send("/pause", {}, page="/summary")

    assert "Paused by the Headteacher at 12:00." in await text(it_admin, "/admin")
    await it_admin.send("/pause/end", {}, page="/admin")

    assert not is_paused(world)
    assert PAUSED not in await text(head, "/summary")


async def test_a_second_press_changes_nothing(world: World) -> None:
    head, it_admin = await world.signed_in(HEADTEACHER), await world.signed_in(IT_ADMIN)
    await head.send("/pause", {}, page="/summary")
    world.clock.step(minutes=5)

    assert (await it_admin.send("/pause", {}, page="/")).status == 303
    assert "Paused by the Headteacher at 12:00." in await text(it_admin, "/admin")
    await head.send("/pause/end", {}, page="/summary")
    assert (await head.send("/pause/end", {}, page="/summary")).status == 303
    assert not is_paused(world)


async def test_staff_read_it_in_one_line_and_without_a_name(world: World) -> None:
    head, anybody = await world.signed_in(HEADTEACHER), world.browser()
    assert TOLD_STAFF not in await text(anybody, "/staff")

    await head.send("/pause", {}, page="/summary")
    page = await text(anybody, "/staff")
    assert TOLD_STAFF in page
    assert "12:00" not in page

    world.clock.at = dt.datetime(2026, 6, 17, 23, tzinfo=dt.UTC)
    assert TOLD_STAFF not in await text(anybody, "/staff")


async def test_the_pages_change_at_midnight_by_themselves(world: World) -> None:
    head = await world.signed_in(HEADTEACHER)
    world.clock.at = dt.datetime(2026, 6, 17, 22, 59, tzinfo=dt.UTC)
    await head.sign_in()
    await head.send("/pause", {}, page="/summary")
    assert PAUSED in await text(head, "/summary")

    world.clock.step(minutes=1)
    assert await buttons(head, "/summary") == ["/pause"]


async def test_a_pause_is_still_there_after_a_restart(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        head = await world.signed_in(HEADTEACHER)
        await head.send("/pause", {}, page="/summary")
    async with a_world(tmp_path) as world:
        world.clock.step(hours=2)
        assert TOLD_STAFF in await text(world.browser(), "/staff")
        head = world.browser()
        await head.sign_in()
        assert "Paused by the Headteacher at 12:00." in await text(head, "/summary")


async def test_the_it_admin_sees_the_last_pauses_by_role_alone(world: World) -> None:
    head, it_admin = await world.signed_in(HEADTEACHER), await world.signed_in(IT_ADMIN)
    assert "Pauses of all reminders" not in await text(it_admin, "/admin")
    await head.send("/pause", {}, page="/summary")
    world.clock.step(minutes=10)
    await it_admin.send("/pause/end", {}, page="/admin")
    world.clock.step(minutes=10)
    await head.send("/pause", {}, page="/summary")

    rows = (
        "17 June 2026 12:20, by the Headteacher Not yet "
        "17 June 2026 12:00, by the Headteacher 12:10, by the IT admin"
    )
    assert rows in await text(it_admin, "/admin")
    world.clock.step(days=1)
    await it_admin.sign_in("it.admin")
    page = await text(it_admin, "/admin")
    assert "12:20, by the Headteacher At midnight" in page
    assert "it.admin" not in page


FORMS = pytest.mark.parametrize("path", ["/pause", "/pause/end"])


@FORMS
@pytest.mark.parametrize(
    ("origin", "with_token", "status"),
    [
        pytest.param("own", True, 303, id="our own page"),
        pytest.param("https://evil.test", True, 403, id="another site"),
        pytest.param("null", True, 403, id="a hidden origin"),
        pytest.param(None, True, 403, id="no origin"),
        pytest.param("own", False, 403, id="no token"),
    ],
)
async def test_only_our_own_form_does_it(
    world: World, path: str, origin: str | None, status: int, *, with_token: bool
) -> None:
    browser = await world.signed_in(HEADTEACHER)
    if path == "/pause/end":
        await browser.send("/pause", {}, page="/summary")
    before = is_paused(world)
    fields = {"csrf": await browser.token("/summary")} if with_token else {}
    headers = {} if origin is None else {"Origin": world.url if origin == "own" else origin}

    answer = await browser.ask("POST", path, data=fields, headers=headers)

    assert answer.status == status
    assert (is_paused(world) != before) is (status == 303)


@FORMS
async def test_after_the_sessions_end_nothing_is_done_and_that_is_said(world: World, path: str) -> None:
    browser = await world.signed_in(HEADTEACHER)
    if path == "/pause/end":
        await browser.send("/pause", {}, page="/summary")
    before, fields = is_paused(world), {"csrf": await browser.token("/summary")}
    world.clock.step(minutes=31)

    answer = await browser.ask("POST", path, data=fields, headers={"Origin": world.url})

    assert answer.status == 403
    assert "Nothing was done. Please sign in and try again." in await answer.text()
    assert is_paused(world) is before
