"""`owntime audit`, and the entries that commands leave."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from advisory_server.accounts.passwords import hash_password
from advisory_server.accounts.role import Role
from advisory_server.store.accounts import make_account
from owntime.cli import main
from owntime.demo.stage import SAMPLE_SCHOOL
from owntime.server_data import open_store
from owntime.typed_by import typed_by
from proxy_addons.clock import Clock

PUBLISH = ("lists", "publish", "--settings", str(SAMPLE_SCHOOL), "--note", "the first")
NO_ROOM = "CREATE TRIGGER no_room BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'full'); END"


def run(data: Path, *words: str) -> Result:
    return CliRunner().invoke(main, [*words, "--data", str(data)])


def audit(data: Path, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run(data, "audit", "--json", *words).stdout)
    return found


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "server"
    hashed = hash_password("green kettle on monday")
    with open_store(folder) as store:
        store.run_here(lambda it: make_account(it, "head", Role.HEADTEACHER, hashed, Clock().now()))
    return folder


DEEDS: list[Any] = [
    pytest.param(("account", "add", "--role", "it_admin"), "set-up link made", {"role": "it_admin"}, id="a link"),
    pytest.param(
        ("account", "disable", "head"), "account disabled", {"account": "head", "sessions": "0"}, id="disabling"
    ),
    pytest.param(
        ("account", "sign-out", "head"), "sessions ended", {"account": "head", "sessions": "0"}, id="signing out"
    ),
    pytest.param(("device", "add", "Laptop 2"), "device added", {"device": "Laptop 2"}, id="adding a device"),
    pytest.param(("device", "revoke", "Laptop 1"), "device revoked", {"device": "Laptop 1"}, id="revoking one"),
    pytest.param(PUBLISH, "policy published", {"version": "1", "note": "the first"}, id="publishing"),
]


@pytest.mark.parametrize(("words", "what", "facts"), DEEDS)
def test_a_command_that_changes_something_leaves_one_entry(
    data: Path, words: tuple[str, ...], what: str, facts: dict[str, str]
) -> None:
    run(data, "device", "add", "Laptop 1")
    assert len(audit(data)) == 1
    done = run(data, *words)
    newest, _ = audit(data)

    assert done.exit_code == 0, done.output
    assert (newest["number"], newest["who"], newest["what"]) == (2, typed_by(), what)
    assert newest["who"].startswith("command line, ")
    assert newest["facts"].items() >= facts.items()
    assert done.stdout.strip().rpartition("/")[2] not in json.dumps(newest)  # a link's or a device's token


@pytest.mark.parametrize(("words", "what", "facts"), DEEDS)
def test_a_command_that_cannot_be_noted_changes_nothing(
    data: Path, words: tuple[str, ...], what: str, facts: dict[str, str]
) -> None:
    run(data, "device", "add", "Laptop 1")
    with open_store(data) as store:
        store.run_here(lambda it: it.execute(NO_ROOM))
        before = store.run_here(lambda it: list(it.iterdump()))
    done = run(data, *words)

    assert (what, bool(facts), done.exit_code) == (what, True, 2)
    with open_store(data) as store:
        assert store.run_here(lambda it: list(it.iterdump())) == before


NOTHING: list[Any] = [
    pytest.param(("account", "list"), 0, id="looking at accounts"),
    pytest.param(("device", "list"), 0, id="looking at devices"),
    pytest.param(("lists", "history"), 0, id="looking at versions"),
    pytest.param(("device", "revoke", "Laptop 9"), 2, id="a device that there is not"),
    pytest.param(("account", "disable", "nobody"), 2, id="an account that there is not"),
    pytest.param((*PUBLISH, "--dry-run"), 0, id="a dry run"),
    pytest.param(("audit",), 0, id="looking at this"),
]


@pytest.mark.parametrize(("words", "code"), NOTHING)
def test_a_command_that_changes_nothing_leaves_none(data: Path, words: tuple[str, ...], code: int) -> None:
    assert run(data, *words).exit_code == code
    assert audit(data) == []


def test_a_rollback_says_whose_content_it_is(data: Path, tmp_path: Path) -> None:
    settings = tmp_path / "school.toml"
    text = SAMPLE_SCHOOL.read_text("utf-8")
    for changed in (text, text.replace("daily_cap = 0", "daily_cap = 3")):
        settings.write_text(changed, "utf-8")
        run(data, "lists", "publish", "--settings", str(settings))
    run(data, "lists", "rollback", "1", "--author", "Jo")
    newest = audit(data)[0]

    assert newest["what"] == "policy rolled back"
    assert (newest["facts"]["version"], newest["facts"]["content_of"], newest["facts"]["author"]) == (
        "3",
        "1",
        "Jo",
    )


def test_it_is_listed_a_part_at_a_time(data: Path) -> None:
    assert run(data, "audit").stdout == "There is no entry.\n"
    for number in range(4):
        run(data, "device", "add", f"[red]Laptop {number}")

    assert [entry["number"] for entry in audit(data, "--most", "2")] == [4, 3]
    assert [entry["number"] for entry in audit(data, "--most", "2", "--before", "3")] == [2, 1]
    table = run(data, "audit", "--most", "1").stdout
    assert [word in table for word in ("[red]Laptop 3", "device added", "command line", "Laptop 2")] == [
        *(True, True, True),
        False,
    ]
