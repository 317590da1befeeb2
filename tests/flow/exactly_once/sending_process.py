"""What the supervisors of a storm's devices do: seal and send. Several devices in one process that is killed."""

import asyncio
import os
from typing import ClassVar

from proxy_addons import reporting, transport
from proxy_addons.reporting import Reporting
from proxy_addons.spool import SealedReport, Spool
from proxy_addons.target import Target
from proxy_addons.transport import Transport
from proxy_addons.uploader import Accepted, Answer, Done, Upload, Uploader, Wait
from school_policy.beside_report import NOT_SAID, DeviceState
from tests.flow.exactly_once.fault_proxy import LOOPBACK
from tests.flow.exactly_once.mortal import die, watch_for
from tests.flow.exactly_once.nursery import STANDARD_INPUT, Say
from tests.flow.exactly_once.plan import ZONE
from tests.flow.exactly_once.stepped_clock import SteppedClock
from tests.flow.exactly_once.told import Death, Mutation, Told, swap

_LOOK_SECONDS = 0.001


class Occasions:
    """Counts the occasions to die at, over all devices."""

    def __init__(self, told: Told, say: Say) -> None:
        self._told, self._say, self._left = told, say, told.after

    def come(self, death: Death) -> None:
        if self._told.death is death:
            self._left -= 1
            if self._left == 0:
                die(self._say, death)


class MortalTransport(Transport):
    """The transport, on whose two sides the process may end."""

    occasions: ClassVar[Occasions]

    async def send(self, report: SealedReport, state: DeviceState = NOT_SAID) -> Answer:
        self.occasions.come(Death.BEFORE_SENDING)
        answer = await super().send(report, state)
        if isinstance(answer, Accepted):
            self.occasions.come(Death.BEFORE_MARKING)
        return answer


class MarksFirst(Uploader):
    """Wrong on purpose: marks a report as sent before it is."""

    def next(self, monotonic: float) -> Upload | Wait | Done:
        todo = super().next(monotonic)
        if isinstance(todo, Upload):
            self._spool.sent(todo.report.id, late=False)
        return todo


class Device:
    """One device's spool, and what seals and sends."""

    def __init__(self, told: Told, name: str, clock: SteppedClock) -> None:
        target = Target(
            server=f"http://{LOOPBACK}:{told.server_port}", token=told.devices[name], authority=told.authority
        )
        self.spool = Spool(told.spool(name))
        self._clock = clock
        self._reporting = Reporting(self.spool, clock, lambda: target, lambda: ZONE)

    async def step(self) -> None:
        """Do all that may be done at this instant."""
        while await self._reporting.step(self._clock.seconds()):
            pass


def work(told: Told, say: Say) -> None:
    watch_for(told, say, "INSERT INTO reports")
    MortalTransport.occasions = Occasions(told, say)
    swap(transport, "Transport", MortalTransport)
    if told.mutation is Mutation.MARKS_FIRST:
        swap(reporting, "Uploader", MarksFirst)
    asyncio.run(_work(told, say))


async def _work(told: Told, say: Say) -> None:
    asyncio.get_running_loop().add_reader(STANDARD_INPUT, os._exit, 0)  # the test is gone
    clock = SteppedClock(told.clock)
    devices = [Device(told, name, clock) for name in told.devices]
    while True:
        at = clock.seconds()
        await asyncio.gather(*(device.step() for device in devices))
        say({"is": "done", "at": at, "waiting": sum(device.spool.status().waiting for device in devices)})
        while clock.seconds() == at:  # noqa: ASYNC110 (another process steps it)
            await asyncio.sleep(_LOOK_SECONDS)
