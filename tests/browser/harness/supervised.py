"""A whole device in a test: the supervisor and its PAC in a thread, the proxy in a real process of its own."""

import asyncio
import http.client
import os
import queue
import signal
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from owntime.demo.stage import SAMPLE_SCHOOL
from owntime.device import Device, DeviceOptions
from owntime.doors import Running
from owntime.policy_source import PolicySource
from school_policy.policy import Upstream
from school_policy.vocabulary import GroupId
from tests.browser.harness.loop_thread import LoopThread
from tests.browser.harness.product import LESSON_TIME
from tests.browser.harness.world import World

_PATIENCE = 30.0  # seconds until a proxy process listens


class SupervisedDevice:
    """The sample school's device in lesson time, in front of the filter; use it in a `with`."""

    def __init__(self, world: World, folder: Path) -> None:
        forward = "http://{}:{}".format(*world.filter.address)
        self._device = Device(
            PolicySource(SAMPLE_SCHOOL, upstream=Upstream(forward=forward)),
            DeviceOptions(
                state=folder / "state", groups=(GroupId("teaching"),), proxy_port=0, pac_port=0, at=LESSON_TIME
            ),
        )
        self._loop = LoopThread("device")
        self._started: queue.Queue[Running] = queue.Queue()

    def __enter__(self) -> Self:
        self._loop.call(self._start())
        self.running = self.started_anew()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call(self._stop())
        self._loop.close()

    @property
    def certificate_pem(self) -> bytes:
        return self.running.certificate.read_bytes()

    @property
    def pid(self) -> int:
        """The proxy process that runs now."""
        pid = self._device.supervisor.pid
        assert pid is not None
        return pid

    def started_anew(self) -> Running:
        """Wait until the next proxy process listens."""
        return self._started.get(timeout=_PATIENCE)

    def signal(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def pac(self) -> bytes:
        """Fetch the PAC as a browser does."""
        parts = urlsplit(self.running.pac_url)
        connection = http.client.HTTPConnection(parts.netloc, timeout=1)
        try:
            connection.request("GET", parts.path)
            return connection.getresponse().read()
        finally:
            connection.close()

    async def _start(self) -> None:
        self._work = asyncio.ensure_future(self._device.run(self._started.put))

    async def _stop(self) -> None:
        self._device.supervisor.stop()
        await self._work
