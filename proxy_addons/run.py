"""One proxy process: mitmproxy in a loop of our own, with only those of its add-ons that the work needs.

Standard input carries one line of ProxyOptions and then changes; when it ends, so does the process. Standard
output carries Ready and then beats.
"""

import asyncio
import dataclasses
import datetime as dt
import logging
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from mitmproxy import master, options
from mitmproxy.addons import core, disable_h2c, proxyserver, tlsconfig, upstream_auth

from proxy_addons.authority import Authority, AuthorityError, load_authority
from proxy_addons.boundary import Boundary
from proxy_addons.clock import Clock
from proxy_addons.connections import Connections
from proxy_addons.disconnect import disconnect, disconnect_all
from proxy_addons.fail_open import Edge
from proxy_addons.interception import Interception
from proxy_addons.key_file import LooseRightsError
from proxy_addons.lines import Lines, write_report
from proxy_addons.noting import Noting
from proxy_addons.options import BAD_INPUT, LOOPBACK, Beat, ProxyOptions, Ready, Report
from proxy_addons.policy_file import PolicyFile, UnknownGroupError
from proxy_addons.reminder import Reminder
from proxy_addons.secrecy import KeyLogError, forbid_dumps, log_to_standard_error, refuse_key_log
from proxy_addons.signals import leave_interrupts_to_parent
from proxy_addons.situation import Situation
from proxy_addons.spool import Spool
from proxy_addons.tunnels import Tunnels
from school_policy.policy_document import PolicyDocumentError

_log = logging.getLogger("owntime.proxy")

BEAT_SECONDS = 0.5
TICK_SECONDS = 1.0


class PortInUseError(ValueError):
    """The port is taken."""


EXPECTED = (
    AuthorityError,
    KeyLogError,
    LooseRightsError,
    PolicyDocumentError,
    PortInUseError,
    UnknownGroupError,
)
"""What keeps a proxy from starting, each with a message for the IT admin."""


class Proxy:
    """The mitmproxy master with our two add-ons, and the state they share."""

    def __init__(self, told: ProxyOptions, authority: Authority, policy_file: PolicyFile) -> None:
        self._told = told
        self._policy_file = policy_file
        self.edge = Edge()
        clock = Clock(dt.timedelta(seconds=told.clock_offset_seconds))
        self.situation = Situation(policy_file.read(told.group), clock, has_spool=bool(told.spool))
        self._noting = Noting(self.situation.tally, Spool(Path(told.spool)), self.edge)
        self.connections = Connections()
        self._server = proxyserver.Proxyserver()
        self.boundary = Boundary(self.situation, self.connections, lambda live: disconnect(self._server, live))
        forward = self.situation.in_force.policy.upstream.forward
        self._master = _master(told, forward, self._server, Tunnels(self.edge))
        interception = Interception(self.situation, self.connections, self.boundary, authority, self.edge)
        self._master.addons.add(interception, Reminder(self.situation, self.connections, self.edge))

    @property
    def port(self) -> int | None:
        """The port that is listened on, once it is."""
        return next((address[1] for address in self._server.listen_addrs()), None)

    async def run(self, report: Callable[[Report], None]) -> None:
        """Serve until `stop`. Raises PortInUseError."""
        serving = asyncio.ensure_future(self._master.run())
        while not serving.done() and not self._server.is_running:  # noqa: ASYNC110 (a flag of mitmproxy's)
            await asyncio.sleep(0.01)
        if self.port is None:
            self._master.shutdown()
            await serving
            raise PortInUseError(
                f"port {self._told.port} on {LOOPBACK} is in use; stop what holds it, or choose another"
            )
        report(Ready(port=self.port))
        async with asyncio.TaskGroup() as tasks:
            ticking = tasks.create_task(self._tick(), name="boundaries")
            beating = tasks.create_task(self._beat(report), name="beats")
            noting = tasks.create_task(self._noting.keep_writing(), name="noting")
            await serving
            for task in (ticking, beating, noting):
                task.cancel()
        await self._noting.close()

    async def stop(self) -> None:
        """Close the port and every connection, then end."""
        await disconnect_all(self._server)
        self._master.shutdown()

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            changed = await asyncio.to_thread(self._policy_file.changed, self._told.group)
            if changed is not None:
                if changed.policy.upstream != self.situation.in_force.policy.upstream:
                    _log.info("the upstream changed; starting anew with it")
                    await self.stop()
                self.situation.in_force = changed
            self.edge.call(None, self.boundary.tick)

    async def _beat(self, report: Callable[[Report], None]) -> None:
        while True:
            report(Beat(faults=self.edge.faults))
            await asyncio.sleep(BEAT_SECONDS)


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
    made.options.update(
        mode=["regular" if forward == "direct" else f"upstream:{forward}"],
        listen_host=LOOPBACK,
        listen_port=told.port,
        confdir=told.authority,
        connection_strategy="lazy",  # an intercepted connection never dials
        upstream_cert=False,  # nothing of the origin goes into a leaf
        http2=False,  # "Connection: close" ends an HTTP/1.1 connection
        body_size_limit="256k",
    )
    return made


async def serve(told: ProxyOptions, lines: Lines) -> None:
    """Run a proxy until standard input ends."""
    proxy = Proxy(told, _usable_authority(told), PolicyFile(told.policy_path))
    stopping = asyncio.Event()
    lines.deliver(asyncio.get_running_loop(), proxy.situation.clock.set, stopping.set)
    async with asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(_stop_when(stopping, proxy), name="stop")
        await proxy.run(write_report)
        waiting.cancel()


async def _stop_when(stopping: asyncio.Event, proxy: Proxy) -> None:
    await stopping.wait()
    await proxy.stop()


def _usable_authority(told: ProxyOptions) -> Authority:
    authority = load_authority(told.authority_directory)
    if authority.is_valid(dt.datetime.fromtimestamp(time.time(), dt.UTC)):
        return authority
    _log.error("the certificate authority is out of date: everything passes through until it is renewed")
    return dataclasses.replace(authority, permitted=frozenset())


def main() -> int:
    """Run one proxy process; return its exit code."""
    leave_interrupts_to_parent()
    log_to_standard_error()
    # Without a buffer: its lock, held by the thread that reads, would abort the interpreter when it ends.
    lines = Lines(os.fdopen(sys.stdin.fileno(), "rb", buffering=0, closefd=False))
    code = 0
    try:
        refuse_key_log(os.environ)
        forbid_dumps()
        asyncio.run(serve(lines.options(), lines))
    except* (*EXPECTED, OSError) as problems:
        for problem in problems.exceptions:
            sys.stderr.write(f"owntime: {problem}\n")
        code = BAD_INPUT
    return code


if __name__ == "__main__":
    sys.exit(main())
