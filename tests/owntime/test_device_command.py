import json
import stat
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from advisory_server.settings import DATABASE
from advisory_server.signing import Signer
from advisory_server.store.contacts import Contact, note_contacts
from advisory_server.store.database import Store
from advisory_server.store.publications import Draft, publish
from owntime.cli import main
from proxy_addons.clock import Clock
from school_policy.beside_report import DeviceState
from school_policy.vocabulary import GroupId


def run(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["device", *arguments, "--data", str(data)])


def listed(data: Path) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = json.loads(run(data, "list", "--json").stdout)
    return rows


def test_a_device_is_added_and_its_token_shown_once(tmp_path: Path) -> None:
    added = run(tmp_path / "data", "add", "Room 3 laptop")

    assert added.exit_code == 0
    token = added.stdout.strip()
    assert len(token) == 43
    assert "device-token" in added.stderr
    (device,) = listed(tmp_path / "data")
    assert (device["name"], device["revoked_on"], device["last_contact"]) == ("Room 3 laptop", None, None)
    assert str(device["health"]).endswith("does it have its token?")
    assert token not in run(tmp_path / "data", "list").stdout


@pytest.mark.parametrize("name", ["[/x]", "[bold]Hall", ":cat:", "Hall \\[1]"])
def test_a_name_is_listed_as_it_was_given(tmp_path: Path, name: str) -> None:
    run(tmp_path / "data", "add", name)

    done = run(tmp_path / "data", "list")

    assert done.exit_code == 0
    assert f" {name} " in done.stdout


def test_a_token_can_go_into_a_file_that_nobody_else_reads(tmp_path: Path) -> None:
    added = run(tmp_path / "data", "add", "Office", "--token-file", str(tmp_path / "token"))

    token = (tmp_path / "token").read_text().strip()
    assert len(token) == 43
    assert token not in added.output
    assert stat.S_IMODE((tmp_path / "token").stat().st_mode) == 0o600


def test_a_revoked_device_stays_in_the_list(tmp_path: Path) -> None:
    run(tmp_path / "data", "add", "Office")

    assert run(tmp_path / "data", "revoke", "Office").exit_code == 0
    (device,) = listed(tmp_path / "data")
    assert device["revoked_on"] == device["added_on"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param(("add", "Office"), 'there is, or was, a device "Office"', id="a name twice"),
        pytest.param(("add", ""), "1 to 60 printable characters", id="no name"),
        pytest.param(("add", "a\x1b[2Jb"), "1 to 60 printable characters", id="a name that moves the cursor"),
        pytest.param(("revoke", "Hall"), 'there is no device "Hall"', id="a device that is not there"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    run(tmp_path / "data", "add", "Office")

    done = run(tmp_path / "data", *arguments)

    assert done.exit_code == 2
    assert told in done.stderr
    assert [device["name"] for device in listed(tmp_path / "data")] == ["Office"]


def test_a_device_is_listed_as_it_said_it_is(tmp_path: Path) -> None:
    data = tmp_path / "data"
    for name in ("Hall", "Office"):
        run(data, "add", name)
    now = Clock().now()
    today = now.astimezone().date()
    with Store(data / DATABASE) as store:
        for content in (b"{}", b"{ }"):
            draft = Draft(school="Ashover", document=content, author="it", note="")
            store.run_here(partial(publish, draft=draft, now=now, seal=Signer(b"k" * 32).seal))
        ids = store.run_here(lambda c: dict(c.execute("SELECT name, id FROM device").fetchall()))
        said = DeviceState(version=1, groups=(GroupId("office"), GroupId("teaching")))
        contact = {ids["Office"]: Contact(day=today, said=said)}
        store.run_here(partial(note_contacts, contacts=contact))

    hall, office = listed(data)
    table = " ".join(run(data, "list").stdout.split())

    assert office == {
        "name": "Office",
        "kind": "device",
        "groups": ["office", "teaching"],
        "version": 1,
        "behind_since": today.isoformat(),
        "last_contact": today.isoformat(),
        "health": "In use",
        "added_on": hall["added_on"],
        "revoked_on": None,
    }
    assert (hall["groups"], hall["version"], hall["last_contact"]) == ([], None, None)
    assert "Office" in table
    assert "behind" in table
    assert "In use" in table


def test_data_that_others_may_read_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o755)

    done = run(tmp_path / "data", "list")

    assert done.exit_code == 2
    assert "chmod 700" in done.stderr


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data" / "owntime.db").write_bytes(b"no database" * 100)

    done = run(tmp_path / "data", "list")

    assert done.exit_code == 2
    assert "owntime.db: file is not a database" in done.stderr


def test_a_gateway_is_added_and_while_it_is_there_no_device(tmp_path: Path) -> None:
    added = run(tmp_path / "data", "add", "--gateway", "Server room")
    refused = run(tmp_path / "data", "add", "Room 3 laptop")

    assert (added.exit_code, len(added.stdout.strip())) == (0, 43)
    assert refused.exit_code == 2
    assert 'this school counts by gateways ("Server room")' in refused.stderr
    assert "revoke the gateways first" in refused.stderr
    assert [(one["name"], one["kind"]) for one in listed(tmp_path / "data")] == [("Server room", "gateway")]
    run(tmp_path / "data", "revoke", "Server room")
    assert run(tmp_path / "data", "add", "Room 3 laptop").exit_code == 0
