import datetime as dt

import pytest

from advisory_server.quota import Quota
from tests.advisory_server.counting_world import NOON

ONE, OTHER = "one", "other"


def a_quota(at_once: int = 3, a_minute: int = 6) -> Quota[str]:
    return Quota(at_once, a_minute)


def after(seconds: float) -> dt.datetime:
    return NOON + dt.timedelta(seconds=seconds)


def test_a_device_may_send_its_store_at_once_and_then_waits() -> None:
    quota = a_quota()

    assert [quota.wait(ONE, NOON) for _ in range(4)] == [0, 0, 0, 10]


@pytest.mark.parametrize(("seconds", "wait"), [(0, 10), (0.5, 10), (4, 6), (9.5, 1), (10, 0)])
def test_it_is_told_how_long_to_wait(seconds: float, wait: int) -> None:
    quota = a_quota(at_once=1)
    quota.wait(ONE, NOON)

    assert quota.wait(ONE, after(seconds)) == wait


def test_a_device_that_asks_too_often_waits_no_longer_for_it() -> None:
    quota = a_quota(at_once=1)
    quota.wait(ONE, NOON)

    waits = [quota.wait(ONE, after(second)) for second in range(1, 11)]

    assert waits == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]


def test_no_more_is_saved_up_than_the_store() -> None:
    quota = a_quota()
    quota.wait(ONE, NOON)

    assert [quota.wait(ONE, after(86_400)) for _ in range(4)] == [0, 0, 0, 10]


def test_devices_do_not_share_a_store() -> None:
    quota = a_quota(at_once=1)
    quota.wait(ONE, NOON)

    assert quota.wait(OTHER, NOON) == 0


def test_a_clock_that_is_set_back_gives_nothing_and_shuts_nobody_out() -> None:
    quota = a_quota(at_once=1)
    quota.wait(ONE, NOON)

    assert quota.wait(ONE, after(-3_600)) == 10
    assert quota.wait(ONE, after(-3_590)) == 0


def test_what_is_remembered_is_bounded_and_forgets_who_was_silent_longest() -> None:
    quota = a_quota(at_once=1)
    for number in range(10_001):
        quota.wait(str(number), after(number / 1_000))

    assert quota.wait("10000", after(10)) > 0
    assert quota.wait("0", after(10)) == 0
