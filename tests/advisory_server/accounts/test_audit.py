"""What is noted is noted together with what was done, both or neither, and read as it was written."""

import datetime as dt
import logging
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from advisory_server.accounts.audit import do_and_note, do_and_note_here
from advisory_server.accounts.role import Role
from advisory_server.store.accounts import all_accounts
from advisory_server.store.audit import Deed, Entry, What, entries
from advisory_server.store.database import Connection, Store
from tests.advisory_server.accounts.world import NOON, PASSWORD, Browser, World

NO_ROOM = "CREATE TRIGGER no_room BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'full'); END"


def deed_of(who: str = "head", **facts: str) -> Deed:
    return Deed(at=NOON, who=who, what=What.SIGNED_IN, facts=facts)


def begin_week(connection: Connection) -> int:
    return connection.execute("INSERT INTO began VALUES ('2026-06-15')").rowcount


def weeks(connection: Connection) -> list[tuple[str]]:
    return connection.execute("SELECT * FROM began").fetchall()


def all_entries(connection: Connection) -> tuple[Entry, ...]:
    return entries(connection, 1_000)


async def test_what_is_done_is_noted_with_it(tmp_path: Path) -> None:
    with Store(tmp_path / "a.db") as store:
        assert await do_and_note(store, begin_week, lambda rows: deed_of(rows=str(rows))) == 1
        (entry,) = store.run_here(all_entries)
        assert store.run_here(weeks) == [("2026-06-15",)]

    assert entry == Entry(number=1, at=NOON, who="head", what="signed in", facts={"rows": "1"})


async def test_what_changes_nothing_is_not_noted(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "owntime.audit")
    with Store(tmp_path / "a.db") as store:
        await do_and_note(store, weeks, lambda _: None)
        do_and_note_here(store, weeks, lambda _: None)

        assert store.run_here(all_entries) == ()
    assert caplog.messages == []


def test_what_fails_is_not_noted(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def fail(connection: Connection) -> None:
        begin_week(connection)
        raise LookupError

    caplog.set_level(logging.INFO, "owntime.audit")
    with Store(tmp_path / "a.db") as store:
        with pytest.raises(LookupError):
            do_and_note_here(store, fail, lambda _: deed_of())

        assert (store.run_here(all_entries), store.run_here(weeks)) == ((), [])
    assert caplog.messages == []


def test_what_cannot_be_noted_is_not_done(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "owntime.audit")
    with Store(tmp_path / "a.db") as store:
        store.run_here(lambda connection: connection.execute(NO_ROOM))
        with pytest.raises(sqlite3.IntegrityError, match="full"):
            do_and_note_here(store, begin_week, lambda _: deed_of())

        assert store.run_here(weeks) == []
    assert caplog.messages == []


async def sign_in(_: World, browser: Browser) -> int:
    return (await browser.sign_in()).status


async def sign_out(_: World, browser: Browser) -> int:
    return (await browser.sign_out()).status


async def make_account(world: World, browser: Browser) -> int:
    fields = {"name": "new", "password": PASSWORD, "again": PASSWORD}
    link = world.link()
    world.store.run_here(lambda connection: connection.execute(NO_ROOM))
    return (await browser.send(link, fields)).status


async def pause(_: World, browser: Browser) -> int:
    return (await browser.send("/pause", {}, page="/summary")).status


async def end_pause(_: World, browser: Browser) -> int:
    return (await browser.send("/pause/end", {}, page="/summary")).status


Act = Callable[[World, Browser], Awaitable[int]]
ACTS = [
    pytest.param((), sign_in, id="signing in"),
    pytest.param((sign_in,), sign_out, id="signing out"),
    pytest.param((), make_account, id="making an account"),
    pytest.param((sign_in,), pause, id="pausing the reminders"),
    pytest.param((sign_in, pause), end_pause, id="ending the pause"),
]


@pytest.mark.parametrize(("before", "act"), ACTS)
async def test_on_the_server_no_deed_is_done_without_its_entry(
    world: World, before: tuple[Act, ...], act: Act
) -> None:
    def state() -> object:
        sessions = world.store.run_here(lambda c: c.execute("SELECT digest FROM sessions").fetchall())
        pauses = world.store.run_here(lambda c: c.execute("SELECT id, ended_at FROM pauses").fetchall())
        return sessions, pauses, world.store.run_here(all_accounts)

    world.add_account()
    browser = world.browser()
    for other in before:
        assert await other(world, browser) == 303
    known = state()
    if act is not make_account:
        world.store.run_here(lambda connection: connection.execute(NO_ROOM))

    assert await act(world, browser) == 503
    assert state() == known
    world.store.run_here(lambda connection: connection.execute("DROP TRIGGER no_room"))
    if act is not make_account:
        assert await act(world, browser) == 303
        assert state() != known


async def test_who_did_what_stands_there_in_order(world: World) -> None:
    browser = world.browser()
    await browser.send(world.link(), {"name": "jo.head", "password": PASSWORD, "again": PASSWORD})
    await pause(world, browser)
    await browser.get("/admin")
    await browser.sign_out()

    found = [(entry.who, entry.what) for entry in reversed(world.store.run_here(all_entries))]
    assert found == [
        ("this server", "set-up link made"),
        ("jo.head", "account made"),
        ("jo.head", "signed in"),
        ("jo.head", "reminders paused"),
        ("jo.head", "page of another role refused"),
        ("jo.head", "signed out"),
    ]


async def test_nothing_that_is_looked_at_or_asked_leaves_an_entry(world: World) -> None:
    browser = await world.signed_in(Role.IT_ADMIN)
    before = world.store.run_here(all_entries)
    for path in ("/", "/staff", "/what-we-count", "/admin", "/admin/audit", "/api/v1/policy", "/healthz", "/no"):
        await browser.get(path)
        await world.browser().get(path)

    assert world.store.run_here(all_entries) == before


async def test_no_entry_holds_what_was_typed_a_token_or_an_address(world: World) -> None:
    link = world.link()
    browser = world.browser()
    await browser.sign_in("hunter2 hunter2", "hunter2 hunter2")
    await browser.send(link, {"name": "head", "password": PASSWORD, "again": PASSWORD})
    session = browser.cookie("owntime") or "?"
    await browser.get("/admin")

    told = repr(world.store.run_here(all_entries))
    assert "head" in told
    assert not any(part in told for part in ("hunter2", PASSWORD, session, link[8:], "127.0.0.1", "localhost"))


def test_a_line_says_when_in_utc_what_and_who(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "owntime.audit")
    at = dt.datetime(2026, 6, 17, 12, 0, 5, tzinfo=ZoneInfo("Europe/London"))
    deed = Deed(at=at, who="head", what=What.PAUSED, facts={"role": "headteacher"})
    with Store(tmp_path / "a.db") as store:
        do_and_note_here(store, lambda _: None, lambda _: deed)

    assert caplog.messages == ['2026-06-17T11:00:05+00:00 reminders paused by="head" role="headteacher"']


@pytest.mark.parametrize(
    "forged", ["a\nb", "a\r\nb", "a\x1b[31mb", "a\x85b", "a\u2028b", 'a" role="head', "a\x00b"]
)
def test_what_could_forge_a_line_is_written_out(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, forged: str
) -> None:
    caplog.set_level(logging.INFO, "owntime.audit")
    with Store(tmp_path / "a.db") as store:
        do_and_note_here(store, lambda _: None, lambda _: deed_of(account=forged))
        (entry,) = store.run_here(all_entries)

    (line,) = caplog.messages
    assert line.isascii()
    assert line.isprintable()
    assert line.count('"') - line.count('\\"') == 4
    assert entry.facts == {"account": forged}
