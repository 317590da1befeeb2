"""What the IT admin is told of a device's last contact is a day, and the Headteacher is told nothing of it."""

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from advisory_server.accounts.role import Role
from advisory_server.app import build_app
from advisory_server.counting import COUNTING
from advisory_server.keys import NOW
from advisory_server.school import InForce
from advisory_server.settings import ServerOptions
from advisory_server.store.database import Connection, Store
from advisory_server.store.devices import add_device
from school_policy.count_report import seal
from tests.advisory_server.counting_world import ANY, Clock, a_report
from tests.advisory_server.pages.publishing import publish_policy
from tests.advisory_server.pages.site import MONDAY, SCHOOL, Answer, Site, fill

MIDNIGHT = MONDAY.replace(hour=0, minute=0)
EVENING = MONDAY.replace(hour=21)
RELEASED = MIDNIGHT + dt.timedelta(days=7, hours=9)
DEVICES = 16
MORNING = [10] * DEVICES
SAID = {"Owntime-Policy-Version": "1", "Owntime-Groups": "teaching"}
SILENT: dict[str, str] = {}

type Leak = Callable[[web.Request, web.StreamResponse], Awaitable[None]]
type Rows = list[tuple[object, ...]]


@dataclass(frozen=True, kw_only=True)
class Seen:
    """All that both roles get, and what is kept of devices."""

    it_admin: Answer
    headteacher: Answer
    kept: Rows


@dataclass(frozen=True)
class School:
    """A server to which devices report at some hours of a Monday, each saying something of itself or not."""

    folder: Path
    hours: Sequence[float]
    said: Mapping[str, str]
    leak: Leak | None = None

    async def seen(self) -> Seen:
        """Live the day; look as the IT admin in the evening, and as the Headteacher after the release."""
        self.folder.mkdir()
        options, clock = ServerOptions(data=self.folder, port=0), Clock(MONDAY)
        with Store(options.database) as store:
            fill(store, (), MONDAY)
            app = build_app(options, store, InForce(SCHOOL), clock)
            if self.leak is not None:
                app.on_response_prepare.append(self.leak)
            async with TestClient(TestServer(app)) as client:
                site = Site(client=client, store=store)
                await publish_policy(site)
                await self._live(site, app[COUNTING].releases.look, clock)
                it_admin = await look(site, clock, EVENING, "/admin/devices", Role.IT_ADMIN)
                kept = store.run_here(_contacts)
                clock.at = RELEASED
                await app[COUNTING].releases.look()
                headteacher = await look(site, clock, RELEASED, "/summary", Role.HEADTEACHER)
        return Seen(it_admin=it_admin, headteacher=headteacher, kept=kept)

    async def _live(self, site: Site, look: Callable[[], Awaitable[None]], clock: Clock) -> None:
        for number, hour in enumerate(self.hours):
            clock.at = MIDNIGHT + dt.timedelta(hours=hour)
            name = f"Laptop {number:02}"
            token = await site.store.run(partial(add_device, name=name, today=MONDAY.date()))
            headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", **self.said}
            report = seal(a_report(ANY, week=MONDAY.date()))
            async with site.client.post("/api/v1/reports", data=report, headers=headers) as answer:
                assert answer.status == 200
            await look()


async def look(site: Site, clock: Clock, at: dt.datetime, path: str, role: Role) -> Answer:
    clock.at = at
    await site.store.run(partial(_keep_sessions, seconds=int(at.timestamp())))
    answer = await site.get(path, role)
    assert answer.status == 200
    return answer


def _keep_sessions(connection: Connection, seconds: int) -> None:
    connection.execute("UPDATE sessions SET begun_at = ?, seen_at = ?", (seconds, seconds))


def _contacts(connection: Connection) -> Rows:
    return connection.execute(
        "SELECT name, day, version, staff_groups FROM contact JOIN device ON id = device ORDER BY name"
    ).fetchall()


HOURS = [
    pytest.param([7.0 + number / 8 for number in range(DEVICES)], id="one after another"),
    pytest.param([20.9 - number / 8 for number in range(DEVICES)], id="the other way round, late"),
]


@pytest.mark.trust("P8")
@pytest.mark.parametrize("hours", HOURS)
async def test_the_it_admin_gets_the_same_page_at_whatever_hour_devices_came(
    tmp_path: Path, hours: list[float]
) -> None:
    at_ten = await School(tmp_path / "ten", MORNING, SAID).seen()
    other = await School(tmp_path / "other", hours, SAID).seen()

    assert other == at_ten
    assert at_ten.kept == [(f"Laptop {number:02}", "2026-11-23", 1, '["teaching"]') for number in range(DEVICES)]
    assert "Laptop 00 Teaching staff 1, in force 23 November 2026 In use" in at_ten.it_admin.text
    names = {name.lower() for name, _ in at_ten.it_admin.headers}
    assert not names & {"etag", "last-modified", "age", "expires"}
    assert at_ten.it_admin.header("Cache-Control") == "no-store"


@pytest.mark.trust("P8", control=True)
async def test_a_page_that_told_the_hour_would_be_found_out(tmp_path: Path) -> None:
    last = [MONDAY]

    async def leak(request: web.Request, response: web.StreamResponse) -> None:
        if request.method == "POST":
            last[0] = request.app[NOW]()
        response.headers["Last-Modified"] = last[0].isoformat()

    at_ten = await School(tmp_path / "ten", MORNING, SAID, leak).seen()
    later = await School(tmp_path / "later", [14] * DEVICES, SAID, leak).seen()
    next_day = await School(tmp_path / "next", [*MORNING[1:], 24.1], SAID).seen()

    assert at_ten.it_admin.body == later.it_admin.body
    assert at_ten.it_admin != later.it_admin
    assert next_day.it_admin.body != at_ten.it_admin.body


@pytest.mark.trust("P8")
async def test_what_devices_say_of_themselves_changes_nothing_for_the_headteacher(tmp_path: Path) -> None:
    said = await School(tmp_path / "said", MORNING, SAID).seen()
    silent = await School(tmp_path / "silent", MORNING, SILENT).seen()
    fewer = await School(tmp_path / "fewer", MORNING[1:], SAID).seen()

    assert said.headteacher == silent.headteacher
    assert said.it_admin != silent.it_admin
    assert fewer.headteacher != said.headteacher  # coverage is looked at: 16 devices reported, or 15
