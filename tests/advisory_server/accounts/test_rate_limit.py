import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_server.accounts.rate_limit import Tries

NOON = dt.datetime(2026, 6, 17, 11, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)
NONE = dt.timedelta(0)


def after(seconds: float) -> dt.datetime:
    return NOON + seconds * SECOND


def test_the_eleventh_try_waits_until_the_first_is_five_minutes_old() -> None:
    tries = Tries()
    assert [tries.wait("head", f"192.0.2.{n}", after(n)) for n in range(10)] == [NONE] * 10

    assert tries.wait("head", "192.0.2.99", after(10)) == 290 * SECOND
    assert tries.wait("head", "192.0.2.99", after(299)) == SECOND
    assert tries.wait("head", "192.0.2.99", after(300)) == NONE
    assert tries.wait("head", "192.0.2.99", after(300)) == SECOND


def test_tries_that_were_refused_make_nobody_wait_longer() -> None:
    tries = Tries()
    for second in range(1000):
        tries.wait("head", "192.0.2.1", after(second / 10))

    assert tries.wait("head", "192.0.2.1", after(300)) == NONE


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        pytest.param("192.0.2.1", "192.0.2.1", True, id="one address"),
        pytest.param("192.0.2.1", "192.0.2.2", False, id="two"),
        pytest.param("::ffff:192.0.2.1", "192.0.2.1", True, id="IPv4 in IPv6"),
        pytest.param("2001:db8::1", "2001:db8::ffff:2", True, id="one home's IPv6"),
        pytest.param("2001:db8::1", "2001:db8:0:1::1", False, id="two homes"),
        pytest.param("fe80::1%eth0", "fe80::1%eth1", True, id="with a zone"),
        pytest.param("", "", True, id="unknown"),
    ],
)
def test_an_address_is_a_home(first: str, second: str, *, same: bool) -> None:
    tries = Tries()
    for number in range(10):
        tries.wait(f"name{number}", first, NOON)

    assert (tries.wait("another", second, NOON) > NONE) is same


@pytest.mark.parametrize("typed", ["HEAD", "head", "Head"])
def test_an_account_is_its_name_in_capitals_or_not(typed: str) -> None:
    tries = Tries()
    for number in range(10):
        tries.wait("head", f"192.0.2.{number}", NOON)

    assert tries.wait(typed, "192.0.2.99", NOON) > NONE


def test_right_passwords_use_nothing_up() -> None:
    tries = Tries()
    for _ in range(30):
        assert tries.wait("head", "192.0.2.1", NOON) == NONE
        tries.was_right("head", "192.0.2.1")


def test_a_right_password_gives_the_address_no_more_guesses_at_others() -> None:
    tries = Tries()
    for number in range(9):
        tries.wait(f"name{number}", "192.0.2.1", NOON)
    tries.wait("head", "192.0.2.1", NOON)
    tries.was_right("head", "192.0.2.1")

    assert tries.wait("name9", "192.0.2.1", NOON) == NONE
    assert tries.wait("name10", "192.0.2.1", NOON) > NONE


def test_a_clock_that_is_set_back_locks_nobody_out() -> None:
    tries = Tries()
    for _ in range(10):
        tries.wait("head", "192.0.2.1", after(86_400))

    assert tries.wait("head", "192.0.2.1", NOON) == NONE


def test_memory_is_bounded_and_who_tried_longest_ago_is_forgotten() -> None:
    tries = Tries(remembered=50)
    for number in range(500):
        tries.wait(f"name{number}", f"192.0.2.{number % 250}", NOON)

    assert tries.remembered == 100


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("12"), st.integers(0, 120)), max_size=60),
)
def test_as_the_model(steps: list[tuple[str, str, int]]) -> None:
    """A try goes ahead if fewer than ten of its account and of its address went ahead in the last 300 seconds."""
    tries, taken, second = Tries(), list[tuple[str, str, int]](), 0
    for name, address, pause in steps:
        second += pause
        recent = [try_ for try_ in taken if second - try_[2] < 300]
        expected = sum(n == name for n, _, _ in recent) < 10 and sum(a == address for _, a, _ in recent) < 10
        assert (tries.wait(name, f"192.0.2.{address}", after(second)) == NONE) is expected
        if expected:
            taken.append((name, address, second))


def try_until_refused(tries: Tries, name: str, address: str) -> int:
    return next(number for number in range(100) if tries.wait(name, address, NOON))


def test_strangers_elsewhere_keep_nobody_out_where_they_signed_in_before() -> None:
    tries = Tries()
    tries.wait("head", "192.0.2.1", NOON)
    tries.was_right("Head", "192.0.2.1")
    assert try_until_refused(tries, "head", "192.0.2.66") == 10

    assert try_until_refused(tries, "head", "192.0.2.1") == 10
    assert tries.wait("head", "192.0.2.2", NOON), "a new place has the tries of all"


def test_a_place_where_one_account_was_signed_in_to_helps_no_guess_at_another() -> None:
    tries = Tries()
    tries.wait("it", "192.0.2.1", NOON)
    tries.was_right("it", "192.0.2.1")
    assert try_until_refused(tries, "head", "192.0.2.66") == 10

    assert tries.wait("head", "192.0.2.1", NOON)


def test_the_places_that_are_remembered_are_bounded() -> None:
    tries = Tries(remembered=5)
    for number in range(50):
        tries.was_right("head", f"192.0.2.{number}")

    assert tries.remembered == 5
