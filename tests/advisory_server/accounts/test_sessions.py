import logging
import sqlite3
from contextlib import closing
from functools import partial
from typing import Any

import pytest

from advisory_server.accounts.passwords import hash_password
from advisory_server.accounts.role import Role
from advisory_server.accounts.tokens import digest_of, new_token
from advisory_server.store import accounts
from advisory_server.store.database import Store
from advisory_server.store.sessions import begin_session
from tests.advisory_server.accounts.world import World


def rows(world: World, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(world.path)) as connection:
        return connection.execute(sql).fetchall()


@pytest.mark.parametrize(
    ("idle", "status"),
    [pytest.param(29 * 60 + 59, 200, id="just before"), pytest.param(30 * 60, 303, id="after half an hour")],
)
async def test_a_session_ends_after_half_an_hour_without_a_request(world: World, idle: int, status: int) -> None:
    browser = await world.signed_in(Role.HEADTEACHER)
    world.clock.step(minutes=20)
    assert (await browser.get("/summary")).status == 200

    world.clock.step(seconds=idle)

    assert (await browser.get("/summary")).status == status


@pytest.mark.parametrize(
    ("after", "status"), [pytest.param(59, 200, id="just before"), pytest.param(60, 303, id="after eight hours")]
)
async def test_a_session_ends_after_eight_hours_however_busy(world: World, after: int, status: int) -> None:
    browser = await world.signed_in(Role.HEADTEACHER)
    for _ in range(7 * 3 + 2):
        world.clock.step(minutes=20)
        assert (await browser.get("/summary")).status == 200

    world.clock.step(minutes=19, seconds=after)

    assert (await browser.get("/summary")).status == status


async def test_being_seen_is_written_once_a_minute_at_most(world: World) -> None:
    browser = await world.signed_in(Role.HEADTEACHER)
    seen = []
    for seconds in (59, 1, 59, 1):
        world.clock.step(seconds=seconds)
        await browser.get("/summary")
        ((at,),) = rows(world, "SELECT seen_at FROM sessions")
        seen.append(at - world.clock.at.timestamp())

    assert seen == [-59, 0, -59, 0]


async def test_the_database_holds_no_token(world: World) -> None:
    browser = await world.signed_in(Role.HEADTEACHER)
    token = browser.cookie("owntime")
    assert token is not None

    assert rows(world, "SELECT digest FROM sessions") == [(digest_of(token),)]
    await browser.sign_out()
    assert not any(token.encode() in path.read_bytes() for path in world.path.parent.iterdir())


async def test_a_token_that_somebody_planted_is_not_the_one_given(world: World) -> None:
    world.add_account()
    browser, planted = world.browser(), new_token()
    browser.plant("owntime", planted)

    await browser.sign_in()

    assert browser.cookie("owntime") not in {None, planted}
    assert rows(world, "SELECT digest FROM sessions") == [(digest_of(browser.cookie("owntime") or ""),)]


async def test_a_browser_that_signs_in_twice_has_one_session(world: World) -> None:
    world.add_account()
    browser = world.browser()
    token = await browser.token("/sign-in")
    cookies = []
    for _ in range(2):
        fields = {"csrf": token, "name": "head", "password": "green kettle on monday"}
        answer = await browser.ask("POST", "/sign-in", data=fields, headers={"Origin": world.url})
        assert answer.status == 303
        cookies.append(browser.cookie("owntime"))

    assert cookies[0] != cookies[1]
    assert rows(world, "SELECT digest FROM sessions") == [(digest_of(cookies[1] or ""),)]


async def test_signing_out_ends_the_session_on_the_server_and_in_the_browser(world: World) -> None:
    browser = await world.signed_in(Role.HEADTEACHER)
    token = browser.cookie("owntime")

    answer = await browser.sign_out()

    assert (answer.status, answer.headers["Location"]) == (303, "/")
    assert browser.cookie("owntime") is None
    thief = world.browser()
    thief.plant("owntime", token or "")
    assert (await thief.get("/summary")).status == 303
    assert rows(world, "SELECT * FROM sessions") == []


@pytest.mark.parametrize("after", [31, 0], ids=["the session is over", "it is in force"])
async def test_signing_out_of_a_session_that_is_over_leads_to_signing_in(world: World, after: int) -> None:
    browser = await world.signed_in(Role.HEADTEACHER)
    fields = {"csrf": await browser.token("/summary")}
    world.clock.step(minutes=after)

    answer = await browser.ask("POST", "/sign-out", data=fields, headers={"Origin": world.url})

    assert (answer.status, answer.headers["Location"]) == (303, "/sign-in" if after else "/")


@pytest.mark.parametrize("end", ["disabled", "signed out elsewhere", "another password"])
async def test_every_session_of_an_account_ends(world: World, end: str) -> None:
    first = await world.signed_in(Role.HEADTEACHER)
    second = world.browser()
    await second.sign_in()
    other = await world.signed_in(Role.IT_ADMIN)
    work = {
        "disabled": partial(accounts.disable_account, name="head", now=world.clock.at),
        "signed out elsewhere": partial(accounts.sign_out_account, name="HEAD"),
        "another password": partial(
            accounts.change_password, name="head", password_hash=hash_password("brown teapot on tuesday")
        ),
    }[end]
    with Store(world.path) as store:
        ended = store.run_here(work)

    assert ended == 2
    assert [(await browser.get("/summary")).status for browser in (first, second)] == [303, 303]
    assert (await other.get("/admin")).status == 200
    assert len(rows(world, "SELECT * FROM sessions")) == 1


async def test_a_disabled_account_has_no_session_whatever_the_table_holds(world: World) -> None:
    browser = await world.signed_in(Role.HEADTEACHER)
    with closing(sqlite3.connect(world.path)) as connection:
        connection.execute("UPDATE accounts SET disabled_at = 1")
        connection.commit()

    assert (await browser.get("/summary")).status == 303


async def test_sessions_that_are_over_are_cleared_away(world: World) -> None:
    await world.signed_in(Role.HEADTEACHER)
    world.clock.step(minutes=31)
    await world.signed_in(Role.IT_ADMIN)

    assert len(rows(world, "SELECT * FROM sessions")) == 1


@pytest.mark.parametrize("cookie", ["", "x", "Ä" * 43, "x" * 3000])
async def test_a_cookie_that_opens_nothing_is_somebody_not_signed_in(
    world: World, cookie: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    answer = await world.browser().get("/summary", headers={"Cookie": f"owntime={cookie}"})

    assert answer.status == 303
    assert caplog.records == []


async def test_no_session_begins_for_an_account_that_was_disabled_meanwhile(world: World) -> None:
    world.add_account()
    account = await world.store.run(partial(accounts.find_account, name="head"))
    assert account is not None
    await world.store.run(partial(accounts.disable_account, name="head", now=world.clock.at))
    begin = partial(
        begin_session, digest=digest_of(new_token()), account=account.id, now=world.clock.at, in_place_of=None
    )

    assert await world.store.run(begin) is False
    assert rows(world, "SELECT * FROM sessions") == []
