"""What a week's release makes of time in which nothing can be counted: pauses, half days, before the notice."""

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import pytest

from advisory_server.accounts.role import Role
from advisory_server.release import NOT_SHOWN
from advisory_server.release_job import release_due
from advisory_server.school import School
from advisory_server.store.activity import note_active
from advisory_server.store.counts import Arrived, take_reports
from advisory_server.store.database import Connection, Store
from advisory_server.store.devices import DeviceId
from advisory_server.store.pauses import Press, begin_pause, end_pause
from advisory_server.store.releases import ReleasedWeek, released_weeks
from school_policy.count_report import Band, CellCount, Dimension, ReportId
from school_policy.own_time import local_midnight
from school_policy.policy import Group
from school_policy.timetable import Day, parse_time_range
from school_policy.vocabulary import GroupId
from tests.advisory_server.counting_world import ANY, NOON, RELEASE, WEEK, cell, some_school

PART = cell(Dimension.BAND, Band.UNTIL_10)
DEVICES = 30


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "a.db") as opened:
        yield opened


def school(*work: str) -> School:
    """Return a school in which everybody works like this from Monday to Friday."""
    day = Day(sessions=tuple(parse_time_range(session) for session in work))
    group = Group(id=GroupId("all"), name="All", week=(day, day, day, day, day, Day(), Day()))
    return School(policy=msgspec.structs.replace(some_school().policy, groups=(group,)))


def said_by(number: int) -> Arrived:
    cells: tuple[CellCount, ...] = (ANY, PART)
    id_ = ReportId(f"{number:032x}")
    return Arrived(id=id_, digest="d", week=WEEK, late=False, cells=cells, wrongly_listed=())


def twelve_of_thirty(connection: Connection) -> None:
    note_active(connection, [(WEEK, DeviceId(f"{number:032x}")) for number in range(DEVICES)])
    take_reports(connection, [said_by(number) for number in range(12)], WEEK)


async def released(store: Store, school: School) -> ReleasedWeek:
    """Return a week in which 12 of 30 devices did something until 10."""
    await release_due(store, NOON, school)
    store.run_here(twelve_of_thirty)
    await release_due(store, RELEASE, school)
    (week,) = store.run_here(released_weeks)
    return week


@pytest.mark.parametrize(
    ("work", "shown"),
    [
        pytest.param(["08:30-12:00", "12:30-15:30"], ["10 to 14", "10 to 14"], id="four parts of the day"),
        pytest.param(["08:30-12:00", "13:00-14:00"], ["10 to 14", NOT_SHOWN], id="three parts"),
        pytest.param(["08:30-12:00"], ["10 to 14", NOT_SHOWN], id="two"),
        pytest.param([], ["10 to 14", NOT_SHOWN], id="none by a calendar that was changed since"),
    ],
)
async def test_parts_of_the_day_are_shown_where_there_are_four(
    store: Store, work: Sequence[str], shown: list[str]
) -> None:
    week = await released(store, school(*work))

    assert [dict(week.rows)[each.cell] for each in (ANY, PART)] == shown
    assert (week.coverage.active, week.coverage.reporting) == (DEVICES if work else 0, DEVICES)


def pause(store: Store, day: int, *, ended_at: dt.time | None = None) -> None:
    """Pause one day of the week from seven in the morning on."""
    at = dt.datetime.combine(WEEK + dt.timedelta(days=day), dt.time(6), dt.UTC)
    press = Press(at=at, account="head", role=Role.HEADTEACHER)
    until = local_midnight(some_school().zone, at)
    assert store.run_here(lambda connection: begin_pause(connection, press, until))
    if ended_at is not None:
        over = Press(at=dt.datetime.combine(at.date(), ended_at, dt.UTC), account="it", role=Role.IT_ADMIN)
        assert store.run_here(lambda connection: end_pause(connection, over))


@pytest.mark.parametrize(
    ("paused", "ended_at", "active"),
    [
        pytest.param(range(5), None, 0, id="every day"),
        pytest.param(range(4), None, DEVICES, id="all but one"),
        pytest.param(range(5), dt.time(9), DEVICES, id="every day until ten"),
        pytest.param(range(7, 12), None, DEVICES, id="the week after"),
    ],
)
async def test_a_week_that_was_paused_as_a_whole_is_none_with_devices_in_use(
    store: Store, paused: range, ended_at: dt.time | None, active: int
) -> None:
    for day in paused:
        pause(store, day, ended_at=ended_at)

    assert (await released(store, school("08:30-15:30"))).coverage.active == active


@pytest.mark.parametrize("days", [0, 4, 7])
async def test_a_week_before_staff_were_told_is_none_either(store: Store, days: int) -> None:
    whole = school("08:30-15:30")
    notice = msgspec.structs.replace(whole.policy.notice, given_on=WEEK + dt.timedelta(days=days))
    told = School(policy=msgspec.structs.replace(whole.policy, notice=notice))

    assert (await released(store, told)).coverage.active == (DEVICES if days < 5 else 0)
