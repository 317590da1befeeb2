"""What is to be noted: each thing once, whatever is taken and put back in between."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy_addons.tally import Batch, Noted, Tally
from school_policy.count_report import WronglyListed
from school_policy.vocabulary import Outcome
from tests.proxy_addons.sample import FACEBOOK, YOUTUBE

MONDAY = dt.date(2026, 11, 23)
TUESDAY = dt.date(2026, 11, 24)
SET_ASIDE = Noted(day=MONDAY, outcome=Outcome.SET_ASIDE)
APP = Noted(day=MONDAY, outcome=Outcome.APP)
WRONGLY = WronglyListed(platform=FACEBOOK, day=MONDAY)


@pytest.fixture
def tally() -> Tally:
    return Tally()


def test_nothing_noted_is_nothing_to_take(tally: Tally) -> None:
    assert tally.take() is None


def test_an_open_tabs_five_hundred_requests_are_taken_once(tally: Tally) -> None:
    taken = []
    for _ in range(500):
        tally.note(Outcome.SET_ASIDE, MONDAY)
        taken.append(tally.take())
    assert taken == [Batch(noted=frozenset({SET_ASIDE})), *[None] * 499]


def test_another_day_another_outcome_and_another_platform_are_something_new(tally: Tally) -> None:
    tally.note(Outcome.SET_ASIDE, MONDAY)
    tally.note_wrongly_listed(FACEBOOK, MONDAY)
    assert tally.take() == Batch(noted=frozenset({SET_ASIDE}), wrongly_listed=frozenset({WRONGLY}))
    tally.note(Outcome.SET_ASIDE, TUESDAY)
    tally.note(Outcome.APP, MONDAY)
    tally.note_wrongly_listed(YOUTUBE, MONDAY)
    tally.note_wrongly_listed(FACEBOOK, MONDAY)
    assert tally.take() == Batch(
        noted=frozenset({Noted(day=TUESDAY, outcome=Outcome.SET_ASIDE), APP}),
        wrongly_listed=frozenset({WronglyListed(platform=YOUTUBE, day=MONDAY)}),
    )


def test_what_was_put_back_is_taken_again_with_what_came_since(tally: Tally) -> None:
    tally.note(Outcome.SET_ASIDE, MONDAY)
    tally.note_wrongly_listed(FACEBOOK, MONDAY)
    batch = tally.take()
    assert batch is not None
    tally.note(Outcome.SET_ASIDE, MONDAY)  # meanwhile
    assert tally.take() is None
    tally.note(Outcome.APP, MONDAY)
    tally.put_back(batch)
    assert tally.take() == Batch(noted=frozenset({SET_ASIDE, APP}), wrongly_listed=frozenset({WRONGLY}))
    assert tally.take() is None


@pytest.mark.parametrize("written", [True, False], ids=["written each day", "never written"])
def test_a_thousand_days_leave_the_newest_alone(tally: Tally, *, written: bool) -> None:
    days = [MONDAY + dt.timedelta(days=number) for number in range(1_000)]
    for day in days[:-1]:
        for outcome in Outcome:
            tally.note(outcome, day)
        batch = tally.take()
        assert batch is not None
        if not written:
            tally.put_back(batch)
    for outcome in Outcome:
        tally.note(outcome, days[-1])
    batch = tally.take()
    assert batch is not None
    assert len(batch.noted) == (5 if written else 1_024)
    newest = days[-1:] if written else days[-204:]
    assert {Noted(day=day, outcome=outcome) for day in newest for outcome in Outcome} <= batch.noted


def test_what_was_pushed_out_while_it_was_being_written_is_not_put_back(tally: Tally) -> None:
    tally.note(Outcome.APP, MONDAY)
    batch = tally.take()
    assert batch is not None
    for number in range(1, 1_025):
        tally.note(Outcome.APP, MONDAY + dt.timedelta(days=number))
    tally.put_back(batch)
    after = tally.take()
    assert after is not None
    assert len(after.noted) == 1_024
    assert not batch.noted & after.noted


def test_a_clock_set_back_makes_no_day_be_taken_again_and_again(tally: Tally) -> None:
    tally.note(Outcome.APP, MONDAY + dt.timedelta(days=3_650))
    assert tally.take() is not None
    tally.note(Outcome.APP, MONDAY)
    assert tally.take() == Batch(noted=frozenset({APP}))
    tally.note(Outcome.APP, MONDAY)
    assert tally.take() is None


steps = st.one_of(
    st.tuples(st.sampled_from(Outcome), st.sampled_from([MONDAY, TUESDAY])),
    st.sampled_from(["written", "not written"]),
)


@given(st.lists(steps, max_size=60))
def test_each_thing_is_written_once_however_often_that_fails(script: list[tuple[Outcome, dt.date] | str]) -> None:
    tally = Tally()
    noted: set[Noted] = set()
    written: list[Noted] = []
    for step in [*script, "written"]:
        if isinstance(step, tuple):
            tally.note(*step)
            noted.add(Noted(outcome=step[0], day=step[1]))
        elif (batch := tally.take()) is not None:
            if step == "written":
                written.extend(batch.noted)
            else:
                tally.put_back(batch)
    assert len(written) == len(set(written))
    assert set(written) == noted
