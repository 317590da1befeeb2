"""Who reads every page, picture and file again and again learns nothing between two releases.

Eight made-up weeks by a stepped clock, while one device acts that the reader knows, and tips figures over their
threshold; each poll compares every header and byte with the one before.
"""

import datetime as dt
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from advisory_server.accounts.role import Role
from advisory_server.app import build_app
from advisory_server.counting import COUNTING
from advisory_server.keys import IN_FORCE, NOW, STORE
from advisory_server.routes import Route, Who, add_routes
from advisory_server.school import InForce
from advisory_server.settings import ServerOptions
from advisory_server.store.database import Connection, Store
from advisory_server.store.devices import add_device
from advisory_server.store.figures_link import open_figures
from advisory_server.store.finished import finished_week
from school_policy.count_report import Cell, CellCount, CountReport, Dimension, seal, weekly_cells
from school_policy.period import PeriodKind, week_is_released, week_of
from tests.advisory_server.counting_world import Clock, a_report
from tests.advisory_server.pages.made_up import made_up_half_term, released, write
from tests.advisory_server.pages.site import ANY, SCHOOL, Answer, Counted, Site, count, fill
from tests.advisory_server.pages.test_every_page import HALF_TERM

BEGIN = dt.datetime(2026, 11, 2, 0, 30, tzinfo=dt.UTC)
WEEKS = 8
FIGURES = "a-link-to-the-figures"
PICTURES = [f"pictures/2026-{name}-desk-light.svg" for name in ("weeks", "chosen", "kinds", "times", "background")]
OWN = ("", "/half-terms", "/governors", "/weeks.csv", "/half-terms.csv", *(f"/{name}" for name in PICTURES))
LAST_HALF_TERM = f"/summary/pictures/{HALF_TERM.first}-half-term-phone-dark.svg"
"""A release of before: it never changes."""
PATHS = (
    *(f"/summary{path}" for path in OWN),
    LAST_HALF_TERM,
    *(f"/figures/{FIGURES}{path}" for path in ("", "/half-terms", f"/{PICTURES[0]}")),
)

type Seen = dict[str, Answer]


def instants(every: dt.timedelta) -> Iterator[dt.datetime]:
    """Yield when to poll: evenly, and minute by minute around each release."""
    end = BEGIN + dt.timedelta(weeks=WEEKS)
    evenly = {BEGIN + every * number for number in range(int((end - BEGIN) / every))}
    minutes = {release + dt.timedelta(minutes=by) for release in releases() for by in range(-2, 3)}
    yield from sorted(evenly | minutes)


def releases() -> list[dt.datetime]:
    mondays = (week_of(BEGIN.date()) + dt.timedelta(weeks=number) for number in range(WEEKS))
    return [week_is_released(monday, SCHOOL.zone) for monday in mondays]


@dataclass
class Reader:
    """Polls with a session that is kept alive, and a device beside it that acts."""

    site: Site
    app: web.Application
    clock: Clock
    token: str
    paths: Sequence[str]
    unsent: list[Cell] = field(default_factory=list)
    changed: dict[dt.datetime, set[str]] = field(default_factory=dict)

    async def poll_on(self, every: dt.timedelta) -> None:
        """Poll for eight weeks; note at which instants which pages had changed."""
        before: Seen = {}
        for at in instants(every):
            new_week = week_of(at.date()) != week_of(self.clock.at.date()) or not before
            self.clock.at = at
            await self.app[COUNTING].releases.look()
            if new_week:
                await self._others()
            await self._act()
            seen = await self._look()
            if before:
                self.changed[at] = {path for path in self.paths if seen[path] != before[path]}
            before = seen

    async def _others(self) -> None:
        """Count what others did in the new week: one short of what is shown, or two."""
        number = self.clock.at.isocalendar().week
        clients = dict.fromkeys(weekly_cells(), 9 - number % 2)
        await self.site.store.run(
            partial(count, counted=Counted(week=week_of(self.clock.at.date()), active=23, clients=clients))
        )
        self.unsent = [*weekly_cells()]

    async def _act(self) -> None:
        """Let the device send a cell that it is newly in, or nothing; and now and then a late report."""
        week = week_of(self.clock.at.date())
        cells = [
            CellCount(period=it.period, dimension=it.dimension, value=it.value, clients=1)
            for it in self.unsent[:1]
        ]
        del self.unsent[:1]
        half_term = [CellCount(period=PeriodKind.HALF_TERM, dimension=Dimension.ANY, clients=1)] if cells else []
        await self._send(a_report(*cells, *half_term, week=week, half_term=dt.date(2026, 11, 2)))
        await self._send(a_report(week=week - dt.timedelta(weeks=3)))

    async def _send(self, report: CountReport) -> None:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        async with self.site.client.post("/api/v1/reports", data=seal(report), headers=headers) as answer:
            assert answer.status in {200, 422}, await answer.text()

    async def _look(self) -> Seen:
        await self.site.store.run(partial(_keep_sessions, seconds=int(self.clock.at.timestamp())))
        seen = {path: await self.site.get(path, Role.HEADTEACHER) for path in self.paths}
        assert {answer.status for answer in seen.values()} == {200}
        return seen


def _keep_sessions(connection: Connection, seconds: int) -> None:
    connection.execute("UPDATE sessions SET begun_at = ?, seen_at = ?", (seconds, seconds))


async def leak(request: web.Request) -> web.Response:
    """Tell what a page made of raw counts would tell."""
    week = week_of(request.app[NOW]().astimezone(request.app[IN_FORCE].school.zone).date())
    finished = await request.app[STORE].run(partial(finished_week, week=week))
    return web.Response(text=f"{finished.counts.get(ANY, 0)} so far")


@asynccontextmanager
async def a_reader(folder: Path, *more: str) -> AsyncIterator[Reader]:
    options, clock = ServerOptions(data=folder, port=0), Clock(BEGIN)
    with Store(options.database) as store:
        fill(store, (), BEGIN)
        before = released(week_of(BEGIN.date()) - dt.timedelta(weeks=1), 24, ((ANY, "10 to 14"),))
        write(store, [before], [made_up_half_term(HALF_TERM)])
        store.run_here(partial(open_figures, token=FIGURES))
        token = store.run_here(partial(add_device, name="The one", today=BEGIN.date()))
        app = build_app(options, store, InForce(SCHOOL), clock)
        add_routes(app, (Route("GET", "/leak", frozenset({Who.HEADTEACHER}), leak),))
        async with TestClient(TestServer(app)) as client:
            site = Site(client=client, store=store)
            yield Reader(site=site, app=app, clock=clock, token=str(token), paths=more or PATHS)


def between_releases(reader: Reader) -> dict[dt.datetime, set[str]]:
    """Return what changed at instants that no release came before."""
    polled = sorted(reader.changed)
    after = {next(at for at in polled if at >= release) for release in releases() if release <= polled[-1]}
    assert len(after) == WEEKS
    return {at: changed for at, changed in reader.changed.items() if changed and at not in after}


@pytest.mark.parametrize(
    ("every", "left_out"),
    [
        # Three pictures less: most of the time goes into drawing.
        pytest.param(dt.timedelta(hours=36), PICTURES[1:4], id="every day and a half"),
        pytest.param(dt.timedelta(minutes=15), [], id="every quarter of an hour", marks=pytest.mark.exam),
    ],
)
async def test_pages_pictures_and_files_change_at_releases_alone(
    tmp_path: Path, every: dt.timedelta, left_out: list[str]
) -> None:
    paths = [path for path in PATHS if path.removeprefix("/summary/") not in left_out]
    async with a_reader(tmp_path, *paths) as reader:
        await reader.poll_on(every)
    assert between_releases(reader) == {}
    # What the device tipped over the threshold was shown, at the releases: the reader looked at the right things.
    assert set.union(*reader.changed.values()) == set(paths) - {LAST_HALF_TERM}


async def test_a_page_made_of_raw_counts_would_be_noticed(tmp_path: Path) -> None:
    async with a_reader(tmp_path, "/leak") as reader:
        await reader.poll_on(dt.timedelta(hours=36))
    assert len(between_releases(reader)) >= WEEKS // 2
