"""The whole chain on loopback: stand-in sites, the stand-in filter, and a device whose loop runs in a thread."""

import asyncio
import concurrent.futures
import contextlib
import datetime as dt
import queue
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

from owntime.demo.stage import SAMPLE_SCHOOL, UNLISTED_HOSTS, Stage
from owntime.demo.stand_in_authority import NAME, StandInAuthority
from owntime.demo.stand_in_filter import Address, StandInFilter, Tap, led_to
from owntime.demo.stand_in_origin import StandInOrigin
from owntime.device import Device, DeviceOptions
from owntime.doors import Running
from owntime.policy_source import PolicySource
from school_policy.vocabulary import GroupId
from tests.flow.traveller import PATIENCE, Traveller, trusting

ORIGIN_ISSUER = NAME
LESSON, EVENING = "2026-11-23T10:42", "2026-11-23T19:30"
FACEBOOK = "https://www.facebook.com/"
UNLISTED = f"https://{UNLISTED_HOSTS[0]}/"
_SITES = ("facebook.com", "fbcdn.net", "instagram.com", "youtube.com", "reddit.com", "example", *UNLISTED_HOSTS)
START_PATIENCE = 30.0


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/London"))


@contextlib.contextmanager
def stage_with(folder: Path, tap: Tap | None = None, origin: Address | None = None) -> Iterator[Stage]:
    """Set a stage like the demo's, whose filter may be listened to or lead to another origin."""
    authority = StandInAuthority()
    with (
        StandInOrigin(authority) as stand_in,
        StandInFilter(led_to(dict.fromkeys(_SITES, origin or stand_in.address)), tap=tap) as school_filter,
    ):
        yield Stage(folder=folder, authority=authority, origin=stand_in, school_filter=school_filter)


def device_on(stage: Stage, at: str = LESSON, *, group: str = "office", settings: Path = SAMPLE_SCHOOL) -> Device:
    options = DeviceOptions(
        state=stage.folder / "device", groups=(GroupId(group),), proxy_port=0, pac_port=0, at=moment(at)
    )
    return Device(PolicySource(settings, upstream=stage.upstream), options)


class LoopThread:
    """An event loop in a thread, in which one piece of work runs until it is asked to stop."""

    def __init__(self, name: str) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, name=name, daemon=True)
        self._thread.start()

    def call(self, work: Callable[[], None]) -> None:
        """Do something in the loop and wait until it is done."""
        done: concurrent.futures.Future[None] = concurrent.futures.Future()

        def do() -> None:
            work()
            done.set_result(None)

        self.loop.call_soon_threadsafe(do)
        done.result(PATIENCE)

    def close(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()


class DeviceAtWork:
    """A device that runs; every start of its proxy is told."""

    def __init__(self, device: Device, stage: Stage) -> None:
        self.device = device
        self.stage = stage
        self.ready: queue.Queue[Running] = queue.Queue()
        self._thread = LoopThread("device")
        self._work = asyncio.run_coroutine_threadsafe(device.run(self.ready.put), self._thread.loop)

    def __enter__(self) -> Self:
        self.running = self.wait_until_ready()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.call(self.device.supervisor.stop)
        self._work.result(START_PATIENCE)
        self._thread.close()

    def wait_until_ready(self) -> Running:
        return self.ready.get(timeout=START_PATIENCE)

    @property
    def pid(self) -> int:
        pid = self.device.supervisor.pid
        assert pid is not None
        return pid

    @property
    def address(self) -> Address:
        host, _, port = self.running.proxy.rpartition(":")
        return host, int(port)

    @property
    def trusted(self) -> ssl.SSLContext:
        return trusting(self.running.certificate.read_bytes(), self.stage.authority.certificate_pem)

    def traveller(self, patience: float = PATIENCE) -> Traveller:
        return Traveller(proxy=self.address, trusted=self.trusted, patience=patience)

    def past_us(self, patience: float = PATIENCE) -> Traveller:
        """One who takes the PAC's next entry, the filter."""
        return Traveller(proxy=self.stage.school_filter.address, trusted=self.trusted, patience=patience)

    def call(self, work: Callable[[], None]) -> None:
        """Do something in the device's loop."""
        self._thread.call(work)

    def turn_to(self, at: str) -> None:
        """Set the clock, and wait until the proxy goes by it."""
        self._thread.call(lambda: self.device.supervisor.set_clock(moment(at)))
