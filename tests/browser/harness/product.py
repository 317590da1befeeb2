"""The product itself in a test: one real proxy in a thread of its own, its PAC, and a clock to set."""

import asyncio
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

import msgspec

from owntime.demo.stage import SAMPLE_SCHOOL
from owntime.policy_source import PolicySource
from proxy_addons.authority import CERTIFICATE_FILE, ensure_authority
from proxy_addons.boundary import Boundary
from proxy_addons.clock import Clock, since_boot
from proxy_addons.connections import Connections
from proxy_addons.disconnect import disconnect
from proxy_addons.grants import Grants
from proxy_addons.in_force import InForce, put_in_force
from proxy_addons.options import Heard, Listener, ProxyOptions, Ready, Report, SetClock
from proxy_addons.pac import write_pac
from proxy_addons.pac_server import PATH, PacServer
from proxy_addons.policy_file import PolicyFile
from proxy_addons.proxy import Proxy
from proxy_addons.refusals import Refusals
from proxy_addons.situation import Situation
from proxy_addons.tally import Tally
from proxy_addons.visits import DailyViews, Visits
from school_policy.grant import GRACE
from school_policy.policy import Counting, Policy, Upstream
from school_policy.policy_document import encode
from school_policy.standing import Standing
from school_policy.vocabulary import GroupId
from tests.browser.harness.loop_thread import LoopThread
from tests.browser.harness.world import World
from tests.proxy_addons.sample import StoppedClock

LONDON = ZoneInfo("Europe/London")
LESSON_TIME = dt.datetime(2026, 11, 23, 10, 42, tzinfo=LONDON)
LUNCH = dt.datetime(2026, 11, 23, 12, 30, tzinfo=LONDON)
END_OF_LUNCH = dt.datetime(2026, 11, 23, 13, 15, tzinfo=LONDON)
"""For teaching staff; office staff's lunch ends a quarter of an hour later."""
EVENING = dt.datetime(2026, 11, 23, 19, 30, tzinfo=LONDON)

COUNTING = Counting(server="https://owntime.ashover.example")
"""A device only notes; nothing here sends anything anywhere."""

TEACHING = GroupId("teaching")
_LONG_SECONDS = 1e6  # longer than any test: the device is at school
_PATIENCE = 20.0  # seconds until the proxy has done what was asked of it


class Product:
    """The sample school's reminder between the browsers and the filter; use it in a `with`."""

    def __init__(self, world: World, folder: Path) -> None:
        forward = "http://{}:{}".format(*world.filter.address)
        source = PolicySource(SAMPLE_SCHOOL, upstream=Upstream(forward=forward), counting=COUNTING)
        self.policy: Policy = source.compile()
        self._folder = folder
        document = folder / "policy.json"
        document.write_bytes(encode(self.policy))
        hosts = [rule.host for platform in self.policy.platforms for rule in platform.hosts]
        ensure_authority(folder / "authority", hosts, dt.datetime.now(dt.UTC))  # noqa: TID251 (TLS has real time)
        self._told = ProxyOptions(
            policy_document=str(document),
            authority=str(folder / "authority"),
            listeners=(Listener(port=0, group=TEACHING),),
            spool=str(folder / "spool.db"),
        )
        self._file = PolicyFile(document, self._told.groups)
        self._loop = LoopThread("proxy")
        self._ready = asyncio.Event()

    def __enter__(self) -> Self:
        self._loop.call(self._start())
        host, port = "127.0.0.1", self.port
        self._pac = PacServer({PATH: write_pac(self.policy, proxy=f"{host}:{port}")}).__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pac.__exit__(kind, error, trace)
        self._loop.call(self._stop())
        self._loop.close()

    @property
    def pac_url(self) -> str:
        return self._pac.url

    @property
    def certificate_pem(self) -> bytes:
        return (self._folder / "authority" / CERTIFICATE_FILE).read_bytes()

    @property
    def connections(self) -> Connections:
        return self.proxy.connections

    @property
    def situation(self) -> Situation:
        """What holds for the one group that this device has."""
        return self.proxy.situations.of_group(TEACHING)

    @property
    def clients(self) -> int:
        """How many connections browsers hold to the proxy now, whatever they are for."""
        return len(self.proxy._server.connections)  # noqa: SLF001 (the test's own proxy)

    @property
    def faults(self) -> int:
        return self.proxy.edge.faults

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """Wait until something holds in the proxy; raises TimeoutError."""
        self._loop.call(self._wait_until(condition))

    def set_clock(self, at: dt.datetime) -> None:
        """Set the clock; what follows from it for live connections has happened when this returns."""
        self._loop.call(self._set_clock(at))

    def step_clock(self, by: dt.timedelta) -> None:
        self.set_clock(self.situation.now() + by)

    def stop_clock(self, at: dt.datetime) -> None:
        """Set the clock as `set_clock` does, and let it stand still there, whenever it is set, until `reset`."""
        self._loop.call(self._use_clock(StoppedClock(at.astimezone(dt.UTC))))
        self.set_clock(at)

    def jump_clock(self, at: dt.datetime) -> None:
        """Set the clock and no more, as a machine does that slept: the proxy finds it out by itself."""
        self.proxy.clock.set(at)

    def hear(self, standing: Standing, seconds_ago: float = -_LONG_SECONDS) -> None:
        """Let the school's server have answered; what follows has happened when this returns."""
        self._loop.call(self._hear_of(Heard(standing=standing, said_at=since_boot() - seconds_ago)))

    def count_into(self, tally: Tally) -> None:
        """Note all that is counted from now on in a tally that nobody else reads, until `reset`."""
        self.situation.tally = tally

    def be_kept_by[Kind: Boundary](self, kind: type[Kind]) -> Kind:
        """Put another kind of boundary in the place of ours, until `reset`."""
        return self._loop.call(self._keep_by(kind))

    def end_lunch(self) -> None:
        """Begin working time again, and let the grace of pages left open go by."""
        self.set_clock(END_OF_LUNCH)
        self.step_clock(GRACE)

    def be(self, group: str, daily_cap: int = 0) -> None:
        """Belong to another staff group."""
        found = self.policy.group(GroupId(group))
        assert found is not None
        reminder = msgspec.structs.replace(self.policy.reminder, daily_cap=daily_cap)
        policy = msgspec.structs.replace(self.policy, reminder=reminder)
        instead = msgspec.structs.replace(found, id=TEACHING)  # whose the port is
        self._loop.call(self._put_in_force(put_in_force(policy, [instead])))

    def judge_refusals_by(self, refusals: Refusals) -> None:
        """Have something else say which clients that refuse are passed, until `reset`."""
        self._loop.call(self._judge_refusals_by(refusals))

    def reset(self) -> None:
        """Forget everything that earlier tests did: teaching staff at 10:42 on a Monday."""
        self._loop.call(self._reset())
        self.be("teaching")
        self.set_clock(LESSON_TIME)

    async def _start(self) -> None:
        self._running = asyncio.ensure_future(self._run())
        await asyncio.wait(
            {self._running, asyncio.ensure_future(self._ready.wait())}, return_when="FIRST_COMPLETED"
        )
        if self._running.done():
            self._running.result()

    async def _run(self) -> None:
        self.proxy = Proxy(self._told, self._file)
        self.proxy.contact.hear(Standing(on_site=True), since_boot() + _LONG_SECONDS)
        self._own = self.situation.tally, self.proxy.boundary
        await self.proxy.run(self._hear)

    def _hear(self, report: Report) -> None:
        if isinstance(report, Ready):
            self.port = report.ports[0]
            self._ready.set()

    async def _stop(self) -> None:
        await self.proxy.stop()
        await self._running

    async def _set_clock(self, at: dt.datetime) -> None:
        self.proxy.take(SetClock(at=at.astimezone(dt.UTC)))
        self.proxy.boundary.tick()  # the second look closes what the first one found

    async def _use_clock(self, clock: Clock) -> None:
        self.proxy.clock = self.situation.clock = clock

    async def _hear_of(self, heard: Heard) -> None:
        self.proxy.take(heard)
        self.proxy.boundary.tick()  # the same

    async def _keep_by[Kind: Boundary](self, kind: type[Kind]) -> Kind:
        server = self.proxy._server  # noqa: SLF001 (the test's own proxy)
        kept = kind(self.proxy.situations, self.connections, lambda live: disconnect(server, live))
        kept.tick()  # the first look finds nothing new
        self.proxy.boundary = kept
        return kept

    async def _wait_until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(_PATIENCE):
            while not condition():  # noqa: ASYNC110 (many things, few of which tell)
                await asyncio.sleep(0)  # a turn of the proxy's own loop

    async def _put_in_force(self, in_force: tuple[InForce, ...]) -> None:
        self.proxy.put_in_force(in_force)

    async def _judge_refusals_by(self, refusals: Refusals) -> None:
        self.proxy._master.addons.get("interception")._refusals = refusals  # noqa: SLF001 (the same)

    async def _reset(self) -> None:
        situation = self.situation
        situation.grants, situation.visits, situation.views = Grants(), Visits(), DailyViews()
        situation.tally, self.proxy.boundary = self._own
        await self._use_clock(Clock())
        self.proxy.contact.hear(Standing(on_site=True), since_boot() + _LONG_SECONDS)
        await self._judge_refusals_by(Refusals())
        for connection_id in list(self.proxy._server.connections):  # noqa: SLF001 (the test's own proxy)
            disconnect(self.proxy._server, str(connection_id))  # noqa: SLF001
