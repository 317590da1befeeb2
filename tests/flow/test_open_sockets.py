"""However connections end, the proxy holds nothing of them open: it would take the room of others."""

import contextlib
import itertools
import socket
import struct
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from owntime.demo.stand_in_filter import Address
from tests.flow.chain import FACEBOOK, UNLISTED, DeviceAtWork, device_on, stage_with
from tests.proxy_addons.client_hello import hello_bytes

ROUNDS = 20
HELD = 30
"""Connections; a proxy at rest has a few sockets of its own."""
PATIENCE = 30.0
AT_ONCE = struct.pack("ii", 1, 0)
"""SO_LINGER: closing resets."""


def sockets_of(pid: int) -> int:
    """Return how many sockets a process holds open."""
    return sum(_is_socket(link) for link in Path(f"/proc/{pid}/fd").iterdir())


def _is_socket(link: Path) -> bool:
    try:
        return link.readlink().name.startswith("socket:")
    except FileNotFoundError:
        return False  # closed meanwhile


def come_down_to(most: int, count: Callable[[], int]) -> bool:
    """Wait until a count is no more than so many; tell whether it came to that."""
    end = time.monotonic() + PATIENCE
    while count() > most and time.monotonic() < end:
        time.sleep(0.05)
    return count() <= most


def leave_early(proxy: Address, host: str, sent: int) -> socket.socket:
    """Ask for a host, send the first bytes of a hello, and return what a reset will end."""
    connection = socket.create_connection(proxy, timeout=PATIENCE)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
    said = f"CONNECT {host}:443 HTTP/1.1\r\nHost: {host}:443\r\n\r\n".encode() + hello_bytes(host)
    connection.sendall(said[:sent])
    return connection


@pytest.fixture(scope="module")
def device(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeviceAtWork]:
    with stage_with(tmp_path_factory.mktemp("stage")) as stage, DeviceAtWork(device_on(stage), stage) as it:
        yield it


def test_nothing_stays_open_of_what_came_whole_and_what_left_early(device: DeviceAtWork) -> None:
    def count() -> int:
        return sockets_of(device.pid)

    hosts = [urlsplit(url).hostname or "" for url in (FACEBOOK, UNLISTED)]
    for url in (FACEBOOK, UNLISTED):
        device.traveller().ask(url)
    before = count()
    for _ in range(ROUNDS):
        early = [
            leave_early(device.address, host, sent)
            for host, sent in itertools.product(hosts, (0, 20, 60, 150, 400, 2_000))
        ]
        for connection in early:
            connection.close()
        for url in (FACEBOOK, UNLISTED):
            device.traveller().ask(url)

    assert come_down_to(before, count)


def test_what_is_open_is_counted(device: DeviceAtWork) -> None:
    with contextlib.ExitStack() as held:
        for _ in range(HELD):
            connection = held.enter_context(leave_early(device.address, urlsplit(UNLISTED).hostname or "", 2_000))
            assert connection.recv(20).startswith(b"HTTP/1.1 200")
        assert sockets_of(device.pid) >= HELD
    assert come_down_to(HELD - 1, lambda: sockets_of(device.pid))
