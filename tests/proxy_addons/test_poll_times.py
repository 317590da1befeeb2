"""When a device asks again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy_addons.policy_transport import ASK_SECONDS
from proxy_addons.poll_times import AGAIN_SECONDS, EARLIER_SECONDS, POLL_SECONDS, PollTimes
from school_policy.standing import AT_SCHOOL


def next_after(times: PollTimes, monotonic: float) -> float:
    """Return in how many seconds it asks next, to a tenth."""
    return next(tenths / 10 for tenths in range(1_000) if times.is_due(monotonic + tenths / 10))


def test_the_first_time_is_at_once() -> None:
    assert PollTimes(lambda: 0).is_due(-1e9)


@pytest.mark.parametrize(
    ("chance", "happens", "waits"),
    [
        pytest.param(0, "a", [60], id="an answer"),
        pytest.param(1, "a", [50], id="an answer, and the earliest"),
        pytest.param(0.5, "aaa", [55, 55, 55], id="answers"),
        pytest.param(0.5, "l", [5], id="one lost"),
        pytest.param(0.5, "lllll", [5, 60, 60, 60, 60], id="all lost"),
        pytest.param(0.5, "lala", [5, 55, 5, 55], id="each second one lost"),
        pytest.param(0.5, "llal", [5, 60, 55, 5], id="lost, back, and lost"),
        pytest.param(0.5, "llpl", [5, 60, 0, 5], id="somebody poked"),
    ],
)
def test_how_long_it_waits(chance: float, happens: str, waits: list[float]) -> None:
    times, found = PollTimes(lambda: chance), []
    for one in happens:
        if one == "p":
            times.at_once()
        else:
            (times.answered if one == "a" else times.failed)(1_000)
        found.append(next_after(times, 1_000))

    assert found == waits


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 1)), max_size=60))
def test_it_never_asks_faster_but_for_once_after_an_answer(happens: list[tuple[bool, float]]) -> None:
    chances = iter([chance for _, chance in happens] * 2)
    times, soon_before = PollTimes(lambda: next(chances)), False
    for is_answer, _ in happens:
        (times.answered if is_answer else times.failed)(0)
        soon = times.is_due(POLL_SECONDS - EARLIER_SECONDS - 0.01)

        assert not times.is_due(AGAIN_SECONDS - 0.01)
        assert times.is_due(POLL_SECONDS)
        assert not (soon and (is_answer or soon_before))
        soon_before = not is_answer


def test_one_lost_answer_leaves_a_device_at_school() -> None:
    """The slowest time: an answer, a question that is lost after its whole time-out, and the one after it."""
    assert AT_SCHOOL.total_seconds() > POLL_SECONDS + ASK_SECONDS + AGAIN_SECONDS + ASK_SECONDS
