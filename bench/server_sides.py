"""The sides of the server's figures: our server over a new database with enrolled devices, and a bare one."""

import contextlib
import datetime as dt
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec

from advisory_server.store.devices import add_device
from bench.serve import Serving
from bench.sides import ended
from owntime.server_data import open_store

_DEVICES = 30
_NO_OP = Path(__file__).parent / "bare" / "no_op.py"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSide:
    """A running server, and the tokens of the devices that may report to it."""

    pid: int
    port: int
    tokens: tuple[str, ...]


@contextlib.contextmanager
def own_server(serving: Serving) -> Iterator[ServerSide]:
    """Run our server; its log goes where a service's goes that nobody reads."""
    tokens = _enrol(Path(serving.data), serving.at.date())
    command = [sys.executable, "-m", "bench.serve"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    with ended(process):
        assert process.stdin is not None
        process.stdin.write(msgspec.json.encode(serving) + b"\n")
        process.stdin.flush()
        yield ServerSide(pid=process.pid, port=_port_of(process), tokens=tokens)


@contextlib.contextmanager
def bare_server(tokens: tuple[str, ...]) -> Iterator[ServerSide]:
    """Run a server of the same library that does nothing with a report; the tokens mean nothing to it."""
    with ended(subprocess.Popen([sys.executable, str(_NO_OP)], stdout=subprocess.PIPE)) as process:
        yield ServerSide(pid=process.pid, port=_port_of(process), tokens=tokens)


def _enrol(data: Path, today: dt.date) -> tuple[str, ...]:
    with open_store(data) as store:
        return tuple(
            store.run_here(partial(add_device, name=f"Laptop {number}", today=today))
            for number in range(1, _DEVICES + 1)
        )


def _port_of(process: subprocess.Popen[bytes]) -> int:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise RuntimeError("a server does not start")
    return int(line)
