"""Of tests that are one of many alike, a sample is run each time, and all of them by the exam."""

import pytest

from tests.sampling import sample

NAMES = [f"test_a_page[{number}]" for number in range(10)]

pytest_plugins = ["pytester"]

MANY = """
import pytest

@pytest.mark.sampled
@pytest.mark.parametrize("number", range(10))
def test_a_page(number):
    assert number >= 0

def test_by_itself():
    pass
"""


def test_a_sample_is_one_in_three_the_same_each_time_and_another_with_another_seed() -> None:
    assert len(sample(NAMES, "")) == 4
    assert sample(NAMES, "") == sample(reversed(NAMES), "")
    assert len({sample(NAMES, str(seed)) for seed in range(20)}) > 1
    assert sample(["one"], "") == {"one"}
    assert set().union(*(sample(NAMES, str(seed)) for seed in range(50))) == set(NAMES)


@pytest.mark.parametrize(
    ("words", "passed"),
    [
        pytest.param(["-m", "not exam"], 5, id="the tests"),
        pytest.param(["-m", "exam"], 6, id="the exam has the rest"),
        pytest.param(["-m", ""], 11, id="both"),
        pytest.param(["-m", "not exam", "test_many.py::test_a_page"], 10, id="named"),
    ],
)
def test_every_test_is_in_one_of_the_two(pytester: pytest.Pytester, words: list[str], passed: int) -> None:
    pytester.makepyfile(test_many=MANY)
    pytester.makeini("[pytest]\nmarkers =\n    exam\n    sampled\n")
    done = pytester.runpytest("-p", "tests.sampling", "-p", "no:asyncio", *words)
    done.assert_outcomes(passed=passed, deselected=11 - passed if "::" not in words[-1] else 0)
