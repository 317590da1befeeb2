"""Unlisted sites, and all sites in own time, arrive unread: equal bytes at both ends, the origin's certificate."""

import contextlib
import socket
import ssl
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from owntime.demo.stand_in_filter import Address, Contact, Direction
from tests.flow.chain import EVENING, LESSON, ORIGIN_ISSUER, DeviceAtWork, device_on, stage_with
from tests.flow.traveller import issuer_of
from tests.flow.tunnel import open_tunnel


@dataclass
class Heard:
    """What the filter heard of each host, both ways."""

    chunks: dict[tuple[str, Direction], bytes] = field(default_factory=lambda: defaultdict(bytes))

    def listen(self, contact: Contact, way: Direction, data: bytes) -> None:
        self.chunks[contact.host, way] += data


@dataclass
class Load:
    """One page load, with every byte at the client's end."""

    host: str
    sent: bytes = b""
    received: bytes = b""
    page: bytes = b""
    issuer: str = ""

    def run(self, proxy: Address, trusted: ssl.SSLContext) -> None:
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        client = trusted.wrap_bio(incoming, outgoing, server_hostname=self.host)
        with open_tunnel(proxy, f"{self.host}:443") as connection:
            while not self._has_advanced(client):
                self._exchange(connection, incoming, outgoing)
            self.issuer = issuer_of(client)
            client.write(f"GET / HTTP/1.1\r\nHost: {self.host}\r\nConnection: close\r\n\r\n".encode())
            while self._exchange(connection, incoming, outgoing):
                with contextlib.suppress(ssl.SSLWantReadError):
                    while chunk := client.read(65_536):
                        self.page += chunk

    @staticmethod
    def _has_advanced(client: ssl.SSLObject) -> bool:
        try:
            client.do_handshake()
        except ssl.SSLWantReadError:
            return False
        return True

    def _exchange(self, connection: socket.socket, incoming: ssl.MemoryBIO, outgoing: ssl.MemoryBIO) -> bool:
        if data := outgoing.read():
            connection.sendall(data)
            self.sent += data
        read = connection.recv(65_536)
        incoming.write(read)
        self.received += read
        return bool(read)


@contextlib.contextmanager
def device_at(moment: str, folder: Path) -> Iterator[tuple[DeviceAtWork, Heard]]:
    heard = Heard()
    with stage_with(folder, heard.listen) as stage, DeviceAtWork(device_on(stage, moment), stage) as device:
        yield device, heard


def not_unread(device: DeviceAtWork, heard: Heard, hosts: list[str]) -> list[str]:
    """Load each host's page, and return those that did not come through as they were."""
    trusted, found = device.trusted, []
    for host in hosts:
        load = Load(host)
        load.run(device.address, trusted)
        same = load.sent == heard.chunks[host, Direction.TO_ORIGIN]
        same = same and load.received == heard.chunks[host, Direction.TO_CLIENT]
        if not (same and load.issuer == ORIGIN_ISSUER and load.page.startswith(b"HTTP/1.1 200")):
            found.append(host)
    return found


UNLISTED, LISTED = "n{}.example.org", "n{}.facebook.com"


@pytest.mark.trust("T3")
@pytest.mark.parametrize(
    ("moment", "host", "times"),
    [
        pytest.param(LESSON, UNLISTED, 20, id="unlisted sites"),
        pytest.param(EVENING, LISTED, 5, id="listed sites in own time"),
        pytest.param(LESSON, UNLISTED, 1_000, id="1,000 unlisted sites", marks=pytest.mark.exam),
        pytest.param(EVENING, LISTED, 100, id="100 listed sites in own time", marks=pytest.mark.exam),
    ],
)
def test_it_arrives_unread(tmp_path: Path, moment: str, host: str, times: int) -> None:
    with device_at(moment, tmp_path) as (device, heard):
        hosts = [host.format(number) for number in range(times)]
        assert not not_unread(device, heard, hosts)
        assert set(device.stage.school_filter.contacts) == set(hosts)


@pytest.mark.trust("T3", control=True)
def test_the_same_look_sees_what_is_answered_by_us(tmp_path: Path) -> None:
    with device_at(LESSON, tmp_path) as (device, heard):
        assert not_unread(device, heard, ["www.facebook.com"]) == ["www.facebook.com"]
        assert not heard.chunks["www.facebook.com", Direction.TO_CLIENT]
