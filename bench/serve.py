"""The real server as `owntime serve` runs it, but for its limits: `python -m bench.serve` prints its port.

It reads one line of JSON, a Serving. A benchmark sends what a hundred schools would; its devices may.
"""

import asyncio
import datetime as dt
import sys
from functools import partial
from pathlib import Path

import msgspec

from advisory_server.settings import Limits, ServerOptions
from advisory_server.store.database import Store
from owntime.demo.stage import SAMPLE_SCHOOL
from owntime.policy_source import PolicySource
from owntime.school_server import SchoolServer
from owntime.server_data import open_store
from proxy_addons.clock import Clock
from proxy_addons.pac import write_pac
from proxy_addons.secrecy import log_to_standard_error
from proxy_addons.signals import on_stop

_NO_QUOTA = 100_000_000


class Serving(msgspec.Struct, frozen=True, kw_only=True):
    """How to serve."""

    data: str
    at: dt.datetime
    reports_in_a_commit: int = Limits().reports_in_a_commit

    @property
    def options(self) -> ServerOptions:
        limits = Limits(
            reports_at_once=_NO_QUOTA, reports_a_minute=_NO_QUOTA, reports_in_a_commit=self.reports_in_a_commit
        )
        return ServerOptions(data=Path(self.data), port=0, limits=limits)


def main() -> None:
    """Serve until the process is asked to end."""
    serving = msgspec.json.decode(sys.stdin.buffer.readline(), type=Serving)
    log_to_standard_error()
    with open_store(Path(serving.data)) as store:
        clock = Clock()
        clock.set(serving.at)
        pac = partial(write_pac, proxy="127.0.0.1:8481")
        server = SchoolServer(PolicySource(SAMPLE_SCHOOL), serving.options, clock.now, pac)
        asyncio.run(_serve(server, store))


async def _serve(server: SchoolServer, store: Store) -> None:
    stopping = asyncio.Event()
    on_stop(asyncio.get_running_loop(), stopping.set)
    async with server.serving(store) as url:
        sys.stdout.write(f"{url.rpartition(':')[2]}\n")
        sys.stdout.flush()
        await stopping.wait()


if __name__ == "__main__":
    main()
