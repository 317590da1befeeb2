"""Which ports a device or a gateway listens on, and for whom."""

import socket
from collections.abc import Iterator

import msgspec

from proxy_addons.options import LOOPBACK, Listener
from school_policy.policy import Policy
from school_policy.vocabulary import GroupId

_LAST_PORT = 65_535


class GatewayError(ValueError):
    """This machine cannot be a gateway; the message says why."""


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


def pac_path(group: GroupId | None) -> str:
    """Return where the PAC of a group is served, beside the usual path of the first group's."""
    return "/proxy.pac" if group is None else f"/{group}/proxy.pac"


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
