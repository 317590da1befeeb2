"""The harness's arithmetic, and one quick look that the whole of it runs."""

import subprocess
import sys

import pytest

from bench.process import cpu_seconds, resident_mib
from bench.ratio import Aim, Figure, side_by_side


@pytest.mark.parametrize(
    ("aim", "ratio", "holds"),
    [
        pytest.param(Aim(value=1.1), 1.1, True, id="at most, met exactly"),
        pytest.param(Aim(value=1.1), 1.11, False, id="at most, missed"),
        pytest.param(Aim(value=0.9, at_least=True), 0.9, True, id="at least, met exactly"),
        pytest.param(Aim(value=0.9, at_least=True), 0.89, False, id="at least, missed"),
    ],
)
def test_an_aim_holds_on_its_own_side_of_the_value(aim: Aim, ratio: float, *, holds: bool) -> None:
    assert aim.holds(ratio) is holds


def test_the_ratio_is_the_median_of_neighbours_so_that_a_machine_that_slows_down_does_not_move_it() -> None:
    figure = Figure(name="slowing", unit="ms", pairs=((2.0, 1.0), (20.0, 10.0), (200.0, 100.0)))
    assert figure.ratio == 2.0
    assert (figure.ours, figure.bare) == (20.0, 10.0)
    assert figure.spread == (2.0, 2.0)


def test_the_spread_is_the_middle_half() -> None:
    figure = Figure(name="spread", unit="ms", pairs=tuple((value, 1.0) for value in (1.0, 2.0, 3.0, 4.0, 5.0)))
    assert figure.spread == (2.0, 4.0)


def test_one_pair_alone_has_no_spread() -> None:
    assert Figure(name="one", unit="ms", pairs=((3.0, 2.0),)).spread == (1.5, 1.5)


def test_a_figure_without_an_aim_holds() -> None:
    assert Figure(name="told only", unit="ms", pairs=((9.0, 1.0),)).holds


def test_a_figure_misses_its_aim_by_its_ratio() -> None:
    assert not Figure(name="slow", unit="ms", pairs=((9.0, 1.0),), aim=Aim(value=1.1)).holds


@pytest.mark.parametrize(("ours", "holds"), [(100.0, True), (101.0, False)])
def test_an_aim_with_a_unit_is_for_our_side_by_itself(ours: float, *, holds: bool) -> None:
    aim = Aim(value=100, unit="ms")
    assert Figure(name="waits", unit="ms", pairs=((ours, 50.0),), aim=aim).holds is holds
    assert str(aim) == "≤ 100 ms"


def test_the_sides_take_turns_and_ours_stays_first_in_each_pair() -> None:
    turns: list[str] = []

    def turn(side: str) -> str:
        turns.append(side)
        return side

    pairs = side_by_side(3, lambda: turn("ours"), lambda: turn("bare"))
    assert turns == ["ours", "bare", "bare", "ours", "ours", "bare"]
    assert pairs == [("ours", "bare")] * 3


def test_processor_time_and_memory_are_read_from_another_process() -> None:
    busy = "import sys; sum(range(2_000_000)); print(flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", busy], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        process.stdout.readline()
        assert 0.005 < cpu_seconds(process.pid) < 30
        assert 1 < resident_mib(process.pid) < 500
        process.stdin.close()


@pytest.mark.exam
def test_a_quick_run_measures_every_figure() -> None:
    done = subprocess.run([sys.executable, "-m", "bench", "--quick"], capture_output=True, text=True, check=True)
    proxy = ("reminder", "passed, unlisted", "passed, own time", "memory", "refusal")
    server = ("ingest", "ingest, CPU", "ingest, grouped", "bombs, reports", "bombs, sign-in", "slow bodies")
    calendar = tuple(f"calendar, {what}" for what in ("first look", "later look", "next own time", "each second"))
    boundary = ("grace ends, closed", "grace ends, others", "own time begins, closed", "own time begins, others")
    lists = ("import, CPU", "import, memory", "index, built", "index, from a document", "classify, and a dict")
    swap = ("swap, new connection, p50", "swap, new connection, p99", "swap, new connections")
    for name in (*proxy, *calendar, *boundary, *lists, *swap, *server):
        assert f"\n {name} " in done.stdout
    assert done.stderr == ""
