"""Connections through the real proxy while its policy is swapped: none is lost, and what would be lost is told."""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bench.index_figures import made_up_mix
from bench.requests import LISTED
from bench.scene import before_echo
from bench.sides import Side
from bench.swapping import Load, Loaded, in_peace, swapped
from bench.worker import WrongAnswerError
from domain_lists.catalogue import load_catalogue
from domain_lists.index import HostIndex
from school_policy.hostname import normalise

LOAD = Load(seconds=0.5, kept=5)


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("state")


@pytest.fixture(scope="module")
def side(state: Path) -> Iterator[Side]:
    with before_echo(state) as running:
        yield running


def test_no_connection_is_lost_while_the_policy_is_swapped(side: Side, state: Path) -> None:
    before = (state / "policy.json").read_bytes()
    loaded, peace = swapped(side, state / "policy.json", LOAD), in_peace(side, LOAD)

    assert loaded.swaps >= 1
    assert peace.swaps == 0
    assert min(len(loaded.waits), len(peace.waits)) > 0
    assert (state / "policy.json").read_bytes() == before


@pytest.mark.parametrize(
    ("load", "reason"),
    [
        pytest.param(replace(LOAD, marker=("facebook", LISTED)), LISTED, id="its own platform"),
        pytest.param(replace(LOAD, other=LISTED), "is not passed through", id="intercepted, though it should not"),
    ],
)
def test_a_connection_that_fares_as_another_would_is_told(
    side: Side, state: Path, load: Load, reason: str
) -> None:
    with pytest.raises(WrongAnswerError, match=reason):
        swapped(side, state / "policy.json", load)


def test_of_a_hundred_waits_the_share_is_the_so_manieth() -> None:
    loaded = Loaded(waits=tuple(number / 1_000 for number in range(1, 101)), longest_kept=0, swaps=0)

    assert [loaded.at(share) for share in (0, 0.5, 0.99, 1)] == [1, 51, 100, 100]


def test_the_mix_is_two_thirds_unlisted_and_the_same_each_time() -> None:
    lists = load_catalogue()
    known = HostIndex(lists.platforms, lists.never_listed)
    mix = made_up_mix(known, 3_000)
    random.shuffle(mix)

    assert sorted(made_up_mix(known, 3_000)) == sorted(mix)
    assert all(normalise(host) == host for host in mix)
    found = [known.find(host) for host in mix]
    assert found.count(None) == 2_000
    assert {its.kind for its in found if its} == {"site", "asset"}
