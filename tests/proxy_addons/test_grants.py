import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy_addons.grants import Grants
from school_policy.grant import Grant
from school_policy.vocabulary import Choice
from tests.proxy_addons.sample import ANNE, BEN, FACEBOOK, YOUTUBE, at

HOLDER = (ANNE, FACEBOOK)


def grant(start: str, end: str, choice: Choice = Choice.WORK) -> Grant:
    return Grant(choice=choice, start=at(start), end=at(end))


@pytest.mark.parametrize(
    ("moment", "granted"),
    [("10:41:59", False), ("10:42", True), ("15:44:59", True), ("15:45", False)],
)
def test_a_grant_holds_from_its_start_until_before_its_end(*, moment: str, granted: bool) -> None:
    grants = Grants()
    grants.give(HOLDER, grant("10:42", "15:45"))
    assert grants.is_granted(HOLDER, at(moment)) is granted


@pytest.mark.parametrize("other", [(ANNE, YOUTUBE), (BEN, FACEBOOK)])
def test_a_grant_is_one_clients_and_one_platforms(other: tuple[str, str]) -> None:
    grants = Grants()
    grants.give(HOLDER, grant("10:42", "15:45"))
    assert not grants.is_granted(other, at("11:00"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("second", "until"),
    [
        (("11:00", "11:15"), "15:44"),  # a shorter one does not cut a longer one
        (("11:00", "15:50"), "15:49"),  # a longer one takes its place
        (("15:46", "16:00"), "15:59"),  # one that is over gives way
    ],
)
def test_a_second_grant_never_shortens_the_first(second: tuple[str, str], until: str) -> None:
    grants = Grants()
    grants.give(HOLDER, grant("10:42", "15:45"))
    grants.give(HOLDER, grant(*second))
    assert grants.is_granted(HOLDER, at(until))


def test_a_grace_lasts_five_minutes() -> None:
    grants = Grants()
    grants.give_grace(HOLDER, at("13:15"))
    seen = [grants.is_graced(HOLDER, at(moment)) for moment in ("13:14:59", "13:15", "13:19:59", "13:20")]
    assert seen == [False, True, True, False]


def test_an_allowance_is_for_one_connection_within_two_seconds() -> None:
    grants = Grants()
    grants.allow(HOLDER, at("10:42:00"))
    assert grants.has_allowance(HOLDER, at("10:42:01"))
    grants.use_allowance(HOLDER)
    assert not grants.has_allowance(HOLDER, at("10:42:01"))
    grants.allow(HOLDER, at("10:42:00"))
    assert not grants.has_allowance(HOLDER, at("10:42:02"))


def test_an_allowance_from_a_future_cannot_be_used_after_the_clock_was_set_back() -> None:
    grants = Grants()
    grants.allow(HOLDER, at("11:00"))
    assert not grants.has_allowance(HOLDER, at("10:00"))


def test_allowances_of_one_page_are_bounded() -> None:
    grants = Grants()
    for _ in range(10_000):
        grants.allow(HOLDER, at("10:42"))
    used = 0
    while grants.has_allowance(HOLDER, at("10:42")):
        grants.use_allowance(HOLDER)
        used += 1
    assert used == 64


@given(st.lists(st.tuples(st.sampled_from(["allow", "look", "use"]), st.integers(0, 1500)), max_size=40))
def test_allowances_are_as_those_of_a_plain_list(steps: list[tuple[str, int]]) -> None:
    grants, model, now = Grants(), list[dt.datetime](), at("10:42")
    for step, milliseconds in steps:
        now += dt.timedelta(milliseconds=milliseconds)
        model = [given_at for given_at in model if now < given_at + dt.timedelta(seconds=2)]
        if step == "allow":
            grants.allow(HOLDER, now)
            model.append(now)
        assert grants.has_allowance(HOLDER, now) is bool(model)
        if step == "use" and model:
            grants.use_allowance(HOLDER)
            del model[0]


def test_what_is_over_is_forgotten_and_what_is_live_is_kept() -> None:
    grants = Grants()
    grants.give(HOLDER, grant("10:42", "10:57"))
    grants.give((BEN, FACEBOOK), grant("10:42", "15:45"))
    grants.give_grace(HOLDER, at("10:42"))
    grants.allow(HOLDER, at("10:42"))
    grants.forget_ended(at("11:00"))
    # Forgetting is for good: not even a clock that is set back finds them again.
    assert not grants.is_granted(HOLDER, at("10:43"))
    assert not grants.is_graced(HOLDER, at("10:43"))
    assert not grants.has_allowance(HOLDER, at("10:42"))
    assert grants.is_granted((BEN, FACEBOOK), at("11:00"))


def test_a_grant_outlives_a_clock_that_is_set_back_before_its_start_and_forward_again() -> None:
    grants = Grants()
    grants.give(HOLDER, grant("13:25", "15:45"))
    grants.forget_ended(at("12:40"))
    assert not grants.is_granted(HOLDER, at("12:40"))
    assert grants.is_granted(HOLDER, at("13:30"))
    grants.forget_ended(at("15:45"))
    assert not grants.is_granted(HOLDER, at("13:30"))
