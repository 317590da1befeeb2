"""Python runs this when a process starts with this folder on PYTHONPATH.

With OWNTIME_TEST_AUDIT (a file) it notes which names the process looks up and where it connects, and lets none
of it leave the machine. With OWNTIME_TEST_LIVE (a file) it writes there, at each SIGUSR2, the canaries that live
objects of Python hold.
"""

import gc
import os
import re
import signal
import sys
from pathlib import Path
from typing import Any

_NOTED = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.sendto"}
_HERE = {"127.0.0.1", "localhost", "::1", None, ""}


def _begin(path: str) -> None:
    notes = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def note(event: str, told: tuple[Any, ...]) -> None:
        if event not in _NOTED:
            return
        where = told[0] if event.startswith("socket.get") else told[1]
        host = where[0] if isinstance(where, tuple) else where
        os.write(notes, f"{event} {host}\n".encode())
        if host not in _HERE:
            raise OSError("nothing leaves this machine")

    sys.addaudithook(note)


if (_path := os.environ.get("OWNTIME_TEST_AUDIT")) is not None:
    _begin(_path)


_CANARY = re.compile(rb"canary[0-9a-f]{16}")


def _live() -> set[bytes]:
    """Return every canary in a text that anything still holds."""
    gc.collect()
    found: set[bytes] = set()
    for held in gc.get_referents(*gc.get_objects()):
        if isinstance(held, str):
            found.update(_CANARY.findall(held.encode("utf-8", "replace")))
        elif isinstance(held, bytes | bytearray):
            found.update(_CANARY.findall(held))
    return found


def _tell_when_asked(path: str) -> None:
    def tell(_signal: int, _frame: object) -> None:
        part = Path(f"{path}.part")
        part.write_bytes(b"\n".join(sorted(_live())))
        part.replace(path)

    signal.signal(signal.SIGUSR2, tell)


if (_path := os.environ.get("OWNTIME_TEST_LIVE")) is not None:
    _tell_when_asked(_path)
