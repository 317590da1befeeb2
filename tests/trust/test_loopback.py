"""Row I14. A device's proxy and its PAC listen on 127.0.0.1 alone: from any other address nobody reaches them."""

import contextlib
import ipaddress
import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from owntime.demo.stand_in_filter import Address
from tests.flow.chain import DeviceAtWork
from tests.trust.processes import listening

_PATIENCE = 5.0
_PROBE = "import socket, sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), float(sys.argv[3]))"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """An address of this machine beside 127.0.0.1, and where somebody stands who tries it."""

    address: str
    namespace: str = ""
    """A network namespace; empty for this machine's own."""

    def reaches(self, port: int) -> bool:
        """Tell whether a connection to the port at that address comes about."""
        inside = ["ip", "netns", "exec", self.namespace] if self.namespace else []
        command = [*inside, sys.executable, "-c", _PROBE, self.address, str(port), str(_PATIENCE)]
        return subprocess.run(command, capture_output=True, check=False, timeout=60).returncode == 0


def own_addresses() -> list[str]:
    """This machine's address towards a network, where it has one. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return []
        return [probe.getsockname()[0]]


@contextlib.contextmanager
def another_machine() -> Iterator[list[Outlook]]:
    """Lend an outlook from a network namespace with a cable to this machine, where we may make one."""
    name = "own" + secrets.token_hex(3)
    net = ipaddress.ip_network((0xC6120000 + (secrets.randbelow(1 << 15) << 2), 30))  # 198.18.0.0/15, RFC 2544
    here, there = (f"{host}/30" for host in net.hosts())
    steps = [
        f"ip netns add {name}",
        f"ip link add {name}a type veth peer name {name}b netns {name}",
        f"ip address add {here} dev {name}a",
        f"ip link set {name}a up",
        f"ip -n {name} address add {there} dev {name}b",
        f"ip -n {name} link set {name}b up",
    ]
    try:
        made = all(_does(step) for step in steps)
        yield [Outlook(address=here.partition("/")[0], namespace=name)] if made else []
    finally:
        _does(f"ip link delete {name}a")
        _does(f"ip netns delete {name}")


@contextlib.contextmanager
def open_to_all() -> Iterator[int]:
    """Listen at every address, as mitmproxy does by itself: the fault that is looked for."""
    with socket.create_server(("0.0.0.0", 0)) as listener:  # noqa: S104
        yield listener.getsockname()[1]


def _does(step: str) -> bool:
    try:
        return subprocess.run(step.split(), capture_output=True, check=False, timeout=30).returncode == 0
    except FileNotFoundError:
        return False


@pytest.fixture(scope="module")
def outlooks() -> Iterator[list[Outlook]]:
    """Every place from which a port open to all is reached: at least this machine's second loopback address."""
    with another_machine() as others, open_to_all() as port:
        places = [Outlook(address="127.0.0.2"), *(Outlook(address=each) for each in own_addresses()), *others]
        yield [place for place in places if place.reaches(port)]


def ports_of(device: DeviceAtWork) -> list[Address]:
    pac = urlsplit(device.running.pac_url)
    return [device.address, (pac.hostname or "", pac.port or 0)]


@pytest.mark.trust("I14")
def test_from_any_other_address_nobody_reaches_the_proxy_or_its_pac(
    at_work: DeviceAtWork, outlooks: list[Outlook]
) -> None:
    for host, port in ports_of(at_work):
        assert host == "127.0.0.1"
        socket.create_connection((host, port), _PATIENCE).close()
        assert [outlook for outlook in outlooks if outlook.reaches(port)] == []


@pytest.mark.trust("I14")
def test_the_proxy_process_listens_on_127_0_0_1_alone(at_work: DeviceAtWork) -> None:
    assert listening(at_work.pid) == {"0100007F"}


@pytest.mark.trust("I14", control=True)
def test_from_the_same_places_a_port_that_is_open_to_all_is_reached(outlooks: list[Outlook]) -> None:
    assert outlooks[0].address == "127.0.0.2"
    with open_to_all() as port:
        assert all(outlook.reaches(port) for outlook in outlooks)
        assert "00000000" in listening(os.getpid())
