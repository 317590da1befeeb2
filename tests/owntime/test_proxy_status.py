import datetime as dt
import json
import shutil
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from owntime.cli import main
from owntime.proxy_status import NEW_TOKEN
from proxy_addons.device_token import NOT_KNOWN, REFUSED, TOKEN_FILE
from proxy_addons.key_file import write_private
from proxy_addons.spool import SPOOL_FILE, Spool
from school_policy.policy import Counting
from school_policy.policy_document import encode
from school_policy.vocabulary import Outcome
from tests.proxy_addons.made_up_server import LONDON, MORNING, QUARTER, noted
from tests.proxy_addons.sample import POLICY

TOKEN = "c2VjcmV0LXNlY3JldC1zZWNyZXQ"  # noqa: S105 (made up)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A device's state directory, where counting is on."""
    policy = msgspec.structs.replace(POLICY, counting=Counting(server="https://school"))
    write_private(tmp_path / "policy.json", encode(policy))
    write_private(tmp_path / TOKEN_FILE, TOKEN.encode())
    return tmp_path


@pytest.fixture
def spool(state: Path) -> Spool:
    it = Spool(state / SPOOL_FILE)
    it.note(noted(Outcome.APP), [])
    for quarter in range(5):
        it.seal(MORNING + quarter * QUARTER, LONDON)
    for late in (False, False, True):
        report = it.oldest_waiting()
        assert report is not None
        it.sent(report.id, late=late)
    it.remember_answer("The server took a report.", MORNING + dt.timedelta(hours=2))
    return it


def ask(state: Path, *options: str) -> Result:
    before = {path.name: path.stat().st_mtime_ns for path in state.iterdir()} if state.exists() else None
    done = CliRunner().invoke(main, ["proxy", "--status", f"--state={state}", *options])
    after = {path.name: path.stat().st_mtime_ns for path in state.iterdir()} if state.exists() else None
    assert after == before
    assert TOKEN not in done.output
    return done


def test_a_running_device_that_counts_is_fine(spool: Spool, state: Path) -> None:
    done = ask(state)
    spool.close()

    assert done.exit_code == 0
    assert done.output.splitlines() == [
        "Counting: on",
        "Reports: 2 waiting, 2 sent, 1 late, 0 set aside",
        "Last sealed: 2026-11-23 10:00 UTC",
        "Last answer: 2026-11-23 11:00 UTC The server took a report.",
    ]


def test_a_stopped_device_is_read_too(spool: Spool, state: Path) -> None:
    spool.close()

    assert "Reports: 2 waiting" in ask(state).output


def test_what_was_set_aside_is_said_with_its_reason(spool: Spool, state: Path) -> None:
    report = spool.oldest_waiting()
    assert report is not None
    spool.set_aside(report.id, "The server finds it too large.")
    done = ask(state)
    spool.close()

    assert done.exit_code == 1
    assert f"  set aside {report.id}: The server finds it too large." in done.output


def test_a_damaged_spool_is_said_and_then_the_mended_one(spool: Spool, state: Path) -> None:
    spool.close()
    (state / SPOOL_FILE).write_bytes(b"nothing of the kind" * 500)
    done = ask(state)
    assert done.exit_code == 1
    assert "is damaged (file is not a database); the proxy mends it when it next uses it" in done.output

    spool.seal(MORNING, LONDON)
    spool.close()
    done = ask(state)
    assert done.exit_code == 1
    assert "Nothing is counted before: 2026-11-30" in done.output
    assert "Damaged spool, kept: spool.db.set-aside-1" in done.output


def test_a_full_disk_is_said(spool: Spool, state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(state)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=4096))
    done = ask(state)
    spool.close()

    assert done.exit_code == 1
    assert "Disk: full; make room, as nothing can be noted until then" in done.output
    assert "Reports: 2 waiting" in done.output
    assert json.loads(ask(state, "--json").output)["disk_full"] is True


@pytest.mark.parametrize("answer", [NOT_KNOWN, REFUSED], ids=["not known", "refused"])
def test_reports_that_wait_for_another_token_are_said_with_what_to_do(
    spool: Spool, state: Path, answer: str
) -> None:
    spool.remember_answer(answer, MORNING)
    done = ask(state)
    spool.close()

    assert done.exit_code == 1
    assert f"To do: {NEW_TOKEN}" in done.output.splitlines()
    assert json.loads(ask(state, "--json").output)["token_refused"] is True


def test_without_reports_a_token_that_is_not_known_keeps_nothing_waiting(spool: Spool, state: Path) -> None:
    while report := spool.oldest_waiting():
        spool.sent(report.id, late=False)
    spool.remember_answer(NOT_KNOWN, MORNING)
    done = ask(state)
    spool.close()

    assert (done.exit_code, "To do:" in done.output) == (0, False)


def without_server(state: Path) -> str:
    (state / "policy.json").write_bytes(encode(POLICY))
    return "the school's settings name no server ([counting] in school.toml)"


def without_token(state: Path) -> str:
    (state / TOKEN_FILE).unlink()
    return "run `owntime device add` on the server"


def without_policy(state: Path) -> str:
    (state / "policy.json").unlink()
    return f"no proxy has run with its state in {state}"


def with_a_damaged_policy(state: Path) -> str:
    (state / "policy.json").write_bytes(b"{")
    return "cannot be read"


@pytest.mark.parametrize(
    "change",
    [without_server, without_token, without_policy, with_a_damaged_policy],
    ids=lambda change: str(change.__name__),
)
def test_why_a_device_does_not_count_is_said(change: object, state: Path) -> None:
    assert callable(change)
    reason = change(state)
    done = ask(state)

    assert done.exit_code == 0
    assert done.output.startswith("Counting: off, as ")
    assert reason in done.output
    assert "Spool: nothing was counted here yet" in done.output


def test_a_state_that_is_not_there_is_said_and_not_made(tmp_path: Path) -> None:
    done = ask(tmp_path / "nowhere")

    assert (done.exit_code, "no proxy has run" in done.output) == (0, True)
    assert list(tmp_path.iterdir()) == []


def test_programs_read_json(spool: Spool, state: Path) -> None:
    done = ask(state, "--json")
    spool.close()

    status = json.loads(done.output)
    assert status["counting"] is True
    assert (status["spool"]["waiting"], status["spool"]["last_answer"]) == (2, "The server took a report.")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        pytest.param(["--json", "--group=office"], "--json goes with --status", id="json alone"),
        pytest.param(["--gateway", "--group=office"], "A gateway serves every group", id="a gateway's group"),
    ],
)
def test_wrong_use_is_said(options: list[str], words: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["proxy", f"--state={tmp_path}", *options])

    assert done.exit_code == 2
    assert words in done.output
    assert list(tmp_path.iterdir()) == []
