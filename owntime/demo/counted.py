"""The server's integers of this week, read through the store: for the demo's check alone; no page shows them."""

import asyncio
import time
from functools import partial

from advisory_server.store.counts import clients_in
from owntime.demo.server import DemoServer
from proxy_addons.clock import Clock
from school_policy.count_report import Cell, Dimension
from school_policy.period import PeriodKind, week_of
from school_policy.vocabulary import Outcome

ANY_THIS_WEEK = Cell(period=PeriodKind.WEEK, dimension=Dimension.ANY)
WORK = Cell(period=PeriodKind.WEEK, dimension=Dimension.OUTCOME, value=Outcome.CARRIED_ON_WORK)
DID_NOT_CARRY_ON = Cell(period=PeriodKind.WEEK, dimension=Dimension.OUTCOME, value=Outcome.DID_NOT_CARRY_ON)

_PATIENCE_SECONDS = 10.0
_LOOK_SECONDS = 0.1


class Counted:
    """Asks the store from another thread than the server's loop."""

    def __init__(self, server: DemoServer, loop: asyncio.AbstractEventLoop) -> None:
        self._store = server.store
        self._clock: Clock = server.clock
        self._loop = loop

    def clients_in(self, cell: Cell) -> int:
        """Return how many devices are in a cell of this week."""
        work = partial(clients_in, start=week_of(self._clock.now().date()), cell=cell)
        return asyncio.run_coroutine_threadsafe(self._store.run(work), self._loop).result(_PATIENCE_SECONDS)

    def comes_to(self, cell: Cell, clients: int) -> bool:
        """Wait until a cell has so many devices; tell whether it came to that."""
        until = time.monotonic() + _PATIENCE_SECONDS
        while (now := self.clients_in(cell)) < clients and time.monotonic() < until:
            time.sleep(_LOOK_SECONDS)
        return now == clients
