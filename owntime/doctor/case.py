"""What the checks are told: whose settings, which device, which machine, what time it is."""

import datetime as dt
import ipaddress
import os
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from owntime.doors import listeners_for
from proxy_addons.clock import Clock
from proxy_addons.options import LOOPBACK, Listener
from school_policy.policy import Gateway, Policy
from school_policy.toml_source import Problem
from school_policy.vocabulary import GroupId

PATIENCE_SECONDS = 3.0
"""For each step of a talk over the network. What is in order answers in a tenth of it."""

_FAR_AWAY = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))  # for documentation: nobody's


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What belongs to the machine and not to the school."""

    environment: Mapping[str, str]
    installed: tuple[Path, ...]
    """The folders that Own Time is installed in."""
    trust_bundles: tuple[Path, ...]
    """Where a system keeps all the certificates that it trusts, in one file of PEM; the first that is there."""
    nss_databases: tuple[Path, ...]
    """Where Chromium looks beside, for the user who asks."""
    addresses: tuple[str, ...]
    """Under which other machines know this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One device, as it is looked at."""

    settings: Path
    policy: Policy | None
    """None where the settings or lists cannot be read, for the reasons in `problems`."""
    problems: tuple[Problem, ...] = ()
    groups: tuple[GroupId, ...] = ()
    """The groups that work at this machine, as `owntime proxy` is told them."""
    state: Path
    proxy_port: int
    pac_port: int
    clock: Clock
    machine: Machine
    patience_seconds: float = PATIENCE_SECONDS

    @property
    def doors(self) -> tuple[Listener, ...]:
        """Return the proxy's ports, one a group."""
        return listeners_for(self.groups or (None,), self.proxy_port, self.pac_port)

    @property
    def gateway(self) -> Gateway | None:
        """The gateway, where this machine is it; groups are those of a device."""
        its = self.policy.gateway if self.policy is not None and not self.groups else None
        return its if its is not None and is_here(its.address) else None

    @property
    def address(self) -> str:
        """Where the proxy and the PAC are to listen here."""
        return self.gateway.address if self.gateway is not None else LOOPBACK

    @property
    def is_served(self) -> bool:
        """Whether they answer this machine itself: a gateway answers its clients alone."""
        return self.gateway is None or is_client(self.gateway, self.gateway.address)

    @property
    def authority(self) -> Path:
        """The directory of the device's certificate authority."""
        return self.state / "authority"

    def today(self, policy: Policy) -> dt.date:
        """Return the school's own date."""
        return self.clock.now().astimezone(ZoneInfo(policy.school.zone)).date()


def is_here(address: str) -> bool:
    """Tell whether an address is one of this machine's: only then it can be listened on."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.bind((address, 0))
    except OSError:
        return False
    return True


def is_client(gateway: Gateway, address: str) -> bool:
    """Tell whether a gateway serves an address."""
    own = ipaddress.ip_address(address)
    ranges = (ipaddress.ip_network(each) for each in gateway.clients)
    return any(own.version == each.version and own in each for each in ranges)


def this_machine() -> Machine:
    """Return the machine that this runs on."""
    root = Path(__file__).parents[2]
    packages = ("school_policy", "domain_lists", "proxy_addons", "advisory_server", "owntime")
    return Machine(
        environment=os.environ,
        installed=tuple(root / package for package in packages),
        trust_bundles=(Path("/etc/ssl/certs/ca-certificates.crt"), Path("/etc/pki/tls/certs/ca-bundle.crt")),
        nss_databases=(Path.home() / ".pki" / "nssdb",),
        addresses=tuple(_addresses()),
    )


def _addresses() -> Iterator[str]:
    """Yield the address that a packet to far away would carry. None is sent: UDP knows its way without."""
    for family, far_away in _FAR_AWAY:
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as way:
                way.connect((far_away, 9))
                yield str(way.getsockname()[0])
        except OSError:
            continue  # no network of that kind
