"""One device at work: the compiled policy on disk, the certificate authority, the PAC and the supervised proxy."""

import asyncio
import contextlib
import datetime as dt
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from domain_lists.index import HostIndex
from owntime.device_policy import DevicePolicy, kept_here
from owntime.doors import (
    GatewayError,
    Running,
    at_address,
    doors_of,
    listeners_for,
    pacs_for,
)
from owntime.moment import in_zone
from owntime.policy_source import PolicySource
from owntime.school_pac import SchoolPacError
from proxy_addons.authority import CERTIFICATE_FILE, AuthorityError, ensure_authority
from proxy_addons.authority_renewal import complete_authority
from proxy_addons.clock import Clock, since_boot
from proxy_addons.key_file import LooseRightsError, make_private_directory
from proxy_addons.options import LOOPBACK, ProxyOptions
from proxy_addons.pac_server import PacServer
from proxy_addons.policy_feed import PolicyFeed, ServerAddress
from proxy_addons.policy_file import UnknownGroupError
from proxy_addons.reporting import Reporting
from proxy_addons.secrecy import KeyLogError
from proxy_addons.spool import SPOOL_FILE, Spool
from proxy_addons.supervisor import Ending, Supervisor
from proxy_addons.target import TargetFile
from school_policy.beside_report import DeviceState
from school_policy.count_report import Sender
from school_policy.dimensions import dimensions_of
from school_policy.group_choice import GroupsByAddress, widest_own_time
from school_policy.policy import Group, Policy
from school_policy.standing import Standing
from school_policy.toml_source import TomlError
from school_policy.vocabulary import GroupId

_log = logging.getLogger("owntime.device")

WATCH_SECONDS = 0.5
"""Between two looks at the school's files."""
FIRST_ANSWER_SECONDS = 2.0
"""How long to wait for the school's server before it is told that the reminder is at work."""
ASLEEP_SECONDS = 10.0
"""Who looks away for so much longer than it meant to was asleep, or in great trouble."""

UNUSABLE = (
    AuthorityError,
    GatewayError,
    KeyLogError,
    LooseRightsError,
    OSError,
    SchoolPacError,
    TomlError,
    UnknownGroupError,
)
"""What keeps a device from starting, each with a message for the IT admin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceOptions:
    """Where a device's files are, whose it is, and which ports it listens on (0: any free one)."""

    state: Path
    groups: tuple[GroupId, ...] = ()
    """The groups that work at this machine, a port each. None: nobody said, and it has the widest own time."""
    proxy_port: int
    """The first group's; the others' follow."""
    pac_port: int
    at: dt.datetime | None = None
    """The moment at which the clock starts; the system's own where there is none."""
    is_gateway: bool = False
    """It serves other machines, as [gateway] in the settings says."""


class Device:
    """Sets a device up and runs it. Everything that can be wrong with its files is found before it starts."""

    def __init__(self, source: PolicySource, options: DeviceOptions) -> None:
        """Compile the policy. Raises what UNUSABLE names."""
        self._options = options
        check = partial(kept_here, groups=options.groups, is_gateway=options.is_gateway)
        self._its = DevicePolicy(source, options.state, self._now, check)
        make_private_directory(options.state)
        self._authority = options.state / "authority"
        now = dt.datetime.fromtimestamp(time.time(), dt.UTC)
        ensure_authority(self._authority, HostIndex(self.policy.platforms).site_hosts(), now)
        complete_authority(self._authority)
        self._its.keep()
        self._clock = Clock(self.at - now if options.at else dt.timedelta(0))
        self._target_file = TargetFile(options.state)
        self._target = self._target_file.read(self.policy)
        self.supervisor = Supervisor(
            ProxyOptions(
                policy_document=str(self._its.path),
                authority=str(self._authority),
                address=self._address,
                listeners=listeners_for(self._groups, options.proxy_port, options.pac_port),
                spool=self._spool,
                clock_offset_seconds=self._clock.offset.total_seconds(),
            ),
            self._clock,
        )
        self.heard = asyncio.Event()
        """The school's server has answered at least once."""
        self._feed = PolicyFeed(self._server, self._hear, self._its.hear)

    @property
    def policy(self) -> Policy:
        """The policy in force."""
        return self._its.policy

    @property
    def group(self) -> Group:
        """The staff group that the device belongs to; the first, where several work there."""
        groups = {group.id: group for group in self.policy.groups}
        return groups[self._options.groups[0]] if self._options.groups else widest_own_time(self.policy.groups)

    @property
    def at(self) -> dt.datetime:
        """The moment at which the clock starts, in the school's zone."""
        return in_zone(self._options.at or dt.datetime.fromtimestamp(time.time(), dt.UTC), self._zone)

    @property
    def _groups(self) -> tuple[GroupId | None, ...]:
        return (None,) if self._options.is_gateway else self._options.groups or (self.group.id,)

    @property
    def _address(self) -> str:
        gateway = self.policy.gateway
        return gateway.address if gateway is not None and self._options.is_gateway else LOOPBACK

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.policy.school.zone)

    @property
    def _spool(self) -> str:
        """The spool's path, empty where nothing is to be counted."""
        return str(self._options.state / SPOOL_FILE) if self._target else ""

    async def run(self, on_running: Callable[[Running], None]) -> Ending:
        """Run until the supervisor is stopped. Raises OSError where the PAC's port is taken."""
        with PacServer(self.pacs(), self._options.pac_port, self._address, self._answers) as pac:
            async with asyncio.TaskGroup() as tasks:

                def ready(_ports: tuple[int, ...]) -> None:
                    pac.pacs = self.pacs()
                    tasks.create_task(self._tell(on_running, pac), name="tell that it runs")

                self.supervisor.on_ready = ready
                watching = tasks.create_task(self._watch(pac), name="watch the school's files")
                reporting = tasks.create_task(self._reporting().run(), name="report counts")
                asking = tasks.create_task(self._feed.run(), name="ask the school's server")
                ending = await self.supervisor.run()
                for task in (watching, reporting, asking):
                    task.cancel()
        return ending

    async def _tell(self, on_running: Callable[[Running], None], pac: PacServer) -> None:
        """Tell that the reminder is at work: soon after the start, once it is known whether this is at school."""
        if self._server() is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.heard.wait(), FIRST_ANSWER_SECONDS)
        on_running(self._running(pac))

    def _reporting(self) -> Reporting:
        sender = Sender.GATEWAY if self._options.is_gateway else Sender.DEVICE
        spool = Spool(self._options.state / SPOOL_FILE, sender)
        reporting = Reporting(
            spool,
            self._clock,
            target=lambda: self._target,
            zone=lambda: self._zone,
            dimensions=lambda: dimensions_of(self.policy),
        )
        reporting.says = self.says
        return reporting

    def says(self) -> DeviceState:
        """Return what the device says of itself beside a report."""
        its = GroupsByAddress(self.policy).groups if self._options.is_gateway else self._groups
        return DeviceState(version=self._its.version, groups=tuple(group for group in its if group is not None))

    def _server(self) -> ServerAddress | None:
        counting = self.policy.counting
        authority = Path(counting.authority) if counting.authority else None
        return ServerAddress(url=counting.server, authority=authority) if counting.server else None

    def ask_now(self) -> None:
        """Ask the school's server again at once, whatever the minute."""
        self._feed.poke()

    def _hear(self, standing: Standing) -> None:
        self.supervisor.hear(standing)
        self.heard.set()

    def _answers(self, address: str) -> bool:
        return not self._options.is_gateway or GroupsByAddress(self.policy).group_of(address) is not None

    def _proxies(self) -> dict[GroupId | None, str]:
        """Return each group's proxy where it really listens, whatever the settings say by now."""
        return at_address(self.supervisor.options.address, self.supervisor.options.listeners)

    def pacs(self) -> dict[str, str]:
        """Return the PACs in force, by their paths."""
        return pacs_for(self.policy, self._proxies(), self._its.school_pac)

    def _running(self, pac: PacServer) -> Running:
        return Running(doors=doors_of(self._proxies(), pac.url_of), certificate=self._authority / CERTIFICATE_FILE)

    async def _watch(self, pac: PacServer) -> None:
        """Put a changed and good policy in force; a bad one leaves the last good one there."""
        while True:
            looked_at = since_boot()
            await asyncio.sleep(WATCH_SECONDS)
            if since_boot() - looked_at > WATCH_SECONDS + ASLEEP_SECONDS:
                self.ask_now()  # it may be elsewhere by now
            if await asyncio.to_thread(self._its.renew_if_changed):
                pac.pacs = self.pacs()
                _log.info("the changed policy is in force")
            self._target = await asyncio.to_thread(self._target_file.read, self.policy)
            if self.supervisor.options.spool != self._spool:
                _log.info("counting was switched %s; starting the proxy anew", "on" if self._spool else "off")
                self.supervisor.start_anew(msgspec.structs.replace(self.supervisor.options, spool=self._spool))

    def _now(self) -> dt.datetime:
        return self._clock.now()
