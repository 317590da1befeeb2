"""A server and devices in this very process: the real parts on loopback, by one clock that is stepped."""

import contextlib
import datetime as dt
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestServer

from advisory_server.app import build_app
from advisory_server.counting import COUNTING
from advisory_server.school import InForce
from advisory_server.settings import DATABASE, ServerOptions
from advisory_server.store.counts import clients_in
from advisory_server.store.database import Store
from advisory_server.store.devices import add_device
from advisory_server.store.finished import finished_week
from advisory_server.store.releases import ReleasedWeek, released_weeks
from owntime.demo.stand_in_authority import StandInAuthority
from proxy_addons.fail_open import Edge
from proxy_addons.noting import Noting
from proxy_addons.reporting import Reporting
from proxy_addons.spool import Spool
from proxy_addons.tally import Tally
from proxy_addons.target import Target
from school_policy.count_report import Cell, Dimension
from school_policy.period import PeriodKind
from school_policy.vocabulary import Outcome
from tests.advisory_server.counting_world import some_school
from tests.flow.exactly_once.fault_proxy import LOOPBACK, FaultProxy, none
from tests.flow.exactly_once.plan import ZONE
from tests.flow.exactly_once.stepped_clock import SteppedClock

RHYTHM = dt.timedelta(minutes=15)


class Device:
    """One device: what its proxy process notes, and what its supervisor sends."""

    def __init__(self, path: Path, clock: SteppedClock, target: Target) -> None:
        self._clock = clock
        self._target: Target | None = target
        self._tally = Tally()
        self._noting = Noting(self._tally, Spool(path), Edge())  # as the other process has it
        self.spool = Spool(path)
        self._reporting = Reporting(self.spool, clock, lambda: self._target, lambda: ZONE)

    async def note(self, *outcomes: Outcome) -> None:
        """Have outcomes happen now, and write them."""
        for outcome in outcomes:
            self._tally.note(outcome, self._clock.now().astimezone(ZONE).date())
        await self._noting.write(self._clock.seconds())

    async def report(self) -> None:
        """Seal and send whatever is due."""
        while await self._reporting.step(self._clock.seconds()):
            pass

    async def close(self) -> None:
        self._target = None
        await self._reporting.step(self._clock.seconds())  # hangs up
        self.spool.close()
        await self._noting.close()


class OneProcess:
    """A school: devices at work, and a server that may be away. Made by `school_of`."""

    def __init__(self, store: Store, line: FaultProxy, clock: SteppedClock, data: Path) -> None:
        self.clock = clock
        self.devices: list[Device] = []
        self._store, self._line, self._data = store, line, data
        self._app: web.Application | None = None

    @contextlib.asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Have the server there."""
        options = ServerOptions(data=self._data, port=0)
        self._app = build_app(options, self._store, InForce(some_school()), self.clock.now)
        async with TestServer(self._app) as server:
            self._line.server_port = server.port
            yield
        self._line.server_port = None

    async def go_to(self, local: str, step: dt.timedelta = RHYTHM) -> None:
        """Step the clock until then, with every device doing its work each time."""
        until = moment(local)
        while self.clock.now() < until:
            self.clock.set(min(self.clock.now() + step, until))
            for device in self.devices:
                await device.report()

    async def look(self) -> None:
        """Have the server look whether a week is over; it does each minute."""
        assert self._app is not None
        await self._app[COUNTING].releases.look()

    async def counted(self, week: dt.date, dimension: Dimension, value: str = "") -> int:
        cell = Cell(period=PeriodKind.WEEK, dimension=dimension, value=value)
        return await self._store.run(partial(clients_in, start=week, cell=cell))

    async def released(self) -> tuple[ReleasedWeek, ...]:
        """The newest first."""
        return await self._store.run(released_weeks)

    async def late(self, week: dt.date) -> int:
        """How many reports came late in a week."""
        return (await self._store.run(partial(finished_week, week=week))).late


def moment(local: str) -> dt.datetime:
    """Return an instant by the school's clock on the wall ("2026-06-15T09:00"), in UTC."""
    return dt.datetime.fromisoformat(local).replace(tzinfo=ZONE).astimezone(dt.UTC)


@contextlib.asynccontextmanager
async def school_of(devices: int, folder: Path, start: str) -> AsyncIterator[OneProcess]:
    """Have a school with so many devices, whose clock stands at a moment (local); the server is away."""
    clock, authority = SteppedClock(folder / "clock"), folder / "authority.pem"
    clock.set(moment(start))
    authority.write_bytes(StandInAuthority().certificate_pem)
    with Store(folder / DATABASE) as store:
        async with FaultProxy(none) as line:
            school = OneProcess(store, line, clock, folder)
            for number in range(devices):
                enrol = partial(add_device, name=f"Laptop {number}", today=clock.now().date())
                target = Target(
                    server=f"http://{LOOPBACK}:{line.port}", token=await store.run(enrol), authority=authority
                )
                school.devices.append(Device(folder / f"spool-{number}.db", clock, target))
            try:
                yield school
            finally:
                for device in school.devices:
                    await device.close()
