"""One proxy: mitmproxy in a loop of our own, with our add-ons and only those of its own that the work needs."""

import asyncio
import datetime as dt
import logging
from collections.abc import Callable
from pathlib import Path

from mitmproxy import connection, master, options
from mitmproxy.addons import core, disable_h2c, proxyserver, tlsconfig, upstream_auth

from proxy_addons.authority_in_use import AuthorityInUse
from proxy_addons.boundary import Boundary
from proxy_addons.clock import Clock
from proxy_addons.connections import Connections
from proxy_addons.disconnect import disconnect, disconnect_all, open_tunnels
from proxy_addons.fail_open import Edge
from proxy_addons.gateway import Gateway
from proxy_addons.gateway_notebook import GatewayNotebook
from proxy_addons.gateway_tally import GatewayTally
from proxy_addons.in_force import InForce
from proxy_addons.interception import Interception, client_of
from proxy_addons.newly_listed import follow_lists
from proxy_addons.noting import Notebook, Noting
from proxy_addons.options import Beat, Heard, ProxyOptions, Ready, Report, SetClock, Told
from proxy_addons.policy_file import PolicyFile
from proxy_addons.reminder import Reminder
from proxy_addons.school_contact import SchoolContact
from proxy_addons.situation import Situation
from proxy_addons.situations import Situations
from proxy_addons.spool import Spool
from proxy_addons.tally import Tally
from proxy_addons.tunnels import Tunnels
from school_policy.dimensions import Dimensions
from school_policy.group_choice import GroupsByAddress
from school_policy.hostname import Hostname
from school_policy.vocabulary import REMINDER_HOST, GroupId

_log = logging.getLogger("owntime.proxy")

BEAT_SECONDS = 0.5
TICK_SECONDS = 0.25
"""Between two looks at the clock: what a boundary closes is closed well within a second."""
SOON_SECONDS = 0.02
"""The same, while there is more to close."""
POLICY_SECONDS = 0.5
"""Between two looks at the compiled policy: with the device's at the school's files, a change holds within two."""


class PortInUseError(ValueError):
    """The port is taken."""


class Proxy:
    """The mitmproxy master with our add-ons, and the state they share."""

    def __init__(self, told: ProxyOptions, policy_file: PolicyFile) -> None:
        """Read the policy and the authority; raises what that raises."""
        self._told = told
        self._policy_file = policy_file
        self._authority = AuthorityInUse(told.authority_directory)
        self.edge = Edge()
        self.clock = Clock(dt.timedelta(seconds=told.clock_offset_seconds))
        self.contact = SchoolContact()
        tally = GatewayTally() if told.is_gateway else Tally()
        in_force = policy_file.read()
        self.situations = Situations(tuple(self._situation(one, tally) for one in in_force), self._group_of)
        self.connections = Connections()
        self._policy = in_force[0].policy
        self._by_address = GroupsByAddress(self._policy)
        self._by_port: dict[int, GroupId] = {}
        self._noting = Noting(tally, self._notebook(), self.edge, self._dimensions)
        self._server = proxyserver.Proxyserver()
        self.boundary = Boundary(self.situations, self.connections, lambda live: disconnect(self._server, live))
        self._master = _master(told, self._policy.upstream.forward, self._server, Tunnels(self.edge))
        self._master.addons.add(
            Interception(self.situations, self.connections, self.boundary, self._authority.covers, self.edge),
            Reminder(self.situations, self.connections, self.edge),
        )
        if told.is_gateway:
            self._master.addons.add(Gateway(self._answers, self._relays, self.edge))

    @property
    def ports(self) -> tuple[int, ...]:
        """The ports that are listened on, in the order of the listeners; fewer where some are taken."""
        open_ports = [address[1] for address in self._server.listen_addrs()]
        if len(self._told.listeners) == 1:
            return tuple(open_ports)
        return tuple(listener.port for listener in self._told.listeners if listener.port in open_ports)

    async def run(self, report: Callable[[Report], None]) -> None:
        """Serve until `stop`. Raises PortInUseError."""
        serving = asyncio.ensure_future(self._master.run())
        while not serving.done() and not self._server.is_running:  # noqa: ASYNC110 (a flag of mitmproxy's)
            await asyncio.sleep(0.01)
        ports = self.ports
        if len(ports) < len(self._told.listeners):
            self._master.shutdown()
            await serving
            raise PortInUseError(_taken(self._told, ports))
        self._by_port = dict(zip(ports, self._told.groups, strict=False))
        report(Ready(ports=ports))
        async with asyncio.TaskGroup() as tasks:
            working = (
                tasks.create_task(self._tick(), name="boundaries"),
                tasks.create_task(self._watch(), name="policy"),
                tasks.create_task(self._beat(report), name="beats"),
                tasks.create_task(self._noting.keep_writing(), name="noting"),
            )
            await serving
            for task in working:
                task.cancel()
        await self._noting.close()

    def take(self, told: Told) -> None:
        """Take what the supervisor tells, and what follows from it for live connections."""
        match told:
            case SetClock(at=at):
                self.clock.set(at)
            case Heard(standing=standing, said_at=said_at):
                self.contact.hear(standing, said_at)
        self.edge.call(False, self.boundary.tick)  # noqa: FBT003 (on fault)

    def put_in_force(self, changed: tuple[InForce, ...]) -> None:
        """Put a changed policy in force, one a group."""
        self._policy = changed[0].policy
        self._by_address = GroupsByAddress(self._policy)
        for in_force in changed:
            self.situations.of_group(in_force.group.id).in_force = in_force
        tunnels = open_tunnels(self._server)
        self.edge.call(None, follow_lists, tunnels, self.connections, self.situations, self._authority.covers)

    async def stop(self) -> None:
        """Close the ports and every connection, then end."""
        await disconnect_all(self._server)
        self._master.shutdown()

    async def _tick(self) -> None:
        more = False
        while True:
            await asyncio.sleep(SOON_SECONDS if more else TICK_SECONDS)
            more = self.edge.call(False, self.boundary.tick)  # noqa: FBT003 (on fault)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(POLICY_SECONDS)
            await self._take_another_authority()
            changed = await asyncio.to_thread(self._policy_file.changed)
            if not changed:
                continue
            if self._needs_new_start(changed):
                _log.info("the upstream or the groups changed; starting anew with them")
                await self.stop()
            else:
                self.put_in_force(changed)

    async def _take_another_authority(self) -> None:
        """Sign with one that was activated since: from the next ClientHello on, and no connection is cut."""
        newer = await asyncio.to_thread(self._authority.newer)
        if newer is not None:
            self._master.options.update(confdir=self._told.authority)  # mitmproxy reads it anew
            self._authority.take(newer)
            _log.info("the renewed certificate authority is in use")

    def _needs_new_start(self, changed: tuple[InForce, ...]) -> bool:
        groups = {situation.group for situation in self.situations}
        return (
            changed[0].policy.upstream != self._policy.upstream
            or {in_force.group.id for in_force in changed} != groups
        )

    async def _beat(self, report: Callable[[Report], None]) -> None:
        while True:
            report(Beat(faults=self.edge.faults))
            await asyncio.sleep(BEAT_SECONDS)

    def _situation(self, in_force: InForce, tally: Tally) -> Situation:
        return Situation(in_force, self.clock, has_spool=bool(self._told.spool), tally=tally, contact=self.contact)

    def _notebook(self) -> Notebook:
        spool = Spool(Path(self._told.spool))
        return GatewayNotebook(spool, self._today) if self._told.is_gateway else spool

    def _today(self) -> dt.date:
        some = next(iter(self.situations))
        return some.local(some.now()).date()

    def _dimensions(self) -> Dimensions:
        return next(iter(self.situations)).in_force.dimensions  # the school's, and so the same for every group

    def _group_of(self, client: connection.Client) -> GroupId | None:
        if self._told.is_gateway:
            return self._by_address.group_of(client_of(client))
        groups = self._told.groups
        return groups[0] if len(groups) == 1 else self._by_port.get(client.sockname[1])

    def _answers(self, client: connection.Client) -> bool:
        return self._group_of(client) is not None

    def _relays(self, host: Hostname) -> bool:
        some = next(iter(self.situations))
        return host == REMINDER_HOST or some.in_force.index.find(host) is not None


def _master(told: ProxyOptions, forward: str, server: proxyserver.Proxyserver, tunnels: Tunnels) -> master.Master:
    """Build a master without the add-ons that write, replay, rewrite or show flows."""
    made = master.Master(options.Options())
    made.addons.add(
        core.Core(),
        disable_h2c.DisableH2C(),
        server,
        tunnels,
        tlsconfig.TlsConfig(),
        upstream_auth.UpstreamAuth(),
    )
    way = "regular" if forward == "direct" else f"upstream:{forward}"
    made.options.update(
        mode=[f"{way}@{listener.port}" for listener in told.listeners],
        listen_host=told.address,
        confdir=told.authority,
        connection_strategy="lazy",  # an intercepted connection never dials
        upstream_cert=False,  # nothing of the origin goes into a leaf
        http2=False,  # "Connection: close" ends an HTTP/1.1 connection
        body_size_limit="256k",
    )
    return made


def _taken(told: ProxyOptions, ports: tuple[int, ...]) -> str:
    """Say which ports are taken, or that the address is not this machine's."""
    missing = ", ".join(str(one.port) for one in told.listeners if one.port not in ports)
    return f"port {missing} on {told.address} is in use; stop what holds it, or choose another"
