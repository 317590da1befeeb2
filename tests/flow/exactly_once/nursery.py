"""A process that has everything imported already and forks a child for each line that it reads.

So a kill -9 costs no new start of Python, and is one all the same: of a process with its own open files.
Lines of JSON in: what the child is to do. Lines out: what the child says, and that it ended. Run as
`python -m tests.flow.exactly_once.nursery MODULE`, whose `work(told, say)` a child does.
"""

import importlib
import os
import sys
import traceback
from collections.abc import Callable
from typing import Any, Protocol

import msgspec

from tests.flow.exactly_once.told import Told

STANDARD_INPUT, STANDARD_OUTPUT = 0, 1

Say = Callable[[dict[str, Any]], None]


class Work(Protocol):
    """What a child does; standard input says nothing while it lives, and ends when its parent's parent does."""

    def __call__(self, told: Told, say: Say) -> None: ...


def say(what: dict[str, Any]) -> None:
    """Write one line, whole or not at all: shorter than a pipe's buffer."""
    os.write(STANDARD_OUTPUT, msgspec.json.encode(what) + b"\n")


def read_line() -> bytes:
    """Read one line and nothing after it, as the child has the same standard input."""
    line = b""
    while not line.endswith(b"\n"):
        byte = os.read(STANDARD_INPUT, 1)
        if not byte:
            return b""
        line += byte
    return line


def tend(work: Work) -> None:
    """Have one child at a time; its id stays its own until its end was heard, so that no kill meets another."""
    while line := read_line():
        child = os.fork()
        if child == 0:
            try:
                work(msgspec.json.decode(line, type=Told), say)
            except BaseException:  # noqa: BLE001 (a fork must not return into its parent's work)
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        say({"is": "started", "pid": child})
        ended = os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
        assert ended is not None
        say({"is": "ended", "pid": child, "status": ended.si_status})
        read_line()  # it was heard
        os.waitpid(child, 0)


if __name__ == "__main__":
    tend(importlib.import_module(sys.argv[1]).work)
