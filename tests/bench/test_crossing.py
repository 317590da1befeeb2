"""Boundaries as a few dozen live connections see them, through the real proxy; and what a crossing is none by."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bench.boundary_figures import grace_ends, lunch_begins
from bench.crossing import Crossing, cross
from bench.requests import LISTED
from bench.scene import before_echo
from bench.sides import Side
from bench.worker import WrongAnswerError
from school_policy.vocabulary import REMINDER_HOST

LISTED_ONES, OTHERS = 30, 10
MANY_SECONDS = 15.0  # the proxy takes a third of one; a machine may be busy
GRACE_ENDS = replace(grace_ends(listed=LISTED_ONES, unlisted=OTHERS), watch_seconds=1.5)
LUNCH_BEGINS = replace(lunch_begins(listed=LISTED_ONES, unlisted=OTHERS), watch_seconds=1.5)
SMALL = replace(GRACE_ENDS, listed=2, unlisted=2)


@pytest.fixture(scope="module")
def side(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Side]:
    with before_echo(tmp_path_factory.mktemp("state")) as running:
        yield running


@pytest.mark.parametrize("crossing", [GRACE_ENDS, LUNCH_BEGINS], ids=["the grace ends", "own time begins"])
def test_a_boundary_closes_every_listed_connection_soon_and_not_before_and_no_other(
    side: Side, crossing: Crossing
) -> None:
    crossed = cross(side, crossing)

    assert len(crossed.closed) == LISTED_ONES
    assert 0 <= min(crossed.closed) <= max(crossed.closed) < MANY_SECONDS
    assert crossed.longest_wait < MANY_SECONDS


@pytest.mark.parametrize(
    ("crossing", "reason"),
    [
        pytest.param(
            replace(SMALL, boundary=GRACE_ENDS.boundary - dt.timedelta(minutes=2), patience=0.0),
            "stays open",
            id="there is no boundary",
        ),
        pytest.param(
            replace(SMALL, boundary=GRACE_ENDS.boundary + dt.timedelta(seconds=5)),
            "before the boundary",
            id="the boundary was before",
        ),
        pytest.param(replace(SMALL, other=LISTED), "2 of 2 were closed", id="the others are closed too"),
        pytest.param(
            replace(SMALL, by_way_of=(GRACE_ENDS.boundary,)), "2 of 4 were closed", id="closed on the way there"
        ),
        pytest.param(
            replace(SMALL, intercepted=True, patience=0.0), "is not intercepted", id="passed, though it should not"
        ),
        pytest.param(
            replace(SMALL, other=REMINDER_HOST), "is not passed through", id="intercepted, though it should not"
        ),
    ],
)
def test_what_is_no_such_crossing_is_no_figure(side: Side, crossing: Crossing, reason: str) -> None:
    with pytest.raises(WrongAnswerError, match=reason):
        cross(side, crossing)
