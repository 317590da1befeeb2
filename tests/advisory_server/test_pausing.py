"""Pausing all reminders until tomorrow, by the clock that the server is given."""

import datetime as dt
import logging
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from advisory_server.accounts.role import Role
from advisory_server.accounts.signed_in import SignedIn
from advisory_server.pausing import Pausing
from advisory_server.school import InForce, School
from advisory_server.store.database import Store
from advisory_server.store.pauses import Pause, Press, recent_pauses
from tests.advisory_server.accounts.world import NOON, Clock, some_school

HEAD = SignedIn(name="head", role=Role.HEADTEACHER, csrf="")
IT = SignedIn(name="it.admin", role=Role.IT_ADMIN, csrf="")
SECOND = dt.timedelta(seconds=1)


def in_zone(zone: str) -> InForce:
    policy = some_school().policy
    return InForce(
        School(policy=msgspec.structs.replace(policy, school=msgspec.structs.replace(policy.school, zone=zone)))
    )


async def pausing_on(store: Store, clock: Clock, zone: str = "Europe/London") -> Pausing:
    """Return what a server that starts now has."""
    it = Pausing(store, in_zone(zone), clock)
    await it.load()
    return it


NIGHTS = [
    # zone, pressed at, over at: both UTC
    pytest.param("Europe/London", "2026-06-17T11:00", "2026-06-17T23:00", id="a day in summer"),
    pytest.param("Europe/London", "2026-11-23T09:30", "2026-11-24T00:00", id="a day in winter"),
    pytest.param("Europe/London", "2026-11-23T23:59", "2026-11-24T00:00", id="a minute before midnight"),
    pytest.param("Europe/London", "2026-11-24T00:00", "2026-11-25T00:00", id="at midnight"),
    pytest.param("Europe/London", "2026-03-28T21:00", "2026-03-29T00:00", id="the eve of summer time"),
    pytest.param("Europe/London", "2026-03-29T00:30", "2026-03-29T23:00", id="the day of 23 hours"),
    pytest.param("Europe/London", "2026-10-24T20:00", "2026-10-24T23:00", id="the eve of winter time"),
    pytest.param("Europe/London", "2026-10-24T23:30", "2026-10-26T00:00", id="the day of 25 hours"),
    pytest.param("Atlantic/Azores", "2026-03-28T20:00", "2026-03-29T01:00", id="a midnight that there is not"),
    pytest.param("America/Havana", "2026-10-31T20:00", "2026-11-01T04:00", id="a midnight that comes twice"),
    pytest.param("Asia/Kolkata", "2026-06-17T11:00", "2026-06-17T18:30", id="a zone of half hours"),
]


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(("zone", "pressed", "over"), NIGHTS)
async def test_it_lasts_until_the_schools_next_midnight_and_is_over_by_itself(
    tmp_path: Path, zone: str, pressed: str, over: str
) -> None:
    clock = Clock(utc(pressed))
    with Store(tmp_path / "a.db") as store:
        pausing = await pausing_on(store, clock, zone)
        assert pausing.in_force() is None
        await pausing.begin(HEAD)
        for at, holds in ((utc(pressed), True), (utc(over) - SECOND, True), (utc(over), False)):
            clock.at = at
            for one in (pausing, await pausing_on(store, clock, zone)):  # and after a restart
                found = one.in_force()
                assert (found is not None) is holds
                assert found is None or found.until == utc(over)


async def test_the_day_after_it_can_be_pressed_again(tmp_path: Path) -> None:
    clock = Clock()
    with Store(tmp_path / "a.db") as store:
        pausing = await pausing_on(store, clock)
        await pausing.begin(HEAD)
        clock.step(days=1)
        assert pausing.in_force() is None
        await pausing.begin(IT)
        found = pausing.in_force()

    assert found is not None
    assert (found.begun.account, found.until) == ("it.admin", utc("2026-06-18T23:00"))


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "owntime.audit"]


HEADS = 'by="head" role="headteacher" until="2026-06-17T23:00:00+00:00"'


async def test_both_presses_are_kept_and_audited_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "owntime.audit")
    clock = Clock()
    with Store(tmp_path / "a.db") as store:
        pausing = await pausing_on(store, clock)
        await pausing.end(HEAD)  # nothing to end
        await pausing.begin(HEAD)
        clock.step(minutes=1)
        await pausing.begin(HEAD)
        await pausing.begin(IT)
        clock.step(minutes=1)
        await pausing.end(IT)
        await pausing.end(HEAD)
        kept = await store.run(lambda connection: recent_pauses(connection, 10))

    begun = Press(at=NOON, account="head", role=Role.HEADTEACHER)
    ended = Press(at=NOON + dt.timedelta(minutes=2), account="it.admin", role=Role.IT_ADMIN)
    assert kept == (Pause(begun=begun, until=utc("2026-06-17T23:00"), ended=ended),)
    assert lines(caplog) == [
        f"{NOON.isoformat()} reminders paused {HEADS}",
        '2026-06-17T11:02:00+00:00 pause of reminders ended by="it.admin" role="it_admin"',
    ]


async def test_what_was_ended_stays_ended_after_a_restart(tmp_path: Path) -> None:
    clock = Clock()
    with Store(tmp_path / "a.db") as store:
        pausing = await pausing_on(store, clock)
        await pausing.begin(HEAD)
        await pausing.end(HEAD)
        assert pausing.in_force() is None
    with Store(tmp_path / "a.db") as store:
        again = await pausing_on(store, clock)
        assert again.in_force() is None
        await again.begin(HEAD)
        assert again.in_force() is not None
        assert len(await store.run(lambda connection: recent_pauses(connection, 10))) == 2


async def test_the_last_pauses_come_newest_first_and_no_more_than_asked_for(tmp_path: Path) -> None:
    clock = Clock()
    with Store(tmp_path / "a.db") as store:
        pausing = await pausing_on(store, clock)
        for _ in range(4):
            await pausing.begin(HEAD)
            clock.step(days=1)
        found = await store.run(lambda connection: recent_pauses(connection, 3))

    assert [pause.begun.at for pause in found] == [NOON + dt.timedelta(days=days) for days in (3, 2, 1)]


async def test_a_clock_that_was_far_ahead_leaves_no_pause_that_never_ends(tmp_path: Path) -> None:
    clock = Clock(NOON + dt.timedelta(days=400))
    with Store(tmp_path / "a.db") as store:
        pausing = await pausing_on(store, clock)
        await pausing.begin(HEAD)
        clock.at = NOON
        assert pausing.in_force() is None
        await pausing.begin(HEAD)  # and it keeps nobody from pausing
        found = pausing.in_force()

    assert found is not None
    assert found.until == utc("2026-06-17T23:00")


async def test_what_the_database_does_not_take_is_not_done(tmp_path: Path) -> None:
    clock = Clock()
    with Store(tmp_path / "a.db") as store:
        pausing = await pausing_on(store, clock)
        await store.run(refuse("INSERT"))
        with pytest.raises(sqlite3.Error):
            await pausing.begin(HEAD)
        assert pausing.in_force() is None
        await store.run(lambda connection: connection.execute("DROP TRIGGER refuse"))
        await pausing.begin(HEAD)
        await store.run(refuse("UPDATE"))
        with pytest.raises(sqlite3.Error):
            await pausing.end(HEAD)
        assert pausing.in_force() is not None


def refuse(change: str) -> Any:
    sql = f"CREATE TRIGGER refuse BEFORE {change} ON pauses BEGIN SELECT RAISE(ABORT, 'full'); END"
    return lambda connection: connection.execute(sql)


async def test_the_table_holds_what_was_pressed_and_nothing_else(tmp_path: Path) -> None:
    with Store(tmp_path / "a.db") as store:
        pausing = await pausing_on(store, Clock())
        await pausing.begin(HEAD)
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        columns = [name for _, name, *_ in connection.execute("PRAGMA table_info(pauses)")]

    assert columns == [
        *("id", "begun_at", "until", "account", "role"),
        *("ended_at", "ended_account", "ended_role"),
    ]
