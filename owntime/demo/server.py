"""The demo's server: six made-up weeks behind it, an account for each role, and a token for the demo's device."""

import contextlib
import datetime as dt
import secrets
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import MappingProxyType

from advisory_server.accounts.passwords import hash_password
from advisory_server.accounts.role import Role
from advisory_server.settings import ServerOptions
from advisory_server.store.accounts import make_account
from advisory_server.store.database import Store
from advisory_server.store.devices import add_device
from owntime.demo.stage import SAMPLE_SCHOOL, Stage
from owntime.lists.new_version import find_signer
from owntime.moment import in_zone
from owntime.policy_source import LAYER_FILE, PolicySource
from owntime.school_server import SchoolServer
from owntime.server_data import open_store
from owntime.simulate.school import simulate
from owntime.simulate.weeks import Plan
from proxy_addons.clock import Clock
from proxy_addons.options import LOOPBACK
from proxy_addons.pac import write_pac

ACCOUNTS: Mapping[Role, str] = MappingProxyType({Role.HEADTEACHER: "head", Role.IT_ADMIN: "it"})
"""The demo's accounts by their names; their passwords are new each time."""

_HALF_TERM = frozenset({dt.date(2026, 10, 26)})
_PASSWORD_BYTES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoServer:
    """The server as it runs."""

    url: str
    store: Store
    clock: Clock
    device_token: str = field(repr=False)
    policy_key: str
    """What the demo's device knows a published version by."""
    passwords: Mapping[Role, str] = field(repr=False)


@contextlib.asynccontextmanager
async def serve_demo(stage: Stage, at: dt.datetime, *, port: int, proxy_port: int) -> AsyncIterator[DemoServer]:
    """Make six weeks up, and then serve them; the clock starts at `at`. Raises what a server may raise."""
    data = stage.folder / "server"
    source = PolicySource(SAMPLE_SCHOOL, layer=_own_list(stage), upstream=stage.upstream)
    clock = Clock()
    options = ServerOptions(data=data, port=port)
    server = SchoolServer(source, options, clock.now, partial(write_pac, proxy=f"{LOOPBACK}:{proxy_port}"))
    with open_store(data) as store:
        await simulate(Plan(until=at, closed=_HALF_TERM), source, data, store)
        clock.set(in_zone(at, server.in_force.school.zone))
        passwords = {role: secrets.token_urlsafe(_PASSWORD_BYTES) for role in ACCOUNTS}
        for role, name in ACCOUNTS.items():
            hashed = hash_password(passwords[role])
            await store.run(partial(make_account, name=name, role=role, password_hash=hashed, now=clock.now()))
        token = await store.run(partial(add_device, name="This device", today=clock.now().date()))
        key = (await store.run(partial(find_signer, data=data))).public
        async with server.serving(store) as url:
            yield DemoServer(
                url=url, store=store, clock=clock, device_token=token, policy_key=key, passwords=passwords
            )


def _own_list(stage: Stage) -> Path:
    """Make the sample school's own list, for the pages that change it: a throw-away one."""
    layer = stage.folder / LAYER_FILE
    layer.touch()
    return layer
