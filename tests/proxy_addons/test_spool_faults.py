"""Whatever becomes of the file: no crash, no bit sent twice, and every good report kept."""

import contextlib
import datetime as dt
import hashlib
import random
import resource
import shutil
import signal
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from proxy_addons.spool import SealedReport, Spool, SpoolError, read_status
from proxy_addons.spool.mending import make_if_missing, set_aside_files
from school_policy.vocabulary import Outcome
from tests.proxy_addons.made_up_server import (
    LONDON,
    MONDAY,
    MORNING,
    QUARTER,
    Key,
    MadeUpServer,
    after_a_crash,
    cells_of,
    noted,
    take_all,
)

NOTED = noted(Outcome.APP, 0, 1, 2)
NEW = noted(Outcome.SET_ASIDE)
SEALED = 24


class Week:
    """A device's week so far: sent reports, waiting ones with every bit in them, and one set aside."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.server = MadeUpServer()
        spool = Spool(path)
        spool.note(NOTED[:1], [])
        self.sent = self.waiting = 0
        for quarter in range(SEALED):
            if quarter == SEALED // 2:
                spool.note(NOTED, [])
            spool.seal(MORNING + quarter * QUARTER, LONDON)
        for number in range(SEALED // 3):
            report = spool.oldest_waiting()
            assert report is not None
            if number == 1:
                spool.set_aside(report.id, "refused")
            else:
                self.server.take(report)
                spool.sent(report.id, late=False)
        self.at = MORNING + SEALED * QUARTER
        spool.close()
        self.content = path.read_bytes()
        with contextlib.closing(sqlite3.connect(path)) as connection:
            rows = connection.execute("SELECT id, body FROM reports WHERE state = 'waiting'")
            self.waits = dict(rows)
        Path(f"{path}-wal").unlink(missing_ok=True)
        Path(f"{path}-shm").unlink(missing_ok=True)

    def back_to(self, content: bytes) -> None:
        for path in self.path.parent.iterdir():
            if path.name not in {"spool.db.made", "spool.db.lock"}:
                path.unlink()
        self.path.write_bytes(content)
        self.path.chmod(0o600)

    def counts_after_use(self) -> tuple[Counter[Key], list[SealedReport]]:
        """Note, seal and send with the file as it is now; return what the server then holds, and what was sent."""
        server = MadeUpServer(digests=dict(self.server.digests), counts=Counter(self.server.counts))
        spool = Spool(self.path)
        spool.note([*NOTED, *NEW], [])
        spool.seal(self.at, LONDON)
        spool.note([*NOTED, *NEW], [])
        spool.seal(self.at + QUARTER, LONDON)
        sent = take_all(spool, server)
        spool.status()
        spool.close()
        return server.counts, sent


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Week:
    return Week(tmp_path_factory.mktemp("week") / "spool.db")


def test_the_week_is_counted_whole_where_nothing_is_damaged(week: Week) -> None:
    week.back_to(week.content)
    counts, sent = week.counts_after_use()

    assert counts == dict.fromkeys(cells_of({*NOTED, *NEW}), 1)
    assert set(week.waits) < {report.id for report in sent}


def flips(size: int) -> list[tuple[int, int]]:
    """Return bits to flip: each byte of the file's header, and a seeded sample of the rest."""
    some = random.Random(8)  # noqa: S311
    sample = [(some.randrange(size), some.randrange(8)) for _ in range(150)]
    return [(place, some.randrange(8)) for place in range(100)] + sample


def test_one_flipped_bit_anywhere_costs_no_wrong_count_and_at_most_a_few_reports(week: Week) -> None:
    everything = set(cells_of({*NOTED, *NEW}))
    lost = []
    for place, bit in flips(len(week.content)):
        damaged = bytearray(week.content)
        damaged[place] ^= 1 << bit
        week.back_to(bytes(damaged))
        where = f"byte {place}, bit {bit}"
        counts, sent = week.counts_after_use()

        assert set(counts) <= everything, where
        assert not counts or max(counts.values()) == 1, where
        lost.append(len(set(week.waits.values()) - {report.body for report in sent}))
    assert sum(count > 1 for count in lost) <= len(lost) * 0.02
    assert sum(lost) <= len(lost) * len(week.waits) * 0.06


def lengths(size: int) -> list[int]:
    some = random.Random(9)  # noqa: S311
    return [
        0,
        1,
        15,
        16,
        99,
        100,
        511,
        512,
        4095,
        4096,
        4097,
        size - 1,
        *(some.randrange(size) for _ in range(60)),
    ]


def test_a_file_that_was_cut_at_any_length_costs_no_wrong_count(week: Week) -> None:
    everything = set(cells_of({*NOTED, *NEW}))
    for length in lengths(len(week.content)):
        week.back_to(week.content[:length])
        counts, _ = week.counts_after_use()

        assert set(counts) <= everything, length
        assert not counts or max(counts.values()) == 1, length
        assert set_aside_files(week.path) or length > len(week.content) - 4096, length


def test_a_damaged_log_of_a_crashed_process_costs_no_wrong_count(tmp_path: Path) -> None:
    server = MadeUpServer()
    (tmp_path / "first").mkdir()
    spool = Spool(tmp_path / "first" / "spool.db")
    spool.note(NOTED, [])
    spool.seal(MORNING, LONDON)
    take_all(spool, server)
    spool.note(NEW, [])
    left = after_a_crash(tmp_path / "first", tmp_path / "crashed")
    spool.close()
    log = Path(f"{left}-wal")
    content, some = log.read_bytes(), random.Random(10)  # noqa: S311
    assert content
    for number in range(100):
        folder = tmp_path / str(number)
        shutil.copytree(tmp_path / "crashed", folder)
        damaged = bytearray(content)
        damaged[some.randrange(len(damaged))] ^= 1 << some.randrange(8)
        (folder / "spool.db-wal").write_bytes(damaged)
        after = MadeUpServer(digests=dict(server.digests), counts=Counter(server.counts))
        spool = Spool(folder / "spool.db")
        spool.note(NOTED, [])
        spool.seal(MORNING + QUARTER, LONDON)
        take_all(spool, after)
        spool.close()

        assert set(after.counts) <= set(cells_of({*NOTED, *NEW})), number
        assert max(after.counts.values()) == 1, number


def lose_the_ledger(week: Week) -> None:
    week.back_to(week.content)
    with contextlib.closing(sqlite3.connect(week.path)) as connection:
        connection.execute("UPDATE ledger SET digest = zeroblob(32)")
        connection.commit()


def test_where_the_ledger_is_lost_nothing_more_is_counted_that_week_but_reports_go_on(
    week: Week, caplog: pytest.LogCaptureFixture
) -> None:
    lose_the_ledger(week)
    counts, sent = week.counts_after_use()

    assert counts == dict.fromkeys(cells_of(set(NOTED)), 1)  # what was sealed before, and not SET_ASIDE
    assert set(week.waits) < {report.id for report in sent}
    assert "nothing more is counted on this device until next Monday" in caplog.text
    status = read_status(week.path)
    assert status is not None
    assert (status.closed_before, status.set_aside_files) == (
        MONDAY + dt.timedelta(days=7),
        ("spool.db.set-aside-1",),
    )


def test_the_week_after_a_loss_is_counted_again(week: Week) -> None:
    lose_the_ledger(week)
    week.counts_after_use()
    spool = Spool(week.path)
    spool.note(next_week := noted(Outcome.APP, 7), [])
    spool.seal(MORNING + dt.timedelta(days=7), LONDON)
    take_all(spool, server := MadeUpServer())
    spool.close()

    assert server.counts == dict.fromkeys(cells_of(set(next_week)), 1)


def test_a_spool_that_was_deleted_within_the_week_starts_anew_next_monday(week: Week) -> None:
    week.back_to(week.content)
    week.path.unlink()
    counts, sent = week.counts_after_use()

    assert counts == week.server.counts
    assert len(sent) == 2


def test_the_log_of_a_spool_that_is_gone_is_never_replayed_into_a_new_one(tmp_path: Path) -> None:
    (tmp_path / "first").mkdir()
    spool = Spool(tmp_path / "first" / "spool.db")
    spool.note(NOTED, [])
    left = after_a_crash(tmp_path / "first", tmp_path / "crashed")
    spool.close()
    left.unlink()
    assert Path(f"{left}-wal").stat().st_size
    spool = Spool(left)
    spool.note(NEW, [])
    spool.seal(MORNING, LONDON)
    take_all(spool, server := MadeUpServer())
    spool.close()

    assert (server.counts, len(server.digests)) == ({}, 1)


def test_a_damaged_report_is_set_aside_and_the_next_is_sent(week: Week) -> None:
    week.back_to(week.content)
    body = next(iter(week.waits.values()))
    with contextlib.closing(sqlite3.connect(week.path)) as connection:
        changed = body.replace(b'"clients":1', b'"clients":2').replace(b"0000", b"0001", 1)
        connection.execute("UPDATE reports SET body = ? WHERE body = ?", (changed, body))
        connection.commit()
    _, sent = week.counts_after_use()

    status = read_status(week.path)
    assert status is not None
    assert (len(set(week.waits) - {report.id for report in sent}), status.set_aside) == (1, 2)
    assert "damaged on this device's disk" in status.newest_set_aside[0].reason
    assert status.set_aside_files == ()


def test_two_processes_find_the_damage_at_once_and_one_mends_it(week: Week) -> None:
    week.back_to(week.content)
    proxy, supervisor = Spool(week.path), Spool(week.path)
    proxy.note([], [])
    supervisor.status()
    week.path.write_bytes(b"\0" * len(week.content))
    for name in ("spool.db-wal", "spool.db-shm"):
        (week.path.parent / name).unlink(missing_ok=True)
    third, fourth = Spool(week.path), Spool(week.path)
    for spool in (third, fourth, supervisor, proxy):
        spool.seal(week.at, LONDON)
        spool.note(noted(Outcome.APP, 7), [])
    after = MORNING + dt.timedelta(days=7)
    assert [spool.seal(after, LONDON) for spool in (proxy, supervisor)] == [1, 0]
    take_all(fourth, server := MadeUpServer())

    assert server.counts == dict.fromkeys(cells_of(set(noted(Outcome.APP, 7))), 1)
    assert set_aside_files(week.path) == ["spool.db.set-aside-1"]
    for spool in (proxy, supervisor, third, fourth):
        spool.close()


def folder_in_its_place(path: Path) -> str:
    path.mkdir()
    return "is a folder; move it away"


def link_in_its_place(path: Path) -> str:
    path.symlink_to(path.with_name("elsewhere"))
    return "is a link; move it away"


def link_to_a_spool(path: Path) -> str:
    make_if_missing(path.with_name("other.db"))
    path.symlink_to(path.with_name("other.db"))
    return "is a link; move it away"


def open_to_others(path: Path) -> str:
    make_if_missing(path)
    path.chmod(0o644)
    return f"can be read by others; mend it with: chmod 600 {path}"


def no_folder_at_all(path: Path) -> str:
    path.parent.rmdir()
    return "No such file or directory"


def in_use(path: Path) -> str:
    make_if_missing(path)
    return "another process keeps it in use"


def newer_version(path: Path) -> str:
    spool = Spool(path)
    spool.note(NEW, [])
    spool.close()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        (document,) = connection.execute("SELECT document FROM ledger").fetchone()
        newer = document.replace(b'"format":1', b'"format":2')
        connection.execute("UPDATE ledger SET document = ?, digest = ?", (newer, hashlib.sha256(newer).digest()))
        connection.execute("PRAGMA user_version = 2")
        connection.commit()
    return "was written by a newer version"


IN_THE_WAY: list[Callable[[Path], str]] = [
    folder_in_its_place,
    link_in_its_place,
    link_to_a_spool,
    open_to_others,
    no_folder_at_all,
    newer_version,
]


@pytest.mark.parametrize("put", IN_THE_WAY, ids=[it.__name__ for it in IN_THE_WAY])
def test_what_is_in_the_way_is_said_and_left_as_it_is(put: Callable[[Path], str], tmp_path: Path) -> None:
    path = tmp_path / "state" / "spool.db"
    path.parent.mkdir()
    expected = put(path)
    before = sorted(it.name for it in tmp_path.rglob("*") if not it.name.endswith((".lock", "-wal", "-shm")))
    spool = Spool(path)
    for use in (lambda: spool.note(NEW, []), lambda: spool.seal(MORNING, LONDON), spool.oldest_waiting):
        with pytest.raises(SpoolError, match=r"spool\.db") as problem:
            use()
        assert expected in str(problem.value)
    spool.close()
    names = sorted(it.name for it in tmp_path.rglob("*") if not it.name.endswith((".lock", "-wal", "-shm")))
    assert names == before


def test_once_it_is_out_of_the_way_the_same_spool_works(tmp_path: Path) -> None:
    path = tmp_path / "spool.db"
    path.mkdir()
    spool = Spool(path)
    with pytest.raises(SpoolError):
        spool.note(NEW, [])
    path.rmdir()
    spool.note(NEW, [])
    spool.seal(MORNING, LONDON)
    take_all(spool, server := MadeUpServer())
    spool.close()

    assert server.counts == dict.fromkeys(cells_of(set(NEW)), 1)


def test_a_spool_that_is_in_use_for_too_long_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("proxy_addons.spool.schema.BUSY_MILLISECONDS", 10)
    path = tmp_path / "spool.db"
    make_if_missing(path)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        spool = Spool(path)
        with pytest.raises(SpoolError, match="another process keeps it in use"):
            spool.note(NEW, [])
        other.execute("ROLLBACK")
        spool.note(NEW, [])
        spool.close()
    assert not list(tmp_path.glob("*set-aside*"))


@contextlib.contextmanager
def full_disk(most_bytes: int) -> Iterator[None]:
    """No file may grow beyond that: what any user can have of a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


def test_on_a_full_disk_nothing_is_damaged_and_it_goes_on_by_itself(tmp_path: Path) -> None:
    for number, kilobytes in enumerate((0, 3, 20, 30, 45, 60)):
        path = tmp_path / str(number) / "spool.db"
        path.parent.mkdir()
        spool, server, failures = Spool(path), MadeUpServer(), 0
        with full_disk(kilobytes * 1024):
            for quarter in range(24):
                try:
                    spool.note(NOTED, [])
                    spool.seal(MORNING + quarter * QUARTER, LONDON)
                    if quarter % 3 == 0 and (report := spool.oldest_waiting()):
                        server.take(report)
                        spool.sent(report.id, late=False)
                except SpoolError as problem:
                    assert "disk" in str(problem)  # noqa: PT017 (one of many)
                    failures += 1
        spool.note([*NOTED, *NEW], [])
        spool.seal(MORNING + dt.timedelta(days=1), LONDON)
        take_all(spool, server)
        spool.close()

        assert failures, kilobytes
        assert server.counts == dict.fromkeys(cells_of({*NOTED, *NEW}), 1), kilobytes
        assert not list(path.parent.glob("*set-aside*")), kilobytes


def test_a_full_database_says_so(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool.db")
    spool.note(NOTED, [])
    connection = spool._database._connection  # noqa: SLF001 (to fill it without filling the disk)
    assert connection is not None
    connection.execute("PRAGMA max_page_count = 1")
    with pytest.raises(SpoolError, match="the disk is full; make room"):
        spool.seal(MORNING, LONDON)
    connection.execute("PRAGMA max_page_count = 100000")
    spool.seal(MORNING + dt.timedelta(days=1), LONDON)
    take_all(spool, server := MadeUpServer())
    spool.close()

    assert server.counts == dict.fromkeys(cells_of(set(NOTED)), 1)


def test_a_damaged_spool_stays_unread_by_the_status_and_as_it_is(week: Week) -> None:
    week.back_to(b"nothing of the kind" * 1000)
    before = sorted(week.path.parent.iterdir())
    with pytest.raises(SpoolError, match=r"spool\.db cannot be read"):
        read_status(week.path)

    assert sorted(week.path.parent.iterdir()) == before
