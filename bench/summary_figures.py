"""The Headteacher's page: the server's time for it, beside the bare query of the rows that it shows."""

import asyncio
import contextlib
import datetime as dt
import random
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from advisory_server.accounts.role import Role
from advisory_server.accounts.tokens import digest_of
from advisory_server.app import build_app
from advisory_server.figures.year import first_week, school_year_of
from advisory_server.pages.main_parts import MAIN_PARTS, MainParts
from advisory_server.release import shown
from advisory_server.school import InForce, School
from advisory_server.settings import ServerOptions
from advisory_server.store.accounts import make_account
from advisory_server.store.database import Connection, Store
from advisory_server.store.releases import Coverage, ReleasedWeek, write_release
from advisory_server.store.sessions import begin_session
from bench.ratio import Aim, Figure, Pair
from bench.scene import Scene
from owntime.demo.stage import SAMPLE_SCHOOL
from owntime.policy_source import PolicySource
from school_policy.count_report import weekly_cells
from school_policy.period import next_week, week_is_released

_LAST = dt.date(2027, 7, 19)
"""The last released week: near the end of a school year, when its page is the longest."""
_YEARS = (1, 5, 20)
_SESSION = "a-session"
_SEED = 20_261_124

type Ask = Callable[[], object]


def summary(scene: Scene) -> Iterator[Figure]:
    """Measure the page over 1, 5 and 20 years of releases: again, and the first time after a release."""
    for years in _YEARS:
        again, first, everything = asyncio.run(_measured(scene, years))
        name = f"summary, {years} year{'s' * (years > 1)}"
        yield Figure(name=name, unit="ms", pairs=again, aim=Aim(value=3) if years == 5 else None)
        yield Figure(name=f"{name}, first", unit="ms", pairs=first)
        yield Figure(name=f"{name}, all rows", unit="ms", pairs=everything)


async def _measured(scene: Scene, years: int) -> tuple[tuple[Pair, ...], ...]:
    """Return rows of pairs: the page again, the page first, and again beside the query of all years' rows."""
    school = School(policy=PolicySource(SAMPLE_SCHOOL).compile())
    data = scene.new_folder()
    now = week_is_released(_LAST, school.zone) + dt.timedelta(hours=3)
    with Store(ServerOptions(data=data, port=0).database) as store:
        store.run_here(partial(_fill, years=years, school=school, now=now))
        async with _serving(data, store, school, now) as (client, app):
            again, first, everything = [], [], []
            for _ in range(scene.size.repeats):
                app[MAIN_PARTS] = MainParts()
                begun = await _asked(client)
                kept = min([await _asked(client) for _ in range(scene.size.looks // 50 or 1)])
                bare, bare_all = (
                    _queried(data, since) for since in (first_week(school_year_of(_LAST)), dt.date.min)
                )
                again.append((kept, bare))
                first.append((begun, bare))
                everything.append((kept, bare_all))
    return tuple(again), tuple(first), tuple(everything)


@contextlib.asynccontextmanager
async def _serving(
    data: Path, store: Store, school: School, now: dt.datetime
) -> AsyncIterator[tuple[TestClient[web.Request, web.Application], web.Application]]:
    app = build_app(ServerOptions(data=data, port=0), store, InForce(school), lambda: now)
    async with TestClient(TestServer(app)) as client:
        yield client, app


async def _asked(client: TestClient[web.Request, web.Application]) -> float:
    """Return how many milliseconds the page took, over the loopback."""
    begun = time.perf_counter()
    async with client.get("/summary", headers={"Cookie": f"owntime={_SESSION}"}) as answer:
        page = await answer.read()
    took = (time.perf_counter() - begun) * 1_000
    assert answer.status == 200
    assert b"The weeks of the year" in page
    return took


def _queried(data: Path, since: dt.date) -> float:
    """Return how many milliseconds the same rows take, by a query of their own on a connection that is open."""
    with contextlib.closing(sqlite3.connect(ServerOptions(data=data, port=0).database)) as connection:
        query = (
            "SELECT start, dimension, value, shown FROM released WHERE kind = 'week' AND start >= ? ORDER BY start"
        )
        took = []
        for _ in range(5):
            begun = time.perf_counter()
            rows = connection.execute(query, (since.isoformat(),)).fetchall()
            took.append((time.perf_counter() - begun) * 1_000)
        assert len(rows) > 500
    return min(took)


def _fill(connection: Connection, years: int, school: School, now: dt.datetime) -> None:
    """Make an account that is signed in, and release every week of some years."""
    account = make_account(connection, "head", Role.HEADTEACHER, "-", now)
    begin_session(connection, digest_of(_SESSION), account, now, in_place_of=None)
    chance = random.Random(_SEED)  # noqa: S311 (made-up figures)
    week = first_week(school_year_of(_LAST) - years + 1)
    while week <= _LAST:
        rows = tuple((cell, shown(chance.randrange(30), 30)) for cell in weekly_cells())
        coverage = Coverage(active=30, enrolled=32, reporting=30, late=0)
        released_at = week_is_released(week, school.zone)
        write_release(connection, ReleasedWeek(week=week, released_at=released_at, coverage=coverage, rows=rows))
        week = next_week(week)
