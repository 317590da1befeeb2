"""One device at work: the compiled policy on disk, the certificate authority, the PAC and the supervised proxy."""

import asyncio
import datetime as dt
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from domain_lists.index import HostIndex
from owntime.moment import in_zone
from owntime.policy_source import PolicySource
from owntime.school_pac import SchoolPacError, read_school_pac
from proxy_addons.authority import CERTIFICATE_FILE, AuthorityError, ensure_authority
from proxy_addons.clock import Clock
from proxy_addons.key_file import LooseRightsError, keep_private, make_private_directory
from proxy_addons.options import LOOPBACK, ProxyOptions
from proxy_addons.pac import write_pac
from proxy_addons.pac_server import PacServer
from proxy_addons.policy_file import UnknownGroupError
from proxy_addons.reporting import Reporting
from proxy_addons.secrecy import KeyLogError
from proxy_addons.spool import SPOOL_FILE, Spool
from proxy_addons.supervisor import Ending, Supervisor
from proxy_addons.target import TargetFile
from school_policy.policy import Group, Policy
from school_policy.policy_document import encode
from school_policy.structure import did_you_mean
from school_policy.toml_source import TomlError
from school_policy.vocabulary import GroupId

_log = logging.getLogger("owntime.device")

WATCH_SECONDS = 1.0

UNUSABLE = (AuthorityError, KeyLogError, LooseRightsError, OSError, SchoolPacError, TomlError, UnknownGroupError)
"""What keeps a device from starting, each with a message for the IT admin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceOptions:
    """Where a device's files are, whose it is, and which ports it listens on (0: any free one)."""

    state: Path
    group: GroupId
    proxy_port: int
    pac_port: int
    at: dt.datetime | None = None
    """The moment at which the clock starts; the system's own where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """What a device says of itself once it runs."""

    pac_url: str
    proxy: str
    certificate: Path


class Device:
    """Sets a device up and runs it. Everything that can be wrong with its files is found before it starts."""

    def __init__(self, source: PolicySource, options: DeviceOptions) -> None:
        """Compile the policy. Raises what UNUSABLE names."""
        self._source = source
        self._options = options
        self.policy = source.compile()
        _check_group(self.policy, options.group)
        make_private_directory(options.state)
        self._authority = options.state / "authority"
        now = dt.datetime.fromtimestamp(time.time(), dt.UTC)
        ensure_authority(self._authority, HostIndex(self.policy.platforms).site_hosts(), now)
        self._school_pac = read_school_pac(self.policy.upstream.pac, options.state / "school.pac")
        keep_private(self._policy_path, encode(self.policy))
        self._clock = Clock(self.at - now if options.at else dt.timedelta(0))
        self._target_file = TargetFile(options.state)
        self._target = self._target_file.read(self.policy)
        self.supervisor = Supervisor(
            ProxyOptions(
                policy_document=str(self._policy_path),
                authority=str(self._authority),
                group=options.group,
                port=options.proxy_port,
                spool=self._spool,
                clock_offset_seconds=self._clock.offset.total_seconds(),
            ),
            self._clock,
        )

    @property
    def group(self) -> Group:
        """The staff group that the device belongs to."""
        return next(group for group in self.policy.groups if group.id == self._options.group)

    @property
    def at(self) -> dt.datetime:
        """The moment at which the clock starts, in the school's zone."""
        return in_zone(self._options.at or dt.datetime.fromtimestamp(time.time(), dt.UTC), self._zone)

    @property
    def _policy_path(self) -> Path:
        return self._options.state / "policy.json"

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.policy.school.zone)

    @property
    def _spool(self) -> str:
        """The spool's path, empty where nothing is to be counted."""
        return str(self._options.state / SPOOL_FILE) if self._target else ""

    async def run(self, on_running: Callable[[Running], None]) -> Ending:
        """Run until the supervisor is stopped. Raises OSError where the PAC's port is taken."""
        with PacServer(self._pac(self._options.proxy_port), self._options.pac_port) as pac:

            def ready(port: int) -> None:
                pac.pac = self._pac(port)
                certificate = self._authority / CERTIFICATE_FILE
                on_running(Running(pac_url=pac.url, proxy=f"{LOOPBACK}:{port}", certificate=certificate))

            self.supervisor.on_ready = ready
            async with asyncio.TaskGroup() as tasks:
                watching = tasks.create_task(self._watch(pac), name="watch the school's files")
                reporting = tasks.create_task(self._reporting().run(), name="report counts")
                ending = await self.supervisor.run()
                watching.cancel()
                reporting.cancel()
        return ending

    def _reporting(self) -> Reporting:
        spool = Spool(self._options.state / SPOOL_FILE)
        return Reporting(spool, self._clock, target=lambda: self._target, zone=lambda: self._zone)

    def _pac(self, port: int) -> str:
        return write_pac(self.policy, proxy=f"{LOOPBACK}:{port}", school_pac=self._school_pac)

    async def _watch(self, pac: PacServer) -> None:
        """Put a changed and good policy in force; a bad one leaves the last good one there."""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            if await asyncio.to_thread(self._renew_if_changed):
                pac.pac = self._pac(self.supervisor.options.port)
                _log.info("the changed policy is in force")
            self._target = await asyncio.to_thread(self._target_file.read, self.policy)
            if self.supervisor.options.spool != self._spool:
                _log.info("counting was switched %s; starting the proxy anew", "on" if self._spool else "off")
                self.supervisor.start_anew(msgspec.structs.replace(self.supervisor.options, spool=self._spool))

    def _renew_if_changed(self) -> bool:
        try:
            if not self._source.has_changed():
                return False
            policy = self._source.compile()
            _check_group(policy, self._options.group)
            school_pac = read_school_pac(policy.upstream.pac, self._options.state / "school.pac")
            keep_private(self._policy_path, encode(policy))
        except (OSError, TomlError, UnknownGroupError, SchoolPacError) as problem:
            _log.error("the last good policy stays in force:\n%s", problem)
            return False
        self.policy, self._school_pac = policy, school_pac
        return True


def _check_group(policy: Policy, group: GroupId) -> None:
    if policy.group(group) is None:
        known = [group.id for group in policy.groups]
        hint = did_you_mean(group, [str(known_id) for known_id in known])
        raise UnknownGroupError(f'the school has no group "{group}"{hint}; it has: {", ".join(known)}')
