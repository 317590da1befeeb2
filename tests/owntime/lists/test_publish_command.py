"""`owntime lists publish`, `history`, `show` and `rollback`, as an IT admin types them."""

import json
import logging
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from owntime.cli import main
from owntime.typed_by import typed_by
from tests.owntime.lists.desk import CAP, NO_CAP, Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_the_first_version_comes_with_the_key_that_devices_are_to_trust(desk: Desk) -> None:
    done = desk.publish()

    key = desk.publish("--key").stdout.strip()
    assert done.exit_code == 0
    assert done.stdout.startswith("Version 1 is published")
    assert f'policy_key = "{key}"' in done.stdout
    assert stat.S_IMODE((desk.data / "policy-key").stat().st_mode) == 0o600
    assert key not in desk.publish().stdout


def test_too_few_values_to_count_by_are_not_published(desk: Desk) -> None:
    """Controls are all the other tests here: with one kind of site more, the same lists are published."""
    desk.publish()
    (desk.lists / "gaming.toml").unlink()
    done = desk.publish()

    assert done.exit_code == 2
    assert "figures need at least 4 kinds of site that somebody is reminded about, and there are 3" in done.stderr
    assert [version["version"] for version in desk.history()] == [1]


def test_what_changes_nothing_is_no_new_version(desk: Desk) -> None:
    desk.publish()
    desk.change('forward = "direct"', 'forward = "http://filter.school:3128"')  # each machine's own affair
    done = desk.publish("--note", "again")

    assert (done.exit_code, done.stdout) == (0, "Nothing changes: devices go by this already.\n")
    assert [version["version"] for version in desk.history()] == [1]


def test_what_changes_is_said_by_name(desk: Desk) -> None:
    desk.publish()
    desk.list_tube("tube.test", "new.test", name="The Tube")
    desk.change(NO_CAP, CAP)
    added = desk.publish().stdout.splitlines()
    desk.list_tube("new.test", name="The Tube")
    removed = desk.publish().stdout.splitlines()

    assert added[:3] == [
        "+ new.test (youtube, site)",
        "changed: [reminder]",
        "changed: the platform youtube",
    ]
    assert removed[0] == "- tube.test (youtube, site)"
    assert [line[:7] for line in (added[3], removed[2])] == ["Version"] * 2


def test_a_dry_run_says_what_would_change_and_publishes_nothing(desk: Desk) -> None:
    desk.publish()
    desk.list_tube("tube.test", "new.test")
    done = desk.publish("--dry-run")

    assert done.stdout == "+ new.test (youtube, site)\nNo ordinary host changes side.\nNothing was published.\n"
    assert len(desk.history()) == 1


def test_a_rollback_publishes_the_old_content_under_a_new_number(desk: Desk) -> None:
    desk.publish("--note", "the first", "--author", "it.admin")
    desk.change(NO_CAP, CAP)
    desk.publish("--note", "a cap")
    done = desk.run("rollback", "1", "--note", "not what was meant")

    assert done.exit_code == 0
    assert done.stdout.startswith("changed: [reminder]\nVersion 3 is published")
    newest, *_, oldest = desk.history()
    assert (newest["content_of"], newest["digest"]) == (1, oldest["digest"])
    assert (oldest["author"], oldest["note"]) == ("it.admin", "the first")
    assert desk.document(3) == desk.document(1) != desk.document(2)
    assert desk.run("rollback", "3").stdout == "Nothing changes: devices go by this already.\n"
    assert CAP in desk.settings.read_text("utf-8")


def test_history_and_show_are_readable(desk: Desk) -> None:
    assert desk.publish("--dry-run").exit_code == 0
    assert desk.run("history").stdout == "Nothing was published yet.\n"
    desk.publish("--note", "[bold]the first", "--author", "it.admin")
    desk.change(NO_CAP, CAP)
    desk.publish("--author", "it.admin")
    desk.run("rollback", "1", "--author", "it.admin")

    told = desk.run("history").stdout
    assert all(word in told for word in ("[bold]the first", "it.admin", desk.history()[0]["digest"][:12]))
    shown = desk.run("show", "3").stdout.splitlines()
    assert shown[0].endswith(" UTC by it.admin, with the content of version 1")
    assert shown[-2:] == ["It lists 5 platforms with 5 hosts.", "changed: [reminder]"]


def test_nothing_of_the_schools_network_is_published(desk: Desk) -> None:
    desk.change("[reminder]", '[counting]\nserver = "https://owntime.school:8480"\n\n[reminder]')
    desk.publish()
    document = desk.document(1)

    assert document["counting"]["server"] == ""
    assert document["upstream"] == {"forward": "direct", "pac": ""}
    assert document["gateway"] is None


def test_a_school_that_changes_its_name_is_told_what_devices_make_of_it(desk: Desk) -> None:
    desk.publish()
    desk.change('name = "Ashover Primary School"\nzone', 'name = "Ashover Academy"\nzone')

    assert 'The school was called "Ashover Primary School" until now' in desk.publish().stdout


def test_each_version_leaves_a_line_in_the_audit_log(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "owntime.audit")
    desk.publish("--author", "it.admin")
    desk.publish("--author", "it.admin")
    desk.change(NO_CAP, CAP)
    desk.publish("--author", "it\u00b7admin")
    desk.run("rollback", "1", "--author", "it.admin")

    told = [line.partition(" digest=")[0].partition(" ")[2] for line in caplog.messages]
    who = f"by={json.dumps(typed_by())}"
    assert told == [
        f'policy published {who} version="1" author="it.admin"',
        f'policy published {who} version="2" author="it\\u00b7admin"',
        f'policy rolled back {who} version="3" author="it.admin"',
    ]
    assert caplog.messages[-1].endswith(' content_of="1"')


BAD = [
    pytest.param(("rollback", "2"), "there is no version 2; the versions are 1 to 1", id="no such version"),
    pytest.param(("show", "0"), "there is no version 0; the versions are 1 to 1", id="no version at all"),
    pytest.param(("rollback", "x"), "'x' is not a valid integer", id="no number"),
    pytest.param(("rollback", "1", "--note", "a\nb"), "one line of 200 printable", id="a note of two lines"),
    pytest.param(("rollback", "1", "--author", "x" * 201), "one line of 200 printable", id="a long name"),
]


@pytest.mark.parametrize(("words", "told"), BAD)
def test_what_cannot_be_done_is_said_and_changes_nothing(desk: Desk, words: tuple[str, ...], told: str) -> None:
    desk.publish()
    done = desk.run(*words)

    assert done.exit_code == 2
    assert told in done.stderr
    assert len(desk.history()) == 1


def test_files_with_mistakes_are_not_published(desk: Desk) -> None:
    desk.publish()
    desk.change("[reminder]", "[remainder]")
    done = desk.publish()

    assert done.exit_code == 2
    assert 'unknown key "remainder"' in done.stderr
    assert len(desk.history()) == 1


def test_a_key_that_is_gone_is_not_made_anew_behind_the_devices_backs(desk: Desk) -> None:
    desk.publish()
    desk.change(NO_CAP, CAP)
    (desk.data / "policy-key").unlink()
    done = desk.publish()

    assert done.exit_code == 2
    assert "policy-key is gone: put it back from a backup" in done.stderr
    assert not (desk.data / "policy-key").exists()


def test_a_key_that_others_may_read_signs_nothing(desk: Desk) -> None:
    desk.publish()
    desk.change(NO_CAP, CAP)
    (desk.data / "policy-key").chmod(0o644)
    done = desk.publish()

    assert done.exit_code == 2
    assert "chmod 600" in done.stderr


@pytest.mark.parametrize("words", [("history",), ("show", "1"), ("rollback", "1")], ids=lambda words: words[0])
def test_a_folder_that_is_no_servers_is_named_and_none_is_made(tmp_path: Path, words: tuple[str, ...]) -> None:
    typo = tmp_path / "sever"
    result = CliRunner().invoke(main, ["lists", *words, "--data", str(typo)])
    assert (result.exit_code, result.stdout, typo.exists()) == (2, "", False)
    assert "no server keeps its data here" in result.stderr
