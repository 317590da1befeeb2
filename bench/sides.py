"""The two sides: our proxy process exactly as it is shipped, and mitmdump with one bare add-on."""

import contextlib
import datetime as dt
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from proxy_addons.authority import KEY_FILE
from proxy_addons.options import ProxyOptions, Ready, Report, SetClock

_BARE = Path(__file__).parent / "bare"
_START_SECONDS = 30.0


class Side:
    """A running proxy: its process and its port."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.port = port

    @property
    def pid(self) -> int:
        """The process."""
        return self.process.pid

    def set_clock(self, at: dt.datetime) -> None:
        """Set our proxy's clock, as its supervisor does."""
        assert self.process.stdin is not None
        self.process.stdin.write(msgspec.json.encode(SetClock(at=at)) + b"\n")
        self.process.stdin.flush()


@contextlib.contextmanager
def own_time(options: ProxyOptions) -> Iterator[Side]:
    """Run our proxy process, told its options as the supervisor tells them."""
    command = [sys.executable, "-m", "proxy_addons.run"]
    with ended(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(msgspec.json.encode(options) + b"\n")
        process.stdin.flush()
        ready = msgspec.json.decode(process.stdout.readline(), type=Report)
        assert isinstance(ready, Ready)
        threading.Thread(target=process.stdout.read, daemon=True).start()  # the beats
        yield Side(process, ready.ports[0])


@contextlib.contextmanager
def mitmdump(addon: str, authority: Path, upstream: str, **settings: object) -> Iterator[Side]:
    """Run mitmdump with one bare add-on, with the authority and the upstream that ours has."""
    own = authority.with_name("bare-authority")
    own.mkdir(exist_ok=True)
    shutil.copy(authority / KEY_FILE, own / KEY_FILE)
    port = _free_port()
    told: dict[str, object] = {
        "confdir": own,
        "listen_host": "127.0.0.1",
        "listen_port": port,
        "connection_strategy": "lazy",
        "upstream_cert": "false",
        "http2": "false",
        **settings,
    }
    command = [program("mitmdump"), "--quiet", "--mode", f"upstream:{upstream}"]
    command += ["--scripts", str(_BARE / f"{addon}.py")]
    for name, value in told.items():
        command += ["--set", f"{name}={value}"]
    with ended(subprocess.Popen(command, stdin=subprocess.DEVNULL)) as process:
        _wait_for(process, port)
        yield Side(process, port)


def program(name: str) -> str:
    """Return the path of a program that stands beside our Python."""
    return str(Path(sys.executable).with_name(name))


@contextlib.contextmanager
def ended(process: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """End a process with the `with`, and close its pipes."""
    try:
        yield process
    finally:
        process.terminate()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.05)
    raise RuntimeError("mitmdump does not start")
