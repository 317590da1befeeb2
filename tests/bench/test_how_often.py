import pytest

from advisory_server.release import NOT_SHOWN
from bench.how_often import Released, release, rows
from owntime.demo.stage import SAMPLE_SCHOOL
from owntime.policy_source import PolicySource
from owntime.simulate.habits import Habits
from school_policy.count_report import Dimension
from school_policy.dimensions import dimensions_of


def released(habits: Habits) -> Released:
    dimensions = dimensions_of(PolicySource(SAMPLE_SCHOOL).compile())
    return release(25, habits, 40, 1, dimensions)


def test_all_figures_of_a_busy_school_are_counted_and_none_of_a_quiet_one() -> None:
    busy, quiet = (dict(rows([released(habits)])) for habits in (Habits.EVEN, Habits.NONE))

    assert busy.keys() == quiet.keys()
    assert set(quiet.values()) == {0}
    assert {name for name, share in busy.items() if share == 0} == set()
    assert busy["the week's figure"] == busy["half-term: all of the three busiest"] == 1
    assert busy["half-term: outcome cells"] > 4


def test_the_busiest_platforms_are_so_whether_they_are_shown_or_not() -> None:
    few = released(Habits.HABITUAL)

    assert [cell.dimension for cell in few.busiest] == [Dimension.PLATFORM] * 3
    assert {few.half_term[cell] for cell in few.busiest} == {NOT_SHOWN}
    assert dict(rows([few]))["half-term: all of the three busiest"] == pytest.approx(0)
