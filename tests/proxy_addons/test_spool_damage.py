"""Whatever damages the file: no crash, no bit sent twice, and every good report kept."""

import contextlib
import datetime as dt
import random
import shutil
import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from proxy_addons.spool import SealedReport, Spool, SpoolError, read_status
from proxy_addons.spool.mending import set_aside_files
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


some_or_all = pytest.mark.parametrize(
    "step", [pytest.param(3, id="a third"), pytest.param(1, id="all", marks=pytest.mark.exam)]
)


def flips(size: int) -> list[tuple[int, int]]:
    """Return bits to flip: each byte of the file's header, and a seeded sample of the rest."""
    some = random.Random(8)  # noqa: S311
    sample = [(some.randrange(size), some.randrange(8)) for _ in range(150)]
    return [(place, some.randrange(8)) for place in range(100)] + sample


@some_or_all
def test_one_flipped_bit_anywhere_costs_no_wrong_count_and_at_most_a_few_reports(week: Week, step: int) -> None:
    everything = set(cells_of({*NOTED, *NEW}))
    lost = []
    for place, bit in flips(len(week.content))[::step]:
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


@some_or_all
def test_a_file_that_was_cut_at_any_length_costs_no_wrong_count(week: Week, step: int) -> None:
    everything = set(cells_of({*NOTED, *NEW}))
    for length in lengths(len(week.content))[::step]:
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


def test_a_damaged_spool_stays_unread_by_the_status_and_as_it_is(week: Week) -> None:
    week.back_to(b"nothing of the kind" * 1000)
    before = sorted(week.path.parent.iterdir())
    with pytest.raises(SpoolError, match=r"spool\.db is damaged"):
        read_status(week.path)

    assert sorted(week.path.parent.iterdir()) == before
