import asyncio
import json
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from advisory_server.accounts.passwords import hash_password
from advisory_server.accounts.role import Role
from advisory_server.store.accounts import make_account
from owntime.account_command import account
from owntime.server_data import open_store
from proxy_addons.clock import Clock
from tests.advisory_server.accounts.world import PASSWORD, a_world


def run(data: Path, *words: str) -> Result:
    return CliRunner().invoke(account, [*words, "--data", str(data)])


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a private folder with a database that has the account "head"."""
    folder = tmp_path / "server"
    with open_store(folder) as store:
        hashed = hash_password(PASSWORD)
        work = partial(make_account, name="head", role=Role.HEADTEACHER, password_hash=hashed, now=Clock().now())
        store.run_here(work)
    return folder


@pytest.mark.parametrize(
    ("server", "before"),
    [
        pytest.param([], "/set-up/", id="the path"),
        pytest.param(["--server", "https://s.test"], "https://s.test/set-up/", id="whole"),
        pytest.param(["--server", "https://s.test/"], "https://s.test/set-up/", id="whole, with a slash"),
    ],
)
def test_add_prints_a_link_and_nothing_else_to_standard_output(data: Path, server: list[str], before: str) -> None:
    result = run(data, "add", "--role", "it_admin", *server)

    assert result.exit_code == 0
    assert result.stdout.startswith(before)
    assert len(result.stdout.removeprefix(before).strip()) == 43
    assert "IT admin" in result.stderr


async def test_a_link_made_while_the_server_runs_makes_an_account(data: Path) -> None:
    async with a_world(data) as world:
        world.clock.at = Clock().now()
        result = await asyncio.to_thread(run, data, "add", "--role", "it_admin")
        fields = {"name": "it", "password": PASSWORD, "again": PASSWORD}

        assert (await world.browser().send(result.stdout.strip(), fields)).headers["Location"] == "/admin"


@pytest.mark.parametrize(("command", "again"), [("disable", 403), ("sign-out", 303)])
async def test_sessions_end_while_the_server_runs(data: Path, command: str, again: int) -> None:
    async with a_world(data) as world:
        world.clock.at = Clock().now()
        browser = world.browser()
        await browser.sign_in()
        result = await asyncio.to_thread(run, data, command, "HEAD")

        assert (result.exit_code, "Sessions ended: 1." in result.stdout) == (0, True)
        assert (await browser.get("/summary")).status == 303
        assert (await browser.sign_in()).status == again


def test_list_shows_who_there_is(data: Path) -> None:
    run(data, "disable", "head")
    result = run(data, "list", "--json")

    assert json.loads(result.stdout) == [{"name": "head", "role": "headteacher", "disabled": True}]
    assert "$argon2id" not in result.output
    table = run(data, "list").stdout
    assert [word in table for word in ("head", "Headteacher", "disabled", "$argon2id")] == [
        True,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("command", ["disable", "sign-out"])
def test_a_name_that_nobody_has_is_told(data: Path, command: str) -> None:
    result = run(data, command, "nobody")

    assert result.exit_code == 2
    assert result.stderr == 'owntime: there is no account "nobody" that is in use\n'


def test_a_role_must_be_one_of_the_two(data: Path) -> None:
    assert run(data, "add", "--role", "root").exit_code == 2
    assert run(data, "add").exit_code == 2


def test_what_is_no_database_is_told(data: Path) -> None:
    for path in data.iterdir():
        path.unlink()
    (data / "owntime.db").write_bytes(b"no database at all" * 100)
    result = run(data, "list")

    assert result.exit_code == 2
    assert "owntime: " in result.stderr
    assert "Traceback" not in result.output
