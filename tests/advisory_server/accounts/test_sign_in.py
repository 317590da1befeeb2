import asyncio
import logging
import threading

import pytest
from aiohttp import ClientResponse
from argon2 import PasswordHasher

from advisory_server.accounts.passwords import Hasher, argon2id
from advisory_server.accounts.role import Role
from advisory_server.accounts.sign_in import NOT_RIGHT
from advisory_server.keys import PASSWORDS
from advisory_server.store.accounts import all_accounts, disable_account, make_account
from advisory_server.store.database import Store
from tests.advisory_server.accounts.world import NOON, PASSWORD, TOKEN, World


@pytest.mark.parametrize(("role", "home"), [(Role.HEADTEACHER, "/summary"), (Role.IT_ADMIN, "/admin")])
async def test_a_right_password_leads_to_the_own_page(world: World, role: Role, home: str) -> None:
    browser = world.browser()

    answer = await browser.sign_in(world.add_account(role))

    assert (answer.status, answer.headers["Location"]) == (303, home)
    assert (await browser.get(home)).status == 200
    assert (await browser.get("/sign-in")).headers["Location"] == home


@pytest.mark.parametrize("typed", ["head", "HEAD", " Head "])
async def test_a_name_is_taken_in_capitals_or_not(world: World, typed: str) -> None:
    world.add_account()

    assert (await world.browser().sign_in(typed)).status == 303


def seen(answer: ClientResponse, text: str, name: str) -> tuple[int, str, list[str]]:
    """Return what tells one refusal from another, without the typed name and what is random in a form."""
    assert f'name="name" value="{name}"' in text
    form = TOKEN.findall(text)[0]
    return answer.status, text.replace(f'value="{name}"', "").replace(form, "TOKEN"), sorted(set(answer.headers))


async def test_a_wrong_password_an_unknown_name_and_a_disabled_account_look_the_same(world: World) -> None:
    world.add_account()
    gone = world.add_account(Role.IT_ADMIN)
    with Store(world.path) as other:
        other.run_here(lambda connection: disable_account(connection, gone, NOON))
    looks = []
    for name, password in [("head", "not the password"), ("nobody", PASSWORD), (gone, PASSWORD)]:
        answer = await world.browser().sign_in(name, password)
        looks.append(seen(answer, await answer.text(), name))

    assert looks[0] == looks[1] == looks[2]
    assert looks[0][0] == 403
    assert NOT_RIGHT in looks[0][1]


class CountingHasher:
    """The real hasher, which counts what it worked out."""

    def __init__(self, hasher: Hasher) -> None:
        self._hasher = hasher
        self.verified: list[str] = []

    def hash(self, password: str) -> str:
        return self._hasher.hash(password)

    def verify(self, hash: str, password: str) -> bool:  # noqa: A002
        self.verified.append(hash)
        return self._hasher.verify(hash, password)

    def check_needs_rehash(self, hash: str) -> bool:  # noqa: A002
        return self._hasher.check_needs_rehash(hash)


@pytest.mark.parametrize("name", ["head", "nobody"])
async def test_a_name_costs_one_verification_with_the_same_parameters_whether_known_or_not(
    world: World, name: str
) -> None:
    world.add_account()
    counting = CountingHasher(argon2id())
    world.app[PASSWORDS].hasher = counting

    assert (await world.browser().sign_in(name, "not the password")).status == 403
    (verified,) = counting.verified
    assert verified.split("$")[:4] == ["", "argon2id", "v=19", "m=19456,t=2,p=1"]


async def test_a_hash_made_with_other_parameters_is_made_anew_and_sessions_go_on(
    world: World,
) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with Store(world.path) as other:
        other.run_here(lambda connection: make_account(connection, "head", Role.HEADTEACHER, weak, NOON))
        first, second = world.browser(), world.browser()
        assert (await first.sign_in()).status == 303
        (after,) = other.run_here(all_accounts)
        assert (await second.sign_in()).status == 303
        (again,) = other.run_here(all_accounts)

    assert "m=19456,t=2,p=1" in after.password_hash
    assert again.password_hash == after.password_hash
    assert (await first.get("/summary")).status == 200


async def test_more_than_ten_tries_for_an_account_wait_and_then_may_go_on(world: World) -> None:
    world.add_account()
    browser = world.browser()
    for _ in range(10):
        assert (await browser.sign_in(password="not the password")).status == 403  # noqa: S106
        world.clock.step(seconds=10)

    refused = await browser.sign_in()
    assert (refused.status, refused.headers["Retry-After"]) == (429, "200")
    assert "wait 4 minutes" in await refused.text()

    world.clock.step(seconds=200)
    assert (await browser.sign_in()).status == 303


async def test_one_address_that_tries_many_names_waits(world: World) -> None:
    world.add_account()
    browser = world.browser()
    for number in range(10):
        assert (await browser.sign_in(f"name{number}")).status == 403

    assert (await browser.sign_in()).status == 429


async def test_a_right_password_begins_the_count_anew(world: World) -> None:
    world.add_account()
    for _ in range(3):
        browser = world.browser()
        for _ in range(3):
            assert (await browser.sign_in(password="not the password")).status == 403  # noqa: S106
        assert (await browser.sign_in()).status == 303


STRANGER = 'by="somebody not signed in"'


async def test_the_audit_names_who_was_let_in_and_never_what_was_typed(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    world.add_account()
    browser = world.browser()
    await browser.sign_in("nobody\r\n\x1b[31m2026 signed in", "hunter2 hunter2")
    await browser.sign_in("HEAD", "hunter2 hunter2")
    await browser.sign_in()
    session = browser.cookie("owntime") or "?"
    await browser.sign_out()

    lines = [record.getMessage() for record in caplog.records if record.name == "owntime.audit"]
    assert lines == [
        f'{NOON.isoformat()} sign-in failed {STRANGER} account="unknown" times_today="1"',
        f'{NOON.isoformat()} sign-in failed {STRANGER} account="head" times_today="1"',
        f'{NOON.isoformat()} signed in by="head"',
        f'{NOON.isoformat()} signed out by="head"',
    ]
    assert not any(secret in caplog.text for secret in ("hunter2", PASSWORD, session, "127.0.0.1"))


async def test_a_form_with_a_field_twice_or_a_file_is_refused(world: World) -> None:
    browser = world.browser()
    token = await browser.token("/sign-in")
    twice = f"csrf={token}&name=head&name=it&password=x"
    form = {"Content-Type": "application/x-www-form-urlencoded", "Origin": world.url}

    assert (await browser.ask("POST", "/sign-in", data=twice, headers=form)).status == 400
    assert (await browser.ask("POST", "/sign-in", data="csrf=%FF", headers=form)).status == 400
    assert (await browser.ask("POST", "/sign-in", data=b"csrf=\xff", headers=form)).status == 400
    assert (
        await browser.ask("POST", "/sign-in", json={"csrf": token}, headers={"Origin": world.url})
    ).status == 415


class WaitingHasher(CountingHasher):
    """The real hasher, which begins when it is told to."""

    def __init__(self, hasher: Hasher) -> None:
        super().__init__(hasher)
        self.begin = threading.Event()
        self.begun = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def verify(self, hash: str, password: str) -> bool:  # noqa: A002
        self._loop.call_soon_threadsafe(self.begun.set)
        self.begin.wait()
        return super().verify(hash, password)


async def test_the_server_answers_while_passwords_are_worked_out(world: World) -> None:
    waiting = WaitingHasher(argon2id())
    world.app[PASSWORDS].hasher = waiting
    async with asyncio.TaskGroup() as tasks:
        signing_in = [tasks.create_task(world.browser().sign_in("nobody")) for _ in range(3)]
        await waiting.begun.wait()
        answer = await world.browser().get("/healthz")
        waiting.begin.set()

    assert answer.status == 200
    assert [task.result().status for task in signing_in] == [403] * 3


async def test_when_too_many_wait_others_are_asked_to_come_back(world: World) -> None:
    waiting = WaitingHasher(argon2id())
    passwords = world.app[PASSWORDS]
    passwords.hasher = waiting
    try:
        async with asyncio.timeout(10), asyncio.TaskGroup() as tasks:
            for _ in range(18):
                tasks.create_task(passwords.check(None, "x"))
            await asyncio.sleep(0)
            refused = await world.browser().sign_in("nobody")
            waiting.begin.set()
    finally:
        waiting.begin.set()

    assert (refused.status, refused.headers["Retry-After"]) == (503, "5")
    assert (await world.browser().sign_in("nobody")).status == 403
