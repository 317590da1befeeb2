"""Reports are counted exactly once, several in one commit, and nobody is answered before they are on the disk."""

import asyncio
import dataclasses
import datetime as dt
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisory_server.ingest import Ingest
from advisory_server.store.counts import Answer, Arrived, Conflict, clients_in, take_reports
from advisory_server.store.database import Store, StoreError
from advisory_server.store.wrongly_listed import listed
from school_policy.count_report import CellCount, ReportId, Taken, WronglyListed
from school_policy.vocabulary import PlatformId
from tests.advisory_server.counting_world import ANY, WEEK, WORK, a_report, a_world

DAY = dt.date(2026, 6, 17)
SAID = WronglyListed(platform=PlatformId("tube"), day=DAY)


def arrived(
    number: int = 1, *cells: CellCount, digest: str = "d", late: bool = False, said: tuple[WronglyListed, ...] = ()
) -> Arrived:
    return Arrived(
        id=ReportId(f"{number:032x}"), digest=digest, week=WEEK, late=late, cells=cells, wrongly_listed=said
    )


class CountingStore(Store):
    """Counts its transactions."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.transactions = 0

    async def run[T](self, work: Callable[[sqlite3.Connection], T]) -> T:
        self.transactions += 1
        return await super().run(work)


def counted(store: Store, cell: CellCount = ANY) -> int:
    return store.run_here(lambda connection: clients_in(connection, WEEK, cell.cell))


def take(store: Store, *reports: Arrived) -> list[Answer]:
    return store.run_here(lambda connection: take_reports(connection, reports, DAY))


COUNTED, LATE, OTHER = Taken.COUNTED, Taken.LATE, Conflict.OTHER_CONTENT


@pytest.mark.parametrize(
    ("batches", "answers", "clients"),
    [
        pytest.param([[arrived(1, ANY)]], [COUNTED], 1, id="one"),
        pytest.param([[arrived(1, ANY), arrived(2, ANY)]], [COUNTED] * 2, 2, id="two in a batch"),
        pytest.param([[arrived(1, ANY)], [arrived(2, ANY)]], [COUNTED] * 2, 2, id="two in two"),
        pytest.param([[arrived(1, ANY)]] * 3, [COUNTED] * 3, 1, id="the same in three"),
        pytest.param([[arrived(1, ANY)] * 3], [COUNTED] * 3, 1, id="the same in one"),
        pytest.param(
            [[arrived(1, ANY), arrived(1, ANY, digest="e")]], [COUNTED, OTHER], 1, id="other content at once"
        ),
        pytest.param(
            [[arrived(1, ANY)], [arrived(1, ANY, digest="e")]], [COUNTED, OTHER], 1, id="other content later"
        ),
        pytest.param([[arrived(1, ANY, late=True)]] * 2, [LATE] * 2, 0, id="late"),
        pytest.param([[arrived(1, ANY)], [arrived(1, ANY, late=True)]], [COUNTED] * 2, 1, id="again, late now"),
        pytest.param([[arrived(1, ANY, late=True)], [arrived(1, ANY)]], [LATE] * 2, 0, id="again, clock set back"),
        pytest.param([[arrived(1)], []], [COUNTED], 0, id="nothing in it"),
    ],
)
def test_a_report_counts_once(
    tmp_path: Path, batches: list[list[Arrived]], answers: list[Answer], clients: int
) -> None:
    with Store(tmp_path / "a.db") as store:
        assert [answer for batch in batches for answer in take(store, *batch)] == answers
        assert counted(store) == clients


@pytest.mark.parametrize(
    ("late", "times"), [pytest.param(False, 2, id="in time"), pytest.param(True, 0, id="late")]
)
def test_what_is_said_of_a_platform_is_taken_once_with_its_report(
    tmp_path: Path,
    late: bool,  # noqa: FBT001
    times: int,
) -> None:
    with Store(tmp_path / "a.db") as store:
        take(store, arrived(1, said=(SAID,), late=late), arrived(2, said=(SAID,), late=late))
        take(store, arrived(1, said=(SAID,), late=late))

        assert sum(said.times for said in store.run_here(listed)) == times


def test_of_late_reports_only_their_number_stays_by_the_week_in_which_they_came(tmp_path: Path) -> None:
    with Store(tmp_path / "a.db") as store:
        take(store, arrived(1, ANY, late=True), arrived(2, ANY, late=True))
        take(store, arrived(2, ANY, late=True), arrived(3, ANY))
        rows = store.run_here(lambda connection: connection.execute("SELECT * FROM late").fetchall())

        assert rows == [("2026-06-15", 2)]


def test_a_report_that_comes_while_its_week_is_released_is_late(tmp_path: Path) -> None:
    with Store(tmp_path / "a.db") as store:
        store.run_here(
            lambda connection: connection.execute(
                "INSERT INTO release VALUES ('week', '2026-06-15', '', 0, 0, 0, 0, 0)"
            )
        )

        assert take(store, arrived(1, ANY)) == [LATE]
        assert counted(store) == 0


CELL_SETS = st.sets(st.sampled_from([ANY, WORK])).map(tuple)


@settings(max_examples=50)
@given(
    content=st.lists(CELL_SETS, min_size=1, max_size=6),
    order=st.lists(st.lists(st.integers(0, 5), max_size=5), max_size=5),
)
def test_any_order_and_repetition_gives_the_same_counts(
    tmp_path_factory: pytest.TempPathFactory, content: list[tuple[CellCount, ...]], order: list[list[int]]
) -> None:
    came = {number for batch in order for number in batch if number < len(content)}
    expected = Counter(cell for number in came for cell in content[number])

    with Store(tmp_path_factory.mktemp("any") / "a.db") as store:
        for batch in order:
            take(store, *(arrived(number, *content[number]) for number in batch if number in came))

        assert (counted(store, ANY), counted(store, WORK)) == (expected[ANY], expected[WORK])


@pytest.mark.parametrize(("most", "transactions"), [(20, 1), (8, 3), (1, 20)])
async def test_what_waits_shares_a_commit(tmp_path: Path, most: int, transactions: int) -> None:
    with CountingStore(tmp_path / "a.db") as store:
        ingest = Ingest(store, lambda: DAY, most)
        answers = [ingest.take(arrived(number, ANY)) for number in range(20)]
        ingest.start()

        assert await asyncio.gather(*answers) == [COUNTED] * 20
        assert store.transactions == transactions
        await ingest.close()


async def test_at_the_end_what_was_accepted_is_finished(tmp_path: Path) -> None:
    with Store(tmp_path / "a.db") as store:
        ingest = Ingest(store, lambda: DAY, 2)
        ingest.start()
        answers = [ingest.take(arrived(number, ANY)) for number in range(5)]
        await ingest.close()

        assert [answer.done() and answer.result() for answer in answers] == [COUNTED] * 5
        assert counted(store) == 5


async def test_a_report_that_cannot_be_written_fails_alone(tmp_path: Path) -> None:
    with Store(tmp_path / "a.db") as store:
        ingest = Ingest(store, lambda: DAY, 20)
        bad = dataclasses.replace(arrived(2, ANY), id=ReportId("\ud800"))
        answers = [ingest.take(report) for report in (arrived(1, ANY), bad, arrived(3, ANY))]
        ingest.start()
        await asyncio.wait(answers)
        await ingest.close()

        assert isinstance(answers[1].exception(), UnicodeEncodeError)
        assert (answers[0].result(), answers[2].result(), counted(store)) == (COUNTED, COUNTED, 2)


async def test_whoever_has_gone_does_not_keep_the_others_waiting(tmp_path: Path) -> None:
    with Store(tmp_path / "a.db") as store:
        ingest = Ingest(store, lambda: DAY, 20)
        gone, there = ingest.take(arrived(1, ANY)), ingest.take(arrived(2, ANY))
        gone.cancel()
        ingest.start()

        assert await there is COUNTED
        assert counted(store) == 2
        await ingest.close()


async def test_trouble_fails_the_batch_and_the_next_is_taken(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Store(tmp_path / "a.db") as store:
        store.run_here(lambda connection: connection.execute("ALTER TABLE count RENAME TO away"))
        ingest = Ingest(store, lambda: DAY, 20)
        answers = [ingest.take(arrived(1, ANY)), ingest.take(arrived(2, ANY))]
        ingest.start()
        await asyncio.wait(answers)
        assert all(isinstance(answer.exception(), StoreError) for answer in answers)
        assert caplog.messages == ["2 reports were not taken: OperationalError (SQLITE_ERROR)"]

        store.run_here(lambda connection: connection.execute("ALTER TABLE away RENAME TO count"))
        assert await ingest.take(arrived(1, ANY)) is COUNTED
        assert counted(store) == 1
        await ingest.close()


async def test_nobody_is_answered_before_the_commit(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        token = world.enrol()
        await world.taken(a_report(ANY))
        with closing(sqlite3.connect(world.path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")  # nobody else can commit now
            posting = asyncio.ensure_future(world.taken(a_report(ANY), token))
            for _ in range(10):  # meanwhile others are answered, one after the other
                assert (await world.post(b"", "unknown", Authorization="none")).status == 401
            assert not posting.done()
            other.execute("ROLLBACK")

        assert await posting == "counted"
        assert world.rows("SELECT clients FROM count") == [(2,)]
