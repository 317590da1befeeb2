"""Whatever becomes of the proxy's process, the school's filter serves at once and a new proxy soon."""

import contextlib
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from owntime.demo.stand_in_filter import StandInFilter
from proxy_addons import supervisor
from tests.flow.chain import FACEBOOK, DeviceAtWork, device_on, stage_with
from tests.flow.proxy_process import ProxyProcess, has_ended_within, write_school
from tests.flow.traveller import seconds_until_reached

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="signals and pidfds")


def seconds_to_reach(device: DeviceAtWork) -> float:
    """Go by the PAC's entries: the proxy, and where it fails the filter."""
    return seconds_until_reached(FACEBOOK, [device.traveller(patience=1), device.past_us(patience=1)])


def shows_reminder(device: DeviceAtWork) -> bool:
    return device.traveller().ask(FACEBOOK).status == 302


@contextlib.contextmanager
def watched(pid: int) -> Iterator[int]:
    descriptor = os.pidfd_open(pid)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def test_a_killed_proxy_refuses_at_once_and_a_new_one_serves(own_device: DeviceAtWork) -> None:
    assert shows_reminder(own_device)
    with watched(own_device.pid) as process:
        os.kill(own_device.pid, signal.SIGKILL)
        assert has_ended_within(process, 1)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(own_device.address, timeout=1)
    pac = urlsplit(own_device.running.pac_url)
    socket.create_connection((pac.hostname or "", pac.port or 0), timeout=1).close()  # it stands
    assert seconds_to_reach(own_device) < 2
    own_device.wait_until_ready()
    assert shows_reminder(own_device)
    assert own_device.device.supervisor.starts == 2


def test_a_hung_proxy_is_ended_within_five_seconds_and_a_new_one_serves(own_device: DeviceAtWork) -> None:
    assert shows_reminder(own_device)
    hung = own_device.pid
    with watched(hung) as process:
        os.kill(hung, signal.SIGSTOP)
        began = time.monotonic()
        assert seconds_to_reach(own_device) < 6
        assert has_ended_within(process, began + 5 - time.monotonic())
    running = own_device.wait_until_ready()
    assert own_device.pid != hung
    assert running.proxy == own_device.running.proxy  # at the same port: the PAC stays true
    assert shows_reminder(own_device)


@pytest.mark.parametrize(("seconds", "ended"), [(0.8, True), (60.0, False)])
def test_it_is_the_watch_that_ends_a_hung_proxy(
    *, seconds: float, ended: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "HUNG_AFTER_SECONDS", seconds)
    with stage_with(tmp_path) as stage, DeviceAtWork(device_on(stage), stage) as device:
        hung = device.pid
        with watched(hung) as process:
            os.kill(hung, signal.SIGSTOP)
            assert has_ended_within(process, 2) is ended
        if not ended:
            os.kill(hung, signal.SIGCONT)


@pytest.mark.exam  # it takes a while to fall asleep
def test_a_machine_that_slept_wakes_with_the_proxy_that_it_had(tmp_path: Path) -> None:
    with (
        StandInFilter(lambda _host: None) as school_filter,
        ProxyProcess(tmp_path, write_school(tmp_path, "http://{}:{}".format(*school_filter.address))) as proxy,
    ):
        before = proxy.proxy_pid
        stop_both(proxy, signal.SIGSTOP)
        time.sleep(supervisor.HUNG_AFTER_SECONDS + 4)
        stop_both(proxy, signal.SIGCONT)
        with watched(before) as process:
            assert not has_ended_within(process, 2)
        assert proxy.proxy_pid == before


def stop_both(proxy: ProxyProcess, how: signal.Signals) -> None:
    """Stop or wake the supervisor first: as in a sleep of the machine, it sees nothing of what lies between."""
    os.kill(proxy.pid, how)
    os.kill(proxy.proxy_pid, how)


@pytest.mark.parametrize("kind", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_when_the_supervisor_ends_however_the_proxy_does_too(tmp_path: Path, kind: signal.Signals) -> None:
    with (
        StandInFilter(lambda _host: None) as school_filter,
        ProxyProcess(tmp_path, write_school(tmp_path, "http://{}:{}".format(*school_filter.address))) as proxy,
        watched(proxy.proxy_pid) as child,
    ):
        os.kill(proxy.pid, kind)
        assert has_ended_within(child, 3)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(proxy.address, timeout=1)
    assert proxy.code == (0 if kind is not signal.SIGKILL else -signal.SIGKILL)
    assert "Traceback" not in proxy.errors
