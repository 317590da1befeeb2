import asyncio
import datetime as dt
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from advisory_server.release_job import release_due
from advisory_server.school import School
from advisory_server.store.database import Store
from advisory_server.store.releases import ReleasedWeek, released_weeks
from owntime.cli import main
from owntime.demo.stage import SAMPLE_SCHOOL
from owntime.policy_source import PolicySource
from owntime.server_data import open_store
from owntime.simulate.habits import Habits
from owntime.simulate.school import simulate
from owntime.simulate.weeks import Plan

UNTIL = dt.datetime(2026, 11, 23, 10, 42)  # noqa: DTZ001 (the school's own time)
CLOSED = dt.date(2026, 11, 9)


def weeks_of(data: Path, plan: Plan) -> tuple[ReleasedWeek, ...]:
    """Make a plan's weeks up, and release them on the Monday after."""
    source = PolicySource(SAMPLE_SCHOOL)

    async def work(store: Store) -> tuple[ReleasedWeek, ...]:
        await simulate(plan, source, data, store)
        await release_due(store, plan.until.replace(tzinfo=dt.UTC), School(policy=source.compile()))
        return await store.run(released_weeks)

    with open_store(data) as store:
        return asyncio.run(work(store))


def any_of(week: ReleasedWeek) -> str:
    return week.rows[0][1]


def test_made_up_weeks_come_through_the_real_ingest_and_are_released(tmp_path: Path) -> None:
    plan = Plan(until=UNTIL, devices=30, weeks=3, habits=Habits.EVEN, closed=frozenset({CLOSED}))

    weeks = weeks_of(tmp_path / "data", plan)

    assert [str(week.week) for week in weeks] == ["2026-11-16", "2026-11-09", "2026-11-02"]
    assert [week.coverage.reporting for week in weeks] == [30, 0, 30]
    assert any_of(weeks[0]) == any_of(weeks[2]) == "20 or more"
    assert {shown[:9] for _, shown in weeks[1].rows} == {"Not shown"}
    assert weeks == tuple(
        week.__class__(week=week.week, released_at=week.released_at, coverage=week.coverage, rows=week.rows)
        for week in weeks_of(tmp_path / "again", plan)
    )


@pytest.mark.parametrize(
    ("habits", "devices"),
    [
        pytest.param(Habits.ONE, 30, id="one device every day"),
        pytest.param(Habits.NONE, 30, id="nobody"),
        pytest.param(Habits.EVEN, 14, id="too few devices"),
    ],
)
def test_what_may_not_be_shown_is_not(tmp_path: Path, habits: Habits, devices: int) -> None:
    (week,) = weeks_of(tmp_path / "data", Plan(until=UNTIL, devices=devices, weeks=1, habits=habits))

    assert {shown[:9] for _, shown in week.rows} == {"Not shown"}


def command(data: Path, *arguments: str) -> Result:
    fixed = ["simulate", "--settings", str(SAMPLE_SCHOOL), "--data", str(data), "--until", "2026-11-23T10:42"]
    return CliRunner().invoke(main, [*fixed, "--weeks", "1", "--devices", "2", *arguments])


def test_the_command_says_how_to_look_at_the_weeks(tmp_path: Path) -> None:
    done = command(tmp_path / "data")

    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("Made up 1 weeks of 2 devices.")
    assert f"--data {tmp_path / 'data'} --at 2026-11-23T10:42" in done.stdout


@pytest.mark.parametrize("habits", ["none", "NONE"])
def test_habits_may_be_written_as_other_choices_are(tmp_path: Path, habits: str) -> None:
    assert command(tmp_path / "data", "--habits", habits).exit_code == 0


def test_nothing_made_up_is_mixed_with_what_is_real(tmp_path: Path) -> None:
    CliRunner().invoke(main, ["device", "add", "Office", "--data", str(tmp_path / "data")])

    done = command(tmp_path / "data")

    assert done.exit_code == 2
    assert "has devices already" in done.stderr
