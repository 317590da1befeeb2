import random
from contextlib import ExitStack
from types import TracebackType
from typing import Self

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy_addons.spool import Spool
from proxy_addons.uploader import (
    BETWEEN_RUNS_SECONDS,
    LONGEST_PAUSE_SECONDS,
    LONGEST_RETRY_AFTER_SECONDS,
    MOST_IN_A_RUN,
    Accepted,
    Answer,
    Done,
    Rejected,
    RetryAfter,
    Upload,
    Uploader,
    Wait,
)
from tests.proxy_addons.made_up_server import LONDON, MORNING, QUARTER

NO_ANSWER = RetryAfter(reason="The server cannot be reached.")


class Work:
    """A spool with reports that wait, and an uploader on a clock of its own."""

    def __init__(self, reports: int, seed: int = 1) -> None:
        self.spool = Spool(":memory:")
        for quarter in range(reports):
            self.spool.seal(MORNING + quarter * QUARTER, LONDON)
        self.uploader = Uploader(self.spool, random.Random(seed))  # noqa: S311
        self.now = 1000.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.spool.close()

    def answer(self, answer: Answer) -> float:
        """Wait until something may be sent, have it answered so, and return how long the wait was."""
        began = self.now
        while isinstance(step := self.uploader.next(self.now), Wait):
            self.now += step.seconds
        assert isinstance(step, Upload)
        self.uploader.answered(step.report, answer, self.now)
        return self.now - began

    def states(self) -> tuple[int, int, int, int]:
        status = self.spool.status()
        return status.waiting, status.sent, status.late, status.set_aside


def test_where_nothing_waits_it_is_done() -> None:
    with Work(0) as work:
        assert isinstance(work.uploader.next(0.0), Done)


@pytest.mark.parametrize(
    ("answer", "states"),
    [
        pytest.param(Accepted(late=False), (1, 1, 0, 0), id="accepted"),
        pytest.param(Accepted(late=True), (1, 0, 1, 0), id="accepted, late"),
        pytest.param(Rejected(reason="too large"), (1, 0, 0, 1), id="rejected"),
        pytest.param(NO_ANSWER, (2, 0, 0, 0), id="no answer"),
    ],
)
def test_an_answer_decides_what_becomes_of_a_report(answer: Answer, states: tuple[int, int, int, int]) -> None:
    with Work(2) as work:
        work.answer(answer)

        assert work.states() == states


def test_a_report_that_was_not_confirmed_is_the_next_one_again() -> None:
    with Work(2) as work:
        first = work.uploader.next(work.now)

        assert work.uploader.next(work.now) == first
        work.answer(NO_ANSWER)
        assert work.uploader.next(work.now + 1e6) == first


def test_two_weeks_of_reports_go_out_without_a_pause() -> None:
    with Work(2 * 7 * 24 * 4) as work:
        waits = [work.answer(Accepted(late=False)) for _ in range(2 * 7 * 24 * 4)]

        assert sum(waits) == 0
        assert work.states()[:2] == (0, 1344)


def test_after_a_long_run_the_rest_has_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_IN_A_RUN > 1344
    monkeypatch.setattr("proxy_addons.uploader.MOST_IN_A_RUN", 3)
    with Work(7) as work:
        assert [work.answer(Accepted(late=False)) for _ in range(7)] == [0, 0, 0, BETWEEN_RUNS_SECONDS, 0, 0, 1.0]


@given(
    seed=st.integers(0, 10**6), failures=st.lists(st.sampled_from([NO_ANSWER, Rejected(reason="no")]), max_size=30)
)
def test_while_it_fails_there_is_at_most_a_request_a_second(seed: int, failures: list[Answer]) -> None:
    with Work(31, seed) as work:
        work.answer(NO_ANSWER)

        assert all(1 <= work.answer(failure) <= LONGEST_PAUSE_SECONDS * 1.25 for failure in failures)


def test_pauses_double_up_to_the_longest_and_begin_anew_after_a_success() -> None:
    with Work(2) as work:
        pauses = [work.answer(NO_ANSWER) for _ in range(14)][1:]

        for number, pause in enumerate(pauses):
            expected = min(2.0 * 2**number, LONGEST_PAUSE_SECONDS)
            assert 0.75 * expected <= pause <= 1.25 * expected
        work.answer(Accepted(late=False))
        assert work.answer(NO_ANSWER) == 0
        assert work.answer(NO_ANSWER) < 3


def test_devices_do_not_come_back_in_one_moment() -> None:
    with ExitStack() as stack:
        works = [stack.enter_context(Work(1, seed)) for seed in range(30)]
        for work in works:
            for _ in range(6):
                work.answer(NO_ANSWER)

        assert len({round(work.answer(NO_ANSWER)) for work in works}) > 10


@pytest.mark.parametrize(
    ("asked", "least", "most"),
    [
        pytest.param(40.0, 40, 40, id="as asked"),
        pytest.param(0.0, 1.5, 2.5, id="at once is too soon"),
        pytest.param(None, 1.5, 2.5, id="not asked"),
        pytest.param(1e9, LONGEST_RETRY_AFTER_SECONDS, LONGEST_RETRY_AFTER_SECONDS, id="for years"),
    ],
)
def test_a_server_is_given_the_time_that_it_asks_for_within_reason(
    asked: float | None, least: float, most: float
) -> None:
    with Work(1) as work:
        work.answer(RetryAfter(seconds=asked, reason="busy"))

        assert least <= work.answer(NO_ANSWER) <= most
