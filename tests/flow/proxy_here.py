"""The proxy's own part in this very process, in a thread, so that a test may break one part of it."""

import asyncio
import concurrent.futures
import io
import logging
from collections.abc import Callable
from types import TracebackType
from typing import Self

from owntime.demo.stage import Stage
from owntime.demo.stand_in_filter import Address
from owntime.device import Device
from proxy_addons.authority import CERTIFICATE_FILE
from proxy_addons.options import Ready, Report
from proxy_addons.policy_file import PolicyFile
from proxy_addons.proxy import Proxy
from proxy_addons.secrecy import OnlyOurs
from tests.flow.chain import START_PATIENCE, LoopThread
from tests.flow.traveller import Traveller, trusting


class ProxyHere:
    """A running Proxy of a device that was set up but does not run; `log` is what it would write."""

    def __init__(self, device: Device, stage: Stage) -> None:
        told = device.supervisor.options
        self.certificate = (told.authority_directory / CERTIFICATE_FILE).read_bytes()
        self.trusted = trusting(self.certificate, stage.authority.certificate_pem)
        self.address: Address = ("127.0.0.1", 0)
        self._written = io.StringIO()
        self._handler = logging.StreamHandler(self._written)
        self._handler.addFilter(OnlyOurs())
        logging.getLogger().addHandler(self._handler)
        self._ready: concurrent.futures.Future[int] = concurrent.futures.Future()
        self._thread = LoopThread("proxy")

        async def serve() -> None:
            self.proxy = Proxy(told, PolicyFile(told.policy_path, told.groups))
            await self.proxy.run(self._note)

        self._work = asyncio.run_coroutine_threadsafe(serve(), self._thread.loop)

    def _note(self, report: Report) -> None:
        if isinstance(report, Ready):
            self._ready.set_result(report.ports[0])

    def __enter__(self) -> Self:
        self.address = ("127.0.0.1", self._ready.result(START_PATIENCE))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self.proxy.stop(), self._thread.loop).result(START_PATIENCE)
        self._work.result(START_PATIENCE)
        self._thread.close()
        logging.getLogger().removeHandler(self._handler)

    @property
    def log(self) -> str:
        return self._written.getvalue()

    @property
    def faults(self) -> int:
        return self.proxy.edge.faults

    def call(self, work: Callable[[], None]) -> None:
        """Do something in the proxy's loop."""
        self._thread.call(work)

    def traveller(self) -> Traveller:
        return Traveller(proxy=self.address, trusted=self.trusted)
