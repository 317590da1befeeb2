"""A server that only counts: the real store, ingest and handler, a clock that is stepped, a client over HTTP."""

import datetime as dt
import itertools
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from advisory_server.api.reports import post_report
from advisory_server.counting import COUNTING, CountingParts, set_up_counting
from advisory_server.keys import IN_FORCE, NOW, OPTIONS, STORE
from advisory_server.problem import ProblemError, problem_response
from advisory_server.school import InForce, School
from advisory_server.settings import Limits, Now, ServerOptions
from advisory_server.store.database import Store
from advisory_server.store.devices import add_device
from school_policy import policy as parts
from school_policy.calendar import Calendar
from school_policy.count_report import CellCount, CountReport, Dimension, ReportId, WronglyListed, seal
from school_policy.period import PeriodKind
from school_policy.platform import Platform
from school_policy.policy import Policy
from school_policy.vocabulary import Category, Outcome, PlatformId

WEEK = dt.date(2026, 6, 15)
"""A Monday in summer: London is an hour ahead of UTC."""
RELEASE = dt.datetime(2026, 6, 22, 5, tzinfo=dt.UTC)
"""When its figures are released: 06:00 by the clock on the wall."""
NOON = dt.datetime(2026, 6, 17, 11, tzinfo=dt.UTC)
"""The Wednesday of the week, in working time."""


PLATFORMS: Mapping[str, Category] = {
    "book": Category.SOCIAL,
    "tube": Category.VIDEO,
    "chat": Category.MESSAGING,
    "game": Category.GAMING,
}


def some_school(
    staff: int = 40,
    zone: str = "Europe/London",
    calendar: Calendar = Calendar(),  # noqa: B008 (a value that never changes)
    platforms: Mapping[str, Category] = PLATFORMS,
) -> School:
    """Return a school, without terms where no calendar is given."""
    contact = parts.Contact(who="Head", how="0100")
    return School(
        policy=Policy(
            school=parts.School(
                name="Ashover", zone=zone, colour="#123456", start_page="https://a.test/", staff=staff
            ),
            notice=parts.Notice(given_on=dt.date(2026, 1, 5)),
            upstream=parts.Upstream(forward="direct"),
            groups=(),
            calendar=calendar,
            channels=(),
            contacts=parts.Contacts(safeguarding=contact, headteacher=contact, it=contact),
            reminder=parts.Reminder(),
            platforms=tuple(
                Platform(
                    id=PlatformId(name),
                    name=name,
                    category=category,
                    front_page=f"https://{name}.test/",
                    hosts=(),
                )
                for name, category in platforms.items()
            ),
            never_listed=(),
        )
    )


def cell(dimension: Dimension = Dimension.ANY, value: str = "", clients: int = 1) -> CellCount:
    return CellCount(period=PeriodKind.WEEK, dimension=dimension, value=value, clients=clients)


def of_half_term(dimension: Dimension = Dimension.ANY, value: str = "") -> CellCount:
    return CellCount(period=PeriodKind.HALF_TERM, dimension=dimension, value=value, clients=1)


ANY = cell()
WORK = cell(Dimension.OUTCOME, Outcome.CARRIED_ON_WORK)

_ids = itertools.count(1)


def a_report(
    *cells: CellCount, week: dt.date = WEEK, wrongly_listed: tuple[WronglyListed, ...] = (), **other: Any
) -> CountReport:
    """Return a report with an id that no other has."""
    id_ = ReportId(f"{next(_ids):032x}")
    bare = CountReport(id=id_, week=week, cells=cells, wrongly_listed=wrongly_listed)
    return msgspec.structs.replace(bare, **other)


@dataclass
class Clock:
    """The instant that the server is told, moved by hand."""

    at: dt.datetime = NOON

    def __call__(self) -> dt.datetime:
        return self.at

    def step(self, **by: float) -> None:
        self.at += dt.timedelta(**by)


@dataclass
class World:
    """One server at work, and what a test needs of it."""

    client: TestClient[web.Request, web.Application]
    counting: CountingParts
    store: Store
    in_force: InForce
    clock: Clock
    path: Path
    tokens: dict[str, str] = field(default_factory=dict)

    def enrol(self, name: str = "Laptop 1") -> str:
        """Enrol a device as another process does, and return its token."""
        with Store(self.path) as other:
            token = other.run_here(lambda connection: add_device(connection, name, self.clock.at.date()))
        self.tokens[name] = token
        return token

    async def post(self, report: CountReport | bytes, token: str | None = None, **headers: str) -> ClientResponse:
        token = token or next(iter(self.tokens.values()), None) or self.enrol()
        every = {"Content-Type": "application/json", "Authorization": f"Bearer {token}", **headers}
        body = report if isinstance(report, bytes) else seal(report)
        return await self.client.post("/api/v1/reports", data=body, headers=every)

    async def taken(self, report: CountReport, token: str | None = None) -> str:
        """Post a good report and return what became of it."""
        answer = await self.post(report, token)
        assert answer.status == 200, await answer.text()
        return str((await answer.json())["taken"])

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return what another process reads in the database."""
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(sql).fetchall()

    def table(self, name: str) -> list[tuple[Any, ...]]:
        """Return all rows of a table."""
        return self.rows(f"SELECT * FROM {name}")  # noqa: S608


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def _problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except ProblemError as error:
        return problem_response(error.problem)


@asynccontextmanager
async def a_world(
    data: Path, *, limits: Limits | None = None, school: School | None = None, at: dt.datetime = NOON
) -> AsyncIterator[World]:
    options = ServerOptions(data=data, port=0, limits=limits or Limits())
    clock, in_force = Clock(at), InForce(school or some_school())
    now: Now = clock
    app = web.Application(client_max_size=options.limits.body_bytes, middlewares=[_problems])
    with Store(options.database) as store:
        app[OPTIONS], app[STORE], app[IN_FORCE], app[NOW] = options, store, in_force, now
        set_up_counting(app)
        app.router.add_post("/api/v1/reports", post_report)
        async with TestClient(TestServer(app)) as client:
            yield World(client, app[COUNTING], store, in_force, clock, options.database)
