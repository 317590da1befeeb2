"""Which ports a device or a gateway listens on, for whom, and which PAC leads there."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from proxy_addons.options import LOOPBACK, Listener, place
from proxy_addons.pac import write_pac
from proxy_addons.pac_server import PATH
from school_policy.policy import Policy
from school_policy.vocabulary import GroupId

_LAST_PORT = 65_535


class GatewayError(ValueError):
    """This machine cannot be a gateway; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """What the browsers of one staff group are set to."""

    group: GroupId | None
    """None: a gateway's, for every group."""
    proxy: str
    pac_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """What a device says of itself once it runs."""

    doors: tuple[Door, ...]
    certificate: Path

    @property
    def proxy(self) -> str:
        """The first door's proxy."""
        return self.doors[0].proxy

    @property
    def pac_url(self) -> str:
        """The first door's PAC."""
        return self.doors[0].pac_url


def policy_of_gateway(policy: Policy) -> Policy:
    """Return the policy as a gateway keeps it: what passes through it is at school. Raises GatewayError."""
    if policy.gateway is None:
        raise GatewayError("the settings have no [gateway]: name its address and its clients there")
    reminder = msgspec.structs.replace(policy.reminder, only_on_site=False)
    return msgspec.structs.replace(policy, reminder=reminder)


def listeners_for(groups: tuple[GroupId | None, ...], first: int, pac_port: int) -> tuple[Listener, ...]:
    """Return a port for each group: the first as it was given, then those after it, but for the PAC's.

    Where the first is 0 the system chooses them all.
    """
    ports = _free_ports(len(groups)) if first == 0 and len(groups) > 1 else _ports_after(first, pac_port)
    return tuple(Listener(port=port, group=group) for port, group in zip(ports, groups, strict=False))


def at_address(address: str, listeners: tuple[Listener, ...]) -> dict[GroupId | None, str]:
    """Return each group's proxy as a PAC names it: host:port."""
    return {listener.group: place(address, listener.port) for listener in listeners}


def pacs_for(policy: Policy, proxies: dict[GroupId | None, str], school_pac: str) -> dict[str, str]:
    """Return PACs by their paths: one a group, and the first group's at the usual path too."""
    texts = {group: write_pac(policy, proxy=proxy, school_pac=school_pac) for group, proxy in proxies.items()}
    return {PATH: next(iter(texts.values())), **{pac_path(group): text for group, text in texts.items()}}


def doors_of(proxies: dict[GroupId | None, str], url_of: Callable[[str], str]) -> tuple[Door, ...]:
    """Return what the browsers of each group are set to."""
    return tuple(
        Door(group=group, proxy=proxy, pac_url=url_of(PATH if number == 0 else pac_path(group)))
        for number, (group, proxy) in enumerate(proxies.items())
    )


def pac_path(group: GroupId | None) -> str:
    """Return where the PAC of a group is served, beside the usual path of the first group's."""
    return PATH if group is None else f"/{group}{PATH}"


def _ports_after(first: int, pac_port: int) -> Iterator[int]:
    yield first
    yield from (port for port in range(first + 1, _LAST_PORT + 1) if port != pac_port)


def _free_ports(count: int) -> list[int]:
    """Return ports that nobody listens on just now, held together so that they differ."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind((LOOPBACK, 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()
