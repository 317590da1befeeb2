import asyncio
import datetime as dt
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from advisory_server.release import NOT_SHOWN
from advisory_server.store.database import Store
from advisory_server.store.listed_devices import listed_devices
from advisory_server.store.releases import ReleasedWeek, released_weeks
from owntime.cli import main
from owntime.demo.stage import SAMPLE_SCHOOL
from owntime.policy_source import PolicySource
from owntime.server_data import open_store
from owntime.simulate.habits import Habits
from owntime.simulate.school import simulate
from owntime.simulate.weeks import Plan
from school_policy.count_report import Dimension

UNTIL = dt.datetime(2026, 11, 23, 10, 42)  # noqa: DTZ001 (the school's own time)
CLOSED = dt.date(2026, 11, 9)


def weeks_of(data: Path, plan: Plan, settings: Path = SAMPLE_SCHOOL) -> tuple[ReleasedWeek, ...]:
    """Make a plan's weeks up, and return what was released of them."""
    source = PolicySource(settings)

    async def work(store: Store) -> tuple[ReleasedWeek, ...]:
        await simulate(plan, source, data, store)
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
    with open_store(tmp_path / "data") as store:
        last = [device.contact for device in store.run_here(listed_devices) if device.contact]
    assert Counter(contact.said.groups for contact in last) == {("teaching",): 10, ("office",): 10, ("site",): 10}
    assert max(contact.day for contact in last) == dt.date(2026, 11, 20)


def test_nobody_is_there_in_the_half_term_holiday_of_the_settings_calendar(tmp_path: Path) -> None:
    after = dt.datetime(2026, 11, 9, 7)  # noqa: DTZ001 (the school's own time)

    weeks = weeks_of(tmp_path / "data", Plan(until=after, devices=2, weeks=2))

    assert [(str(week.week), week.coverage.reporting) for week in weeks] == [("2026-11-02", 2), ("2026-10-26", 0)]


@pytest.mark.parametrize(
    ("until", "told"),
    [
        pytest.param(UNTIL, "", id="before staff are told"),
        pytest.param(dt.datetime(2026, 7, 6, 10), "given_on = 2026-09-01", id="before the calendar begins"),  # noqa: DTZ001
    ],
)
def test_a_school_that_has_yet_to_begin_sees_what_it_would_see(
    tmp_path: Path, until: dt.datetime, told: str
) -> None:
    settings = tmp_path / "school.toml"
    settings.write_text(SAMPLE_SCHOOL.read_text().replace("given_on = 2026-09-01", told))

    (week,) = weeks_of(tmp_path / "data", Plan(until=until, weeks=1, habits=Habits.EVEN), settings)

    assert any_of(week) == "20 or more"
    assert "Not shown" not in {shown[:9] for cell, shown in week.rows if cell.dimension is Dimension.BAND}


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


FOUR_WEEKS = """
[[calendar.term]]
name = "A short term"
first = 2026-11-02
last = 2026-11-27
"""


def a_school_with_a_term_of_four_weeks(folder: Path) -> Path:
    before, _, rest = SAMPLE_SCHOOL.read_text("utf-8").partition("[calendar]")
    _, inset, after = rest.partition("[[calendar.inset]]")
    settings = folder / "school.toml"
    settings.write_text(f'{before}[calendar]\nbank_holidays = "england"\n{FOUR_WEEKS}\n{inset}{after}', "utf-8")
    return settings


def released(data: Path, settings: Path, *arguments: str) -> dict[str, Any]:
    fixed = ["simulate", "--settings", str(settings), "--data", str(data), "--until", "2026-11-30T07:00"]
    done = CliRunner().invoke(main, [*fixed, "--json", *arguments])
    assert done.exit_code == 0, done.output
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_a_half_term_is_released_with_kinds_of_site_and_platforms_and_parts_of_the_day(tmp_path: Path) -> None:
    settings = a_school_with_a_term_of_four_weeks(tmp_path)

    made_up = ["--devices", "20", "--weeks", "4", "--habits", "even", "--reminders-a-day", "40"]
    answer = released(tmp_path / "data", settings, *made_up)

    (half_term,) = answer["half_terms"]
    assert (half_term["first_day"], half_term["last_day"]) == ("2026-11-02", "2026-11-27")
    assert [week["coverage"]["reporting"] for week in answer["weeks"]] == [20, 20, 20, 20]
    shown_of_weeks, shown_of_half_term = (
        {cell["dimension"] for one in some for cell in one["cells"] if not cell["shown"].startswith("Not")}
        for some in (answer["weeks"], answer["half_terms"])
    )
    assert shown_of_weeks == {"any", "three_days", "outcome", "category", "band"}
    assert shown_of_half_term == {"any", "outcome", "category", "platform"}
    assert answer["made_up"] == {
        "devices": 20,
        "weeks": 4,
        "habits": "even",
        "reminders_a_day": 40,
        "seed": 1,
    }


def test_json_holds_texts_and_how_many_devices_reported_and_no_other_number(tmp_path: Path) -> None:
    answer = released(tmp_path / "data", SAMPLE_SCHOOL, "--devices", "2", "--weeks", "1")

    (week,) = answer["weeks"]
    assert set(week) == {"week", "released_at", "coverage", "cells"}
    assert set(week["coverage"]) == {"active", "enrolled", "reporting", "late", "gateways"}
    assert {tuple(cell) for cell in week["cells"]} == {("dimension", "value", "shown")}
    assert {cell["shown"] for cell in week["cells"]} == {NOT_SHOWN}


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
