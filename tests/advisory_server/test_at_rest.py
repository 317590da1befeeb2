"""What lies on the disk and in the log after real reports came over HTTP: nothing says which device said what."""

import asyncio
import datetime as dt
import hashlib
import logging
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from school_policy.calendar import Calendar, Term
from school_policy.count_report import Dimension, WronglyListed, seal
from school_policy.vocabulary import PlatformId
from tests.advisory_server.counting_world import (
    ANY,
    RELEASE,
    WORK,
    World,
    a_report,
    a_world,
    of_half_term,
    some_school,
)

DEVICES = 16
SAID = WronglyListed(platform=PlatformId("tube"), day=dt.date(2026, 6, 17))
OF_DEVICES, OF_COUNTS = (
    {"device", "active", "contact"},
    {"count", "seen", "late", "wrongly_listed", "released", "frozen"},
)


def on_disk(world: World) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(world.path.parent.iterdir()))


async def report_all(world: World) -> None:
    """Let every device be enrolled and report something, then be refused something; write down who was active."""
    for number in range(DEVICES):
        token = world.enrol(f"Laptop-{number}")
        assert await world.taken(a_report(ANY, WORK, wrongly_listed=(SAID,)), token) == "counted"
        assert await world.taken(a_report(ANY, week=dt.date(2026, 6, 8)), token) == "late"
        assert (await world.post(b"{}", token)).status == 422
    await world.counting.activity.write()


def transactions(log: bytes) -> Iterator[set[int]]:
    """Yield the pages that each transaction of a write-ahead log wrote (sqlite.org/fileformat2.html)."""
    (page_bytes,) = struct.unpack(">I", log[8:12])
    pages: set[int] = set()
    for at in range(32, len(log), 24 + page_bytes):
        page, committed = struct.unpack(">II", log[at : at + 8])
        pages.add(page)
        if committed:
            yield pages
            pages = set()


async def test_no_address_host_or_token_is_written_anywhere(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with a_world(tmp_path) as world:
        await report_all(world)
        found = on_disk(world)
        ours = "\n".join(
            r.getMessage() for r in caplog.records if not r.name.startswith("aiohttp.access")
        ).encode()
        ids = [device for (device,) in world.rows("SELECT id FROM device")]

    for secret in (*world.tokens.values(), "127.0.0.1", "127.0.0", "tube.test", "localhost"):
        assert secret.encode() not in found + ours
    for name in (*world.tokens, *ids):
        assert name.encode() in found
        assert name.encode() not in ours


async def test_no_row_of_a_report_or_a_cell_holds_anything_of_a_device(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        await report_all(world)
        of_devices = [part for row in world.rows("SELECT id, name, hex(token_hash) FROM device") for part in row]
        told = [*of_devices, *world.tokens.values()]
        rows = [row for table in sorted(OF_COUNTS) for row in world.table(table)]

    assert len(rows) > 2 * DEVICES
    assert [(row, part) for row in rows for part in told if part.lower() in repr(row).lower()] == []


async def test_no_transaction_wrote_of_devices_and_of_reports_at_once(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        token = world.enrol()
        await world.taken(a_report(ANY, WORK, wrongly_listed=(SAID,)), token)
        assert world.rows("SELECT * FROM active") == world.rows("SELECT * FROM contact") == []
        await world.counting.activity.write()
        tables = dict(world.rows("SELECT rootpage, name FROM sqlite_master WHERE rootpage"))
        log = world.path.with_name(world.path.name + "-wal").read_bytes()

    wrote = [{tables[page] for page in pages if page in tables} for pages in transactions(log)]
    assert {"count", "seen", "wrongly_listed"} in wrote
    assert {"active"} in wrote
    assert {"contact"} in wrote
    assert [names for names in wrote if names & OF_DEVICES and names & OF_COUNTS] == []


async def test_who_was_active_is_written_in_an_order_that_tells_nothing(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        await report_all(world)
        ids = dict(world.rows("SELECT name, id FROM device"))
        came = [ids[name] for name in world.tokens]
        found = on_disk(world)

    # The last of each is its row in "active", on the pages written last.
    places = {device: found.rfind(b"2026-06-15" + device.encode()) for device in came}
    assert min(places.values()) > 0
    assert sorted(came, key=places.__getitem__, reverse=True) == sorted(came)


async def test_the_numbers_of_a_released_week_are_gone_from_the_disk_a_week_later(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        reports = [a_report(ANY, WORK) for _ in range(DEVICES)]
        await asyncio.gather(*(world.taken(report) for report in reports))
        await world.counting.activity.write()
        await world.store.forget_deleted()
        numbers = [b"week2026-06-15any%c" % DEVICES, b"week2026-06-15outcomecarried_on_work%c" % DEVICES]
        digests = [hashlib.sha256(seal(report)).hexdigest().encode() for report in reports]
        ids = [row[0].encode() for row in world.rows("SELECT id FROM device")]
        active = [b"2026-06-15" + device for device in ids]
        assert all(part in on_disk(world) for part in (*numbers, *digests, *active))

        for at in (RELEASE, RELEASE + dt.timedelta(days=7)):
            world.clock.at = at
            await world.counting.releases.look()
        found = on_disk(world)

        assert [part for part in (*numbers, *digests, *active) if part in found] == []
        assert world.rows("SELECT count(*) FROM release") == [(2,)]


async def test_the_numbers_of_a_half_term_outlive_its_weeks_and_are_gone_a_week_after_its_own_release(
    tmp_path: Path,
) -> None:
    first, last = dt.date(2026, 6, 1), dt.date(2026, 7, 10)
    over = RELEASE + dt.timedelta(days=21)
    calendar = Calendar(terms=(Term(name="Summer", first=first, last=last),))
    async with a_world(tmp_path, school=some_school(calendar=calendar)) as world:
        said = of_half_term(), of_half_term(Dimension.PLATFORM, "tube")
        for _ in range(DEVICES):
            await world.taken(a_report(ANY, *said, half_term=first))
        numbers = [b"half_term2026-06-01any%c" % DEVICES, b"half_term2026-06-01platformtube%c" % DEVICES]
        left = {}
        for at in (RELEASE + dt.timedelta(days=7), over, over + dt.timedelta(days=7)):
            world.clock.at = at
            await world.counting.releases.look()
            left[at] = [part in on_disk(world) for part in numbers]

        assert list(left.values()) == [[True, True], [True, True], [False, False]]
        assert world.rows("SELECT start FROM release WHERE kind = 'half_term'") == [("2026-06-01",)]
