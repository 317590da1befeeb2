"""From the tally to a real spool: soon, off the loop, and without ever losing or stopping anything."""

import asyncio
import datetime as dt
import logging
import sqlite3
import threading
from collections.abc import Collection
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from proxy_addons.authority import ensure_authority
from proxy_addons.fail_open import Edge
from proxy_addons.noting import RETRY_SECONDS, Noting
from proxy_addons.options import Listener, ProxyOptions, Ready, Report
from proxy_addons.policy_file import PolicyFile
from proxy_addons.proxy import Proxy
from proxy_addons.spool import Spool
from proxy_addons.tally import Noted, Tally
from school_policy.count_report import WronglyListed
from school_policy.dimensions import NOT_TOLD_APART, Dimensions
from school_policy.hostname import Hostname
from school_policy.policy import Counting
from school_policy.policy_document import encode
from school_policy.vocabulary import ClientId, Outcome
from tests.proxy_addons.sample import FACEBOOK, LONDON, POLICY, TEACHING, at

MONDAY = dt.date(2026, 11, 23)
LATER = at("10:43")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "spool"


class Desk:
    """A tally, and the noting that empties it into a spool."""

    def __init__(self, spool: Spool) -> None:
        self.tally = Tally()
        self.edge = Edge()
        self.noting = Noting(self.tally, spool, self.edge)


@pytest.fixture
def desk(path: Path) -> Desk:
    path.parent.mkdir(mode=0o700)
    return Desk(Spool(path))


def reported(path: Path) -> str:
    """Seal what was noted, and return the report as it would be sent."""
    with closing(Spool(path)) as spool:
        assert spool.seal(LATER, LONDON) == 1
        sealed = spool.oldest_waiting()
        assert sealed is not None
        return sealed.body.decode()


async def test_what_was_noted_is_in_the_next_report(desk: Desk, path: Path) -> None:
    desk.tally.note(Outcome.CARRIED_ON_WORK, MONDAY)
    desk.tally.note_wrongly_listed(FACEBOOK, MONDAY)
    await desk.noting.write(0.0)
    await desk.noting.close()
    report = reported(path)
    assert "carried_on_work" in report
    assert '"facebook"' in report
    assert desk.tally.take() is None


async def test_where_nothing_is_noted_no_spool_is_made(desk: Desk, path: Path) -> None:
    await desk.noting.write(0.0)
    await desk.noting.close()
    assert list(path.parent.iterdir()) == []


async def test_at_the_end_what_is_left_is_written_even_after_a_failure(path: Path) -> None:
    desk = Desk(Spool(path))
    desk.tally.note(Outcome.APP, MONDAY)
    await desk.noting.write(0.0)  # no such folder
    path.parent.mkdir(mode=0o700)
    await desk.noting.close()
    assert '"app"' in reported(path)


async def test_a_spool_that_cannot_be_written_is_tried_again_after_ten_seconds_and_told_once(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Desk(Spool(path))
    desk.tally.note(Outcome.APP, MONDAY)
    for seconds in (0.0, RETRY_SECONDS):
        await desk.noting.write(seconds)  # no such folder
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    path.parent.mkdir(mode=0o700)
    await desk.noting.write(2 * RETRY_SECONDS - 0.001)
    assert list(path.parent.iterdir()) == []
    await desk.noting.write(2 * RETRY_SECONDS)
    await desk.noting.close()
    assert '"app"' in reported(path)
    assert desk.edge.faults == 0


@pytest.fixture
def folder_in_its_place(desk: Desk, path: Path) -> Path:  # noqa: ARG001 (whose folder is made first)
    path.mkdir()
    return path


@pytest.mark.usefixtures("folder_in_its_place")
async def test_a_folder_in_the_spools_place_harms_nothing(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.tally.note(Outcome.APP, MONDAY)
    await desk.noting.write(0.0)
    await desk.noting.close()
    assert desk.edge.faults == 0
    assert "browsing goes on" in caplog.text
    batch = desk.tally.take()
    assert batch is not None
    assert batch.noted == {Noted(day=MONDAY, outcome=Outcome.APP)}


async def test_while_another_process_keeps_the_spool_the_loop_turns(desk: Desk, path: Path) -> None:
    with closing(Spool(path)) as spool:
        spool.note([], [])
    desk.tally.note(Outcome.APP, MONDAY)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        writing = asyncio.ensure_future(desk.noting.write(0.0))
        for _ in range(100):
            await asyncio.sleep(0)
        assert not writing.done()
        other.execute("COMMIT")
    await writing
    await desk.noting.close()
    assert '"app"' in reported(path)


class Odd(Spool):
    """A spool with something wrong in it: it waits to be let go, and then fails as no spool should."""

    def __init__(self, fault: Exception | None = None) -> None:
        super().__init__(":memory:")
        self.fault = fault
        self.begun = threading.Event()
        self.let_go = threading.Event()

    def note(
        self,
        noted: Collection[Noted],
        wrongly_listed: Collection[WronglyListed],
        dimensions: Dimensions = NOT_TOLD_APART,
    ) -> None:
        self.begun.set()
        assert self.let_go.wait(10)
        if self.fault is not None:
            raise self.fault
        super().note(noted, wrongly_listed, dimensions)


@pytest.mark.parametrize(
    ("problem", "faults"),
    [
        pytest.param(OSError(28, "No space left on device"), 0, id="full disk"),
        pytest.param(KeyError("facebook"), 1, id="a fault of ours"),
    ],
)
async def test_whatever_goes_wrong_nothing_is_lost_and_no_platform_is_logged(
    problem: Exception, faults: int, caplog: pytest.LogCaptureFixture
) -> None:
    spool = Odd(problem)
    spool.let_go.set()
    desk = Desk(spool)
    desk.tally.note_wrongly_listed(FACEBOOK, MONDAY)
    await desk.noting.write(0.0)
    assert desk.edge.faults == faults
    assert "facebook" not in caplog.text
    assert len(caplog.records) == 1
    spool.fault = None
    await desk.noting.write(RETRY_SECONDS)
    assert desk.tally.take() is None
    await desk.noting.close()


async def test_it_keeps_writing_and_what_is_cancelled_halfway_is_made_up_for() -> None:
    spool = Odd()
    desk = Desk(spool)
    desk.tally.note(Outcome.APP, MONDAY)
    keeping = asyncio.ensure_future(desk.noting.keep_writing())
    assert await asyncio.to_thread(spool.begun.wait, 10)
    keeping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await keeping
    batch = desk.tally.take()
    assert batch is not None
    desk.tally.put_back(batch)
    spool.let_go.set()
    await desk.noting.close()
    assert desk.tally.take() is None


@pytest.mark.parametrize("has_spool", [True, False], ids=["with a spool", "without"])
async def test_a_proxy_writes_what_is_left_when_it_stops(desk: Desk, path: Path, *, has_spool: bool) -> None:
    del desk  # for its folder
    folder = path.parent
    counted = msgspec.structs.replace(POLICY, counting=Counting(server="https://owntime.school.example"))
    (folder / "policy.json").write_bytes(encode(counted))
    ensure_authority(folder / "authority", [Hostname("facebook.com")], dt.datetime.now(dt.UTC))  # noqa: TID251 (TLS)
    told = ProxyOptions(
        policy_document=str(folder / "policy.json"),
        authority=str(folder / "authority"),
        listeners=(Listener(port=0, group=TEACHING),),
        spool=str(path) if has_spool else "",
    )
    proxy = Proxy(told, PolicyFile(told.policy_path, told.groups))
    ready = asyncio.Event()

    def hear(report: Report) -> None:
        if isinstance(report, Ready):
            ready.set()

    running = asyncio.ensure_future(proxy.run(hear))
    await ready.wait()
    (situation,) = proxy.situations
    assert situation.counts is has_spool
    situation.note(Outcome.APP, FACEBOOK, LATER, ClientId("127.0.0.1"))
    await proxy.stop()
    await running
    assert (path in folder.iterdir()) is has_spool
    if has_spool:
        assert '"app"' in reported(path)
