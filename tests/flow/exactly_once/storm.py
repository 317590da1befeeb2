"""A storm: some weeks of devices and a server, in which everything is killed, cut, repeated and reordered."""

import asyncio
import contextlib
import datetime as dt
import random
import signal
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from advisory_server.settings import DATABASE
from advisory_server.store.database import Store
from advisory_server.store.devices import add_device
from owntime.demo.stand_in_authority import StandInAuthority
from tests.flow.exactly_once.fault_proxy import Fault, FaultProxy, seeded
from tests.flow.exactly_once.lives import Lives
from tests.flow.exactly_once.oracle import Counted, complaints
from tests.flow.exactly_once.plan import bits_of, events_until
from tests.flow.exactly_once.stepped_clock import SteppedClock
from tests.flow.exactly_once.told import Death, Told
from tests.flow.exactly_once.weather import DEATHS, MONDAY, NOTING, SENDING, SERVER, Pace, Weather
from tests.flow.exactly_once.witness import Witness

KILLED = "kill -9 from outside"
_LONGEST = dt.timedelta(weeks=4)  # a week later, devices begin to forget
_HEALING_STEPS = 40
_TRY_AGAIN = dt.timedelta(minutes=5)  # with a third of the rhythm nothing is sealed in between

_EXPECTED = {
    SERVER: ("a connection went wrong: ",),
    NOTING: (),
    SENDING: ("counts wait on this device: The server's answer broke off",),
}
"""How the lines begin that each part may write into its log in a storm."""
_PATIENCE = 60.0  # seconds for one step, while everything is killed again and again


class Storm:
    """One storm in a folder of its own."""

    def __init__(self, folder: Path, weather: Weather) -> None:
        self._weather = weather
        self._dice = random.Random(weather.seed)  # noqa: S311
        told = Told(folder_path=str(folder), seed=weather.seed, mutation=weather.mutation)
        self._told = msgspec.structs.replace(told, devices=_enrol(told, weather.devices))
        self._clock = SteppedClock(told.clock)
        self._clock.set(weather.start)
        self._counted = Counted(told.server_data / DATABASE)
        self._witness = Witness()
        self._proxy = FaultProxy(seeded(weather.seed, weather.faults), witness=self._witness.see)
        self._lives = {part: Lives(f"{part}_process", folder / f"{part}-errors.txt") for part in DEATHS}
        self._done = {part: asyncio.Event() for part in (NOTING, SENDING)}
        self._serving, self._back = asyncio.Event(), asyncio.Event()
        self._rages, self._waiting = True, 0
        self._over: frozenset[str] = frozenset()
        self._pace = Pace()
        self._ends: dict[str, asyncio.TimerHandle] = {}
        self.deaths: Counter[tuple[str, str]] = Counter()
        self.steps = 0

    @property
    def faults(self) -> Counter[Fault]:
        return self._proxy.happened

    @property
    def worst(self) -> dict[str, int]:
        """How often each thing happened that a count must survive."""
        faults = self.faults
        server = sum(times for (part, _), times in self.deaths.items() if part == SERVER)
        answering = self.deaths[SERVER, Death.AFTER_COMMIT]
        return {
            "the server killed": server - answering,
            "the server killed between commit and answer": answering,
            "a device killed": self.deaths.total() - server,
            "a report repeated": faults[Fault.TWICE] + faults[Fault.AGAIN_LATER],
            "an answer lost": faults[Fault.LOST_ANSWER] + faults[Fault.CUT_AFTER],
            "a report overtaken": faults[Fault.HELD],
        }

    @property
    def marked(self) -> dict[tuple[str, str], int]:
        """How often each part ended at each point that was marked for it."""
        points = [(part, death) for part, deaths in DEATHS.items() for death, _ in deaths]
        return {point: self.deaths[point] for point in points if point[1] not in (Death.NONE, Death.AT_STATEMENT)}

    @property
    def late(self) -> int:
        return self._counted.late.total()

    async def rage(self) -> list[str]:
        """Go through the whole of it, heal everything, and return what the oracle complains of."""
        async with self._proxy, contextlib.AsyncExitStack() as stack, asyncio.TaskGroup() as tasks:
            self._told = msgspec.structs.replace(self._told, server_port=self._proxy.port)
            for part, lives in self._lives.items():
                await stack.enter_async_context(lives)
                tasks.create_task(self._live_on(part), name=part)
            await self._go_through()
            await self._heal()
            self._end()
        first, now = self._weather.first - dt.timedelta(days=1), self._clock.now()
        expected = {
            name: bits_of(events_until(self._weather.seed, name, first, now)) for name in self._told.devices
        }
        spools = {name: self._told.spool(name) for name in self._told.devices}
        return [*self._witness.complaints(), *self._logged(), *complaints(self._counted, spools, expected)]

    def _logged(self) -> Iterator[str]:
        for part, lives in self._lives.items():
            yield from (f"{part} says {line}" for line in lives.log() if not line.startswith(_EXPECTED[part]))

    async def _go_through(self) -> None:
        over = self._weather.start + dt.timedelta(days=self._weather.days)
        at_last = self._weather.start + _LONGEST
        while self._clock.now() < over or (self._is_too_little() and self._clock.now() < at_last):
            await self._step(self._weather.step - _TRY_AGAIN * self._weather.tries_again)
            for _ in range(self._weather.tries_again):
                await self._step(_TRY_AGAIN)

    def _is_too_little(self) -> bool:
        times = self._weather.times
        return min(self.worst.values()) < times or min(self.marked.values()) < times // 30

    async def _step(self, by: dt.timedelta) -> None:
        """Step the clock, and wait until every device has done what it could."""
        now = self._clock.now() + by
        if self._rages and self._weather.is_outage(now):
            self._back.clear()
            self._lives[SERVER].kill()
        else:
            self._back.set()
            async with asyncio.timeout(_PATIENCE):
                await self._serving.wait()
        for done in self._done.values():
            done.clear()
        self._clock.set(now)
        async with asyncio.timeout(_PATIENCE):
            for done in self._done.values():
                await done.wait()
        self._counted.look()
        self.steps += 1

    async def _live_on(self, part: str) -> None:
        while part not in self._over:
            if part == SERVER:
                await self._back.wait()
            told = self._life(part)
            await self._lives[part].live(told, partial(self._hear, part, told))

    def _life(self, part: str) -> Told:
        if not self._rages:
            return self._told
        death, most = self._dice.choice(DEATHS[part])
        return msgspec.structs.replace(self._told, death=death, after=self._dice.randint(1, most))

    def _hear(self, part: str, told: Told, line: dict[str, Any]) -> None:
        match line["is"]:
            case "started" if part in self._over:
                self._lives[part].kill()
            case "started":
                self._pace.start(part)
                if self._rages and told.death is Death.NONE:
                    self._ends[part] = asyncio.get_running_loop().call_later(
                        self._dice.expovariate(0.5 / self._pace.usual[part]), self._kill, part
                    )
            case "serving":
                self._pace.arrive(part)
                self._proxy.server_port = line["port"]
                self._serving.set()
            case "done":
                self._pace.arrive(part)
                if line["at"] == self._clock.seconds():
                    self._waiting = line.get("waiting", self._waiting)
                    self._done[part].set()
            case "dies":
                self.deaths[part, line["where"]] += 1
            case "ended":
                self._note_end(part)

    def _kill(self, part: str) -> None:
        self.deaths[part, KILLED] += 1
        self._lives[part].kill()

    def _note_end(self, part: str) -> None:
        if part in self._ends:
            self._ends.pop(part).cancel()
        if part == SERVER:
            self._proxy.server_port = None
            self._serving.clear()

    async def _heal(self) -> None:
        """Have everything live undisturbed, until no report waits."""
        self._rages = False
        for lives in self._lives.values():
            lives.kill()
        self._back.set()
        self._serving.clear()
        async with asyncio.timeout(_PATIENCE):
            await self._serving.wait()
        await self._proxy.heal()
        for _ in range(_HEALING_STEPS):
            await self._step(dt.timedelta(hours=1))
            if not self._waiting:
                return

    def _end(self) -> None:
        self._over = frozenset(self._lives)
        for part, lives in self._lives.items():
            lives.kill(signal.SIGTERM if part == SERVER else signal.SIGKILL)


def _enrol(told: Told, devices: int) -> dict[str, str]:
    """Enrol the devices with the server, and return their tokens."""
    told.spool("").parent.mkdir(mode=0o700)
    told.server_data.mkdir(mode=0o700)
    told.authority.write_bytes(StandInAuthority().certificate_pem)
    with Store(told.server_data / DATABASE) as store:
        return {
            name: store.run_here(partial(add_device, name=name, today=MONDAY))
            for name in (f"device-{number}" for number in range(devices))
        }
