"""The spool in use: what is noted is sent once, whatever is killed, lost or repeated in between."""

import contextlib
import datetime as dt
import random
import shutil
import sqlite3
import stat
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from proxy_addons.ledger import KEPT
from proxy_addons.sealing import RHYTHM
from proxy_addons.spool import MOST_WAITING, SealedReport, Spool, read_status
from proxy_addons.spool.spool import SET_ASIDE_KEPT
from proxy_addons.tally import Noted
from proxy_addons.uploader import Accepted, Rejected, RetryAfter, Upload, Uploader
from school_policy.count_report import REPORT_BYTES, ReportId
from school_policy.vocabulary import Outcome
from tests.proxy_addons.made_up_server import (
    LONDON,
    MONDAY,
    MORNING,
    QUARTER,
    MadeUpServer,
    after_a_crash,
    cells_of,
    noted,
    read,
    take_all,
    wrongly_listed,
)

PLATFORMS = ("facebook", "youtube", "reddit")


@pytest.fixture(params=["a file", "in memory"])
def spool(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Spool]:
    it = Spool(tmp_path / "spool.db" if request.param == "a file" else ":memory:")
    yield it
    it.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "spool.db"


@pytest.fixture
def filed(path: Path) -> Iterator[Spool]:
    it = Spool(path)
    yield it
    it.close()


def waiting(spool: Spool) -> SealedReport:
    report = spool.oldest_waiting()
    assert report is not None
    return report


def test_what_was_noted_is_sent_once(spool: Spool) -> None:
    server = MadeUpServer()
    things = noted(Outcome.APP, 0, 1, 2) + noted(Outcome.CARRIED_ON_WORK, 1)
    for quarter in range(4):
        spool.note(things, wrongly_listed("facebook"))
        assert spool.seal(MORNING + quarter * QUARTER, LONDON) == 1
        assert len(take_all(spool, server)) == 1

    assert server.counts == dict.fromkeys(cells_of(set(things)), 1)
    assert server.wrongly_listed == dict.fromkeys(wrongly_listed("facebook"), 1)
    assert (spool.status().waiting, spool.status().sent) == (0, 4)


def test_a_report_is_the_same_until_it_is_confirmed_and_the_oldest_comes_first(spool: Spool) -> None:
    spool.seal(MORNING, LONDON)
    first = waiting(spool)
    spool.seal(MORNING + QUARTER, LONDON)

    assert waiting(spool) == first
    assert len(first.body) == REPORT_BYTES
    spool.sent(first.id, late=False)
    assert waiting(spool).id != first.id


def test_nothing_is_sealed_before_the_quarter_of_an_hour_is_over(spool: Spool) -> None:
    assert spool.seal(MORNING, LONDON) == 1
    spool.note(noted(Outcome.APP), [])

    assert spool.seal(MORNING + QUARTER - dt.timedelta(seconds=1), LONDON) == 0
    assert spool.seal(MORNING - dt.timedelta(hours=2), LONDON) == 1  # the clock was set back
    assert spool.seal(MORNING - dt.timedelta(hours=2) + QUARTER, LONDON) == 1


def test_an_answer_changes_only_a_report_that_waits(spool: Spool) -> None:
    spool.seal(MORNING, LONDON)
    report = waiting(spool)
    spool.sent(report.id, late=True)
    spool.set_aside(report.id, "too late to say so")
    spool.sent(ReportId("f" * 32), late=False)

    status = spool.status()
    assert (status.waiting, status.sent, status.late, status.set_aside) == (0, 0, 1, 0)


def test_a_report_that_was_set_aside_is_kept_whole_and_says_why(filed: Spool, path: Path) -> None:
    filed.seal(MORNING, LONDON)
    report = waiting(filed)
    filed.set_aside(report.id, "The server finds it too large.")

    assert filed.oldest_waiting() is None
    assert [(it.id, it.reason) for it in filed.status().newest_set_aside] == [
        (report.id, "The server finds it too large.")
    ]
    assert bodies(path) == [(report.id, report.body)]


def bodies(path: Path) -> list[tuple[str, bytes | None]]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return list(connection.execute("SELECT id, body FROM reports ORDER BY number"))


def test_the_body_of_a_confirmed_report_is_dropped_and_its_id_kept(filed: Spool, path: Path) -> None:
    filed.seal(MORNING, LONDON)
    report = waiting(filed)
    filed.sent(report.id, late=False)

    assert bodies(path) == [(report.id, None)]


def test_while_three_weeks_of_reports_wait_bits_stay_unsealed_and_none_is_lost(
    spool: Spool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("proxy_addons.spool.spool.MOST_WAITING", 3)
    server = MadeUpServer()
    for quarter in range(10):
        spool.seal(MORNING + quarter * QUARTER, LONDON)
    spool.note(noted(Outcome.APP), [])
    assert spool.seal(MORNING + 10 * QUARTER, LONDON) == 0
    assert spool.status().waiting == 4

    take_all(spool, server)
    assert spool.seal(MORNING + 10 * QUARTER, LONDON) == 1
    take_all(spool, server)
    assert server.counts == dict.fromkeys(cells_of(set(noted(Outcome.APP))), 1)


def test_three_weeks_of_the_rhythm_may_wait() -> None:
    assert dt.timedelta(weeks=3) == RHYTHM * MOST_WAITING


def test_old_things_are_forgotten_and_what_waits_never(spool: Spool) -> None:
    spool.note(noted(Outcome.APP), wrongly_listed("facebook"))
    for quarter in range(4):
        spool.seal(MORNING + quarter * QUARTER, LONDON)
    spool.sent(waiting(spool).id, late=False)
    spool.sent(waiting(spool).id, late=True)
    spool.set_aside(waiting(spool).id, "refused")

    def after(age: dt.timedelta) -> tuple[int, int, int, int]:
        spool.forget_old(MONDAY + age)
        status = spool.status()
        return status.waiting, status.sent, status.late, status.set_aside

    assert after(KEPT) == (1, 1, 1, 1)
    assert after(KEPT + dt.timedelta(days=1)) == (1, 0, 0, 1)
    assert after(SET_ASIDE_KEPT) == (1, 0, 0, 1)
    assert after(SET_ASIDE_KEPT + dt.timedelta(days=1)) == (1, 0, 0, 0)
    spool.note(noted(Outcome.APP), [])
    spool.seal(MORNING, LONDON)
    take_all(spool, server := MadeUpServer())
    assert len(server.digests) == 2  # the one that waited, and a new one
    assert server.counts == {}  # what was said in the first is not said again


def test_the_last_answer_is_remembered(spool: Spool) -> None:
    spool.remember_answer("The server's database is not ready.", MORNING)
    spool.remember_answer("The server took a report.", MORNING + QUARTER)

    status = spool.status()
    assert (status.last_answer, status.last_answer_at) == ("The server took a report.", MORNING + QUARTER)


def test_everything_that_it_makes_is_private(filed: Spool, tmp_path: Path) -> None:
    filed.note(noted(Outcome.APP), [])

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == dict.fromkeys(
        ("spool.db", "spool.db-shm", "spool.db-wal", "spool.db.lock", "spool.db.made"), 0o600
    )


def test_a_commit_is_on_the_disk_before_it_is_confirmed(filed: Spool) -> None:
    filed.note([], [])
    connection = filed._database._connection  # noqa: SLF001 (what the file cannot show)
    assert connection is not None

    def pragma(name: str) -> object:
        return connection.execute(f"PRAGMA {name}").fetchone()[0]

    assert (pragma("journal_mode"), pragma("synchronous"), pragma("secure_delete")) == ("wal", 2, 1)
    assert pragma("user_version") == 1


def test_what_is_sent_stands_in_the_main_file_and_not_in_the_log_alone(filed: Spool, path: Path) -> None:
    filed.note(noted(Outcome.APP), [])
    filed.seal(MORNING, LONDON)
    report = waiting(filed)

    alone = after_a_crash(path.parent, path.parent / "crashed")
    Path(f"{alone}-wal").unlink()
    assert bodies(alone) == [(report.id, report.body)]


def test_threads_and_processes_may_note_at_once(path: Path) -> None:
    spools = [Spool(path), Spool(path)]
    outcomes = list(Outcome)

    def work(number: int) -> None:
        for day in range(5):
            spools[number % 2].note(noted(outcomes[number % 5], day), wrongly_listed(f"platform-{number}"))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spools[0].seal(MORNING + dt.timedelta(days=6), LONDON)
    take_all(spools[1], server := MadeUpServer())

    assert server.counts == dict.fromkeys(cells_of({it for each in outcomes for it in noted(each, *range(5))}), 1)
    assert len(server.wrongly_listed) == 10
    for spool in spools:
        spool.close()


def test_the_status_is_read_beside_an_open_spool_and_a_closed_one_and_nothing_is_made(
    filed: Spool, path: Path
) -> None:
    filed.note(noted(Outcome.APP), [])
    filed.seal(MORNING, LONDON)
    status = filed.status()
    for _ in ("open", "closed"):
        before = {it.name: it.stat().st_mtime_ns for it in path.parent.iterdir()}
        assert read_status(path) == status
        assert {it.name: it.stat().st_mtime_ns for it in path.parent.iterdir()} == before
        filed.close()


def test_the_status_of_a_killed_process_is_read_and_its_log_left_alone(filed: Spool, path: Path) -> None:
    filed.note(noted(Outcome.APP), [])
    filed.seal(MORNING, LONDON)
    status = filed.status()
    left = after_a_crash(path.parent, path.parent / "crashed")
    shutil.copyfile(f"{path}-shm", f"{left}-shm")
    before = {it.name: it.read_bytes() for it in left.parent.iterdir() if not it.name.endswith("-shm")}

    assert read_status(left) == status
    assert {it.name: it.read_bytes() for it in left.parent.iterdir() if not it.name.endswith("-shm")} == before


def test_there_is_no_status_where_there_is_no_spool_and_none_is_made(path: Path) -> None:
    assert read_status(path) is None
    assert list(path.parent.iterdir()) == []


class SentOnce(RuleBasedStateMachine):
    """A device between a person, a clock that is set, crashes, and a network that loses and repeats."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self._crashes = 0
        self._path = Path(self._folder.name) / "spool.db"
        self._server = MadeUpServer()
        self._now = self._latest = MORNING
        self._seconds = 0.0
        self._truth: set[Noted] = set()
        self._mentions: set[tuple[str, dt.date]] = set()
        self._refused: list[SealedReport] = []
        self._open()

    def _open(self) -> None:
        self._spool = Spool(self._path)
        self._uploader = Uploader(self._spool, random.Random(1))  # noqa: S311

    @property
    def _today(self) -> dt.date:
        return self._now.astimezone(LONDON).date()

    @rule(outcomes=st.sets(st.sampled_from(Outcome)), platforms=st.sets(st.sampled_from(PLATFORMS)))
    def note(self, outcomes: set[Outcome], platforms: set[str]) -> None:
        things = {Noted(day=self._today, outcome=each) for each in outcomes}
        offset = (self._today - MONDAY).days
        self._spool.note(things, wrongly_listed(*platforms, day=offset))
        self._truth |= things
        self._mentions |= {(platform, self._today) for platform in platforms}

    @rule(hours=st.sampled_from([-30.0, -1.0, 0.1, 0.25, 3.0, 26.0, 80.0]))
    def turn_the_clock(self, hours: float) -> None:
        self._now += dt.timedelta(hours=hours)
        self._latest = max(self._latest, self._now)

    @rule()
    def seal(self) -> None:
        self._spool.seal(self._now, LONDON)

    @rule()
    def forget(self) -> None:
        self._spool.forget_old(self._today)

    @rule(
        fate=st.sampled_from(["taken", "twice", "request lost", "answer lost", "killed", "refused"]),
        repeat=st.integers(1, 4),
    )
    def send(self, fate: str, repeat: int) -> None:
        for _ in range(repeat):
            self._seconds += 10_000
            step = self._uploader.next(self._seconds)
            if isinstance(step, Upload):
                self._meet(step.report, fate)

    def _meet(self, report: SealedReport, fate: str) -> None:
        if fate not in {"request lost", "refused"}:
            self._server.take(report)
        if fate == "twice":
            self._server.take(report)
        if fate == "killed":
            self.crash()
        elif fate == "refused" and report.id not in self._server.digests:
            self._refused.append(report)
            self._uploader.answered(report, Rejected(reason="no"), self._seconds)
        elif fate in {"request lost", "answer lost", "refused"}:
            self._uploader.answered(report, RetryAfter(reason="no answer"), self._seconds)
        else:
            self._uploader.answered(report, Accepted(late=False), self._seconds)

    @rule()
    def crash(self) -> None:
        self._crashes += 1
        left = after_a_crash(self._path.parent, Path(self._folder.name) / str(self._crashes))
        self._spool.close()
        self._path = left
        self._open()

    @rule()
    def start_anew(self) -> None:
        self._spool.close()
        self._open()

    def teardown(self) -> None:
        try:
            self._spool.seal(self._latest + QUARTER, LONDON)
            take_all(self._spool, self._server)
            refused = MadeUpServer()
            for report in self._refused:
                refused.take(report)
            assert self._server.counts + refused.counts == dict.fromkeys(cells_of(self._truth), 1)
            said = self._server.wrongly_listed + refused.wrongly_listed
            assert {(it.platform, it.day): count for it, count in said.items()} == dict.fromkeys(self._mentions, 1)
            assert self._spool.status().set_aside == len(self._refused)
        finally:
            self._spool.close()
            self._folder.cleanup()


TestEverythingIsSentOnce = SentOnce.TestCase
TestEverythingIsSentOnce.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


def test_a_report_holds_the_cells_of_one_week(spool: Spool) -> None:
    spool.note(noted(Outcome.APP, -7, 0), [])
    spool.seal(MORNING, LONDON)
    this = waiting(spool)
    spool.sent(this.id, late=False)
    last = waiting(spool)

    assert (read(this).week, read(last).week) == (MONDAY, MONDAY - dt.timedelta(days=7))
    assert [len(read(it).cells) for it in (this, last)] == [2, 2]
