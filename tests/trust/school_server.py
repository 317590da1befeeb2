"""The school's real server on loopback, by a clock that is stepped, in a loop of its own."""

import asyncio
import datetime as dt
from pathlib import Path
from types import TracebackType
from typing import Self

from advisory_server.school import InForce
from advisory_server.server import Server
from advisory_server.settings import ServerOptions
from advisory_server.store.database import Store
from advisory_server.store.devices import add_device
from school_policy.policy import Counting
from tests.advisory_server.counting_world import some_school
from tests.browser.harness.loop_thread import LoopThread


class SchoolServer:
    """Use it in a `with`; `data` is the folder of its database."""

    def __init__(self, data: Path, at: dt.datetime) -> None:
        self.data = data
        self.at = at
        self.url = ""
        self._loop = LoopThread("school's server")
        self._ending = asyncio.Event()
        self._address: asyncio.Queue[str] = asyncio.Queue()

    @property
    def counting(self) -> Counting:
        return Counting(server=self.url)

    @property
    def everything_kept(self) -> bytes:
        """Every file of the server, one after the other."""
        return b"".join(path.read_bytes() for path in sorted(self.data.rglob("*")) if path.is_file())

    def enrol(self) -> str:
        """Enrol a device and return its token."""
        with Store(ServerOptions(data=self.data, port=0).database) as store:
            return store.run_here(lambda connection: add_device(connection, "Laptop", self.at.date()))

    def __enter__(self) -> Self:
        self._loop.call(self._start())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call(self._stop())
        self._loop.close()

    async def _start(self) -> None:
        self._work = asyncio.ensure_future(self._serve())
        self.url = await self._address.get()

    async def _serve(self) -> None:
        options = ServerOptions(data=self.data, port=0)
        with Store(options.database) as store:
            async with Server(options, store, InForce(some_school()), lambda: self.at) as url:
                self._address.put_nowait(url)
                await self._ending.wait()

    async def _stop(self) -> None:
        self._ending.set()
        await self._work
