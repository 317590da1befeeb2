"""Counts arrive exactly once, whatever is killed, cut, repeated or reordered; where not, the oracle says so."""

import dataclasses
import datetime as dt
import sys
from pathlib import Path

import pytest

from advisory_server.release import NOT_SHOWN
from school_policy.count_report import CellCount, CountReport, Dimension, ReportId, seal
from school_policy.period import PeriodKind
from school_policy.vocabulary import Outcome
from tests.flow.exactly_once.fault_proxy import Fault
from tests.flow.exactly_once.one_process import moment, school_of
from tests.flow.exactly_once.storm import Storm
from tests.flow.exactly_once.told import Mutation
from tests.flow.exactly_once.weather import MONDAY, Weather
from tests.flow.exactly_once.witness import Witness

only_on_linux = pytest.mark.skipif(sys.platform != "linux", reason="forks, and kills what it forked")

SAMPLE = Weather(seed=1, first=MONDAY + dt.timedelta(days=5), days=3, times=30)
"""From a Saturday over a release that the server misses, and on until enough has happened."""

EXAM = Weather(seed=2, devices=12, days=15, step=dt.timedelta(minutes=45), tries_again=2, times=1_000)
"""Over two releases, and the night in which the school's clocks go back."""

SMALL = Weather(seed=3, days=1, faults=0.7)


async def see_it_through(folder: Path, weather: Weather) -> None:
    storm = Storm(folder, weather)
    assert await storm.rage() == []
    assert {what: times for what, times in storm.worst.items() if times < weather.times} == {}
    assert {point for point, times in storm.marked.items() if times < weather.times // 30} == set()
    assert {fault for fault in Fault if storm.faults[fault] < weather.times // 6} == {Fault.NONE}
    assert storm.late > 0


@only_on_linux
async def test_a_sample_of_kills_cuts_and_repeats_leaves_every_count_exact(tmp_path: Path) -> None:
    await see_it_through(tmp_path, SAMPLE)


@only_on_linux
@pytest.mark.exam
async def test_a_thousand_of_each_kill_cut_and_repeat_leave_every_count_exact(tmp_path: Path) -> None:
    await see_it_through(tmp_path, EXAM)


@only_on_linux
@pytest.mark.parametrize("mutation", [mutation for mutation in Mutation if mutation is not Mutation.NONE])
async def test_what_is_wrong_in_a_small_storm_is_seen(tmp_path: Path, mutation: Mutation) -> None:
    complaints = await Storm(tmp_path, dataclasses.replace(SMALL, mutation=mutation)).rage()
    assert [complaint for complaint in complaints if complaint.startswith("cell ")]


def sent(number: int, *, device: str = "a", week: dt.date = MONDAY, bits: int = 1) -> bytes:
    cell = CellCount(period=PeriodKind.WEEK, dimension=Dimension.ANY, clients=1)
    report = CountReport(id=ReportId(f"{number:032x}"), week=week, cells=(cell,) * bits)
    return f"POST / HTTP/1.1\r\nAuthorization: Bearer {device}\r\n\r\n".encode() + seal(report)


SEEN = [
    pytest.param([sent(1), sent(1)], [], id="the same report again"),
    pytest.param([sent(1), sent(2, device="b")], [], id="the same bit of two devices"),
    pytest.param([sent(1), sent(2, week=MONDAY + dt.timedelta(days=7))], [], id="the same bit of two weeks"),
    pytest.param([sent(1), sent(2)], ["is in 2 reports"], id="a bit in two reports"),
    pytest.param([sent(1), sent(1, bits=0)], ["changed"], id="a report with other content"),
    pytest.param([sent(1)[:-1] + b" }"], ["another size"], id="a report with another size"),
]


@pytest.mark.parametrize(("requests", "complaints"), SEEN)
def test_the_witness_sees_what_no_device_may_send(requests: list[bytes], complaints: list[str]) -> None:
    witness = Witness()
    for request in requests:
        witness.see(request)
    found = witness.complaints()
    assert len(found) == len(complaints)
    assert all(complaint in said for complaint, said in zip(complaints, found, strict=True))


WEEKS = [dt.date(2026, 6, 15), dt.date(2026, 6, 22), dt.date(2026, 6, 29)]
SHOWN = {(Dimension.ANY, ""): "10 or more", (Dimension.OUTCOME, Outcome.CARRIED_ON_WORK): "10 or more"}
THREE_HOURS = dt.timedelta(hours=3)


async def test_an_outcome_is_sealed_within_a_quarter_of_an_hour_counted_and_released(tmp_path: Path) -> None:
    async with school_of(16, tmp_path, "2026-06-15T09:00") as school, school.serving():
        await school.go_to("2026-06-15T09:15")
        await school.devices[0].note(Outcome.CARRIED_ON_WORK)
        await school.go_to("2026-06-15T09:29")
        assert await school.counted(WEEKS[0], Dimension.OUTCOME, Outcome.CARRIED_ON_WORK) == 0
        await school.go_to("2026-06-15T09:30")
        assert await school.counted(WEEKS[0], Dimension.OUTCOME, Outcome.CARRIED_ON_WORK) == 1
        for device in school.devices[:12]:
            await device.note(Outcome.CARRIED_ON_WORK)
        await school.devices[0].note(Outcome.SET_ASIDE)
        await school.go_to("2026-06-15T09:45")
        assert await school.counted(WEEKS[0], Dimension.OUTCOME, Outcome.CARRIED_ON_WORK) == 12
        assert await school.counted(WEEKS[0], Dimension.ANY) == 12
        school.clock.set(moment("2026-06-22T05:59"))
        await school.look()
        assert await school.released() == ()
        school.clock.set(moment("2026-06-22T06:00"))
        await school.look()
        (released,) = await school.released()
        shown = {(cell.dimension, cell.value): text for cell, text in released.rows if text != NOT_SHOWN}
        assert (released.week, released.coverage.active, shown) == (WEEKS[0], 16, SHOWN)


async def test_after_two_weeks_without_a_server_the_past_is_late_and_this_week_counts(tmp_path: Path) -> None:
    async with school_of(1, tmp_path, "2026-06-15T21:00") as school:
        (device,) = school.devices
        async with school.serving():
            await school.go_to("2026-06-16T09:00", THREE_HOURS)
        before = device.spool.status()
        for day, outcome in (("16", Outcome.CARRIED_ON_WORK), ("23", Outcome.SET_ASIDE), ("30", Outcome.APP)):
            await school.go_to(f"2026-06-{day}T09:00", THREE_HOURS)
            await device.note(outcome)
        waited = device.spool.status()
        assert (before.waiting, waited.waiting, waited.sent) == (0, 14 * 8, before.sent)
        async with school.serving():
            await school.go_to("2026-06-30T10:00")
            after = device.spool.status()
            in_time = 12 + 4  # every three hours from Monday's first instant until nine on Tuesday, then four more
            assert (after.waiting, after.set_aside, after.sent - before.sent) == (0, 0, in_time)
            assert await school.late(WEEKS[2]) == after.late == waited.waiting + 4 - in_time
            assert [await school.counted(week, Dimension.ANY) for week in WEEKS] == [0, 0, 1]
            assert await school.counted(WEEKS[2], Dimension.OUTCOME, Outcome.APP) == 1
