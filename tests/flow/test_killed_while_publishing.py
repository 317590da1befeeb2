"""A server that is killed while it publishes, at any moment: the old or the new is there then, whole."""

import asyncio
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from advisory_server.signing import read_key
from advisory_server.store.audit import What, entries
from advisory_server.store.database import Connection, Store
from advisory_server.store.publications import Draft, find, last_number, latest
from owntime.lists.new_version import publish_if_changed, signer_of
from proxy_addons.accepted_policy import Trust
from proxy_addons.clock import Clock
from proxy_addons.verifying import verify
from school_policy.policy_document import encode
from school_policy.publication import read_document
from tests.flow.publishing_process import policy_number
from tests.proxy_addons.feed_world import PATIENCE_SECONDS
from tests.proxy_addons.fleet import devices_of

SCHOOL = "Ashover Primary School"
LONGEST_LIFE_SECONDS = 0.3
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine may be busy."""
    for limit in ("ASK_SECONDS", "FETCH_SECONDS"):
        monkeypatch.setattr(f"proxy_addons.policy_transport.{limit}", PATIENCE_SECONDS)


class PublishingServer:
    """The process, until it is killed."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._process, self._to, self._from = process, process.stdin, process.stdout
        self.url = self._from.readline().strip()

    def let_publish(self) -> None:
        """Return when the first version since is on the disk."""
        self._to.write("go\n")
        self._to.flush()
        self._first = self._from.readline()

    def kill(self) -> int:
        """End it by kill -9, and return the last version of which it said that it was on the disk."""
        self._process.send_signal(signal.SIGKILL)
        said = [self._first, *self._from]
        assert self._process.wait() == -signal.SIGKILL
        return int([line for line in said if line.endswith("\n")][-1])


@contextmanager
def publishing_server(data: Path) -> Iterator[PublishingServer]:
    command = [sys.executable, "-m", "tests.flow.publishing_process", str(data)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, text=True, cwd=ROOT, **pipes) as process:  # type: ignore[call-overload]
        try:
            yield PublishingServer(process)
        finally:
            process.kill()


def wrong_with(data: Path, since: int = 0) -> list[str]:
    """Say what is not whole among the versions after a number: each is signed, readable, itself, noted once."""
    signer = read_key(data)
    assert signer is not None
    with Store(data / "owntime.db") as store:
        (checked,) = store.run_here(lambda it: it.execute("PRAGMA integrity_check").fetchone())
        found = [] if checked == "ok" else [checked]
        for number in range(since + 1, store.run_here(last_number) + 1):
            found += store.run_here(lambda it, number=number: _wrong_with(it, number, signer.public))  # type: ignore[misc]
    return found


def _wrong_with(connection: Connection, number: int, key: str) -> list[str]:
    published = find(connection, number)
    if published is None:
        return [f"there is no version {number}"]
    try:
        statement = verify(published.sealed, key)
        policy = read_document(statement, published.document)
    except ValueError as error:
        return [f"version {number}: {error}"]
    noted = [entry for entry in entries(connection, 1_000_000) if entry.facts.get("version") == str(number)]
    held = {
        "its number is signed": statement.version == number,
        "it is itself": policy == policy_number(number),
        "it is noted once": [entry.what for entry in noted] == [What.PUBLISHED],
    }
    return [f"version {number}: not so: {what}" for what, holds in held.items() if not holds]


@pytest.mark.parametrize(
    "rounds", [pytest.param(3, id="3 times"), pytest.param(40, id="40 times", marks=pytest.mark.exam)]
)
async def test_killed_at_any_moment_of_publishing_the_old_or_the_new_version_is_there_whole(
    tmp_path: Path, rounds: int
) -> None:
    data, chance = tmp_path / "data", random.Random(rounds)  # noqa: S311 (no secret)
    data.mkdir(mode=0o700)
    with Store(data / "owntime.db") as store:
        trust = Trust(policy_key=signer_of(store, data).public, school=SCHOOL)
    last, unsaid = 0, 0
    for number in range(rounds):
        place = tmp_path / f"round {number}"
        place.mkdir()
        with publishing_server(data) as server:
            async with devices_of(place, 1, server.url, trust, Clock().now) as (device,):
                await device.feed.look(0)
                assert device.has == ((last, f"#{last:06x}") if last else (0, ""))  # what the kill before left
            server.let_publish()
            await asyncio.sleep(chance.uniform(0, LONGEST_LIFE_SECONDS))
            said = server.kill()
        with Store(data / "owntime.db") as store:
            before, last = last, store.run_here(last_number)
        assert said in (last, last - 1)
        assert said > before
        assert wrong_with(data, before) == []
        unsaid += last - said
    print(f"{rounds} kills, {last} versions; the last was on the disk and not said {unsaid} times")  # noqa: T201


SPOILED = {
    "a document cut short": ("UPDATE publications SET document = substr(document, 1, 1000) WHERE version = 2", 1),
    "a signature of another": (
        "UPDATE publications SET signature = (SELECT max(signature) FROM publications WHERE version <> 2)",
        2,
    ),
    "a version that is not there": ("DELETE FROM publications WHERE version = 2", 1),
    "one that was not noted": ("DELETE FROM audit WHERE number = 2", 1),
    "one that was noted twice": (
        "INSERT INTO audit SELECT 9, at, who, what, facts FROM audit WHERE number = 2",
        1,
    ),
    "nothing": ("SELECT 1", 0),
}


@pytest.mark.parametrize(("change", "complaints"), SPOILED.values(), ids=SPOILED)
def test_the_same_look_finds_what_is_not_whole(tmp_path: Path, change: str, complaints: int) -> None:
    tmp_path.chmod(0o700)
    with Store(tmp_path / "owntime.db") as store:
        signer = signer_of(store, tmp_path)
        for number in (1, 2, 3):
            document = encode(policy_number(number))
            draft = Draft(school=SCHOOL, document=document, author="it.admin", note="")
            publish_if_changed(store, signer, draft, Clock().now(), after=store.run_here(latest), dry=False)
    with closing(sqlite3.connect(tmp_path / "owntime.db")) as connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute(change)
        connection.commit()

    assert len(wrong_with(tmp_path)) == complaints
