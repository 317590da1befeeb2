"""A gateway holds its sets in memory and forgets them when it restarts: what it may add to a figure afterwards."""

import random
from collections.abc import Callable, Sequence

import pytest

from advisory_server.release import NOT_SHOWN, shown

STAFF = 40
ACTIVE = 32
"""A behind a gateway: 0.8 of the declared staff."""

Days = Sequence[Sequence[int]]
"""For each day the clients that meet a reminder, in their order; the gateway restarts each night."""
Gateway = Callable[[Days], int]
"""What a gateway has reported of one cell by the end of its period."""


def naive(days: Days) -> int:
    """Report each client that is not in the set; the set is empty after a restart."""
    reported = 0
    for clients in days:
        reported += len(set(clients))
    return reported


def with_a_mark(days: Days) -> int:
    """Report only what goes above the number that was reported before, which stands on the disk."""
    mark = 0
    for clients in days:
        mark = max(mark, len(set(clients)))
    return mark


def a_week(chance: random.Random, people: int) -> Days:
    return [[person for person in range(people) if chance.random() < 0.8] for _ in range(5)]


def released_of_fewer_than_ten(gateway: Gateway, people: int) -> int:
    """Return in how many of 200 weeks a figure was released although fewer than ten clients were in it."""
    chance = random.Random(1)  # noqa: S311 (made-up weeks)
    weeks = [a_week(chance, people) for _ in range(200)]
    few = [week for week in weeks if len({client for day in week for client in day}) < 10]
    return sum(shown(gateway(week), ACTIVE) != NOT_SHOWN for week in few)


@pytest.mark.parametrize("people", [2, 3, 9])
def test_a_gateway_that_counts_anew_after_a_restart_publishes_a_few(people: int) -> None:
    assert released_of_fewer_than_ten(naive, people) > 0
    assert released_of_fewer_than_ten(with_a_mark, people) == 0


def test_one_person_alone_is_published_as_a_half_term_by_a_gateway_that_counts_anew() -> None:
    half_term = [[0]] * 30

    assert shown(naive(half_term), ACTIVE) == "20 or more"
    assert shown(with_a_mark(half_term), ACTIVE) == NOT_SHOWN
