"""The two pipes between the supervisor and a proxy process: lines of JSON in, lines of JSON out."""

import asyncio
import contextlib
import sys
import threading
from collections.abc import Callable
from typing import BinaryIO

import msgspec

from proxy_addons.options import ProxyOptions, Report, Told

_read_told: msgspec.json.Decoder[Told] = msgspec.json.Decoder(Told)


class Lines:
    """Standard input: the options, then changes. Its end means that the supervisor is gone or wants an end."""

    def __init__(self, pipe: BinaryIO) -> None:
        self._pipe = pipe

    def options(self) -> ProxyOptions:
        """Read the first line."""
        return msgspec.json.decode(self._pipe.readline(), type=ProxyOptions)

    def deliver(
        self,
        loop: asyncio.AbstractEventLoop,
        take: Callable[[Told], None],
        ended: Callable[[], None],
    ) -> None:
        """Read on in a thread (pipes cannot be awaited on every system) and call back in the loop.

        A line that cannot be read ends the work too: half of one is the last of a supervisor that died.
        """

        def read() -> None:
            with contextlib.suppress(RuntimeError):  # the loop is closed already
                with contextlib.suppress(msgspec.DecodeError, UnicodeDecodeError):
                    for line in self._pipe:
                        loop.call_soon_threadsafe(take, _read_told.decode(line))
                loop.call_soon_threadsafe(ended)

        threading.Thread(target=read, name="standard input", daemon=True).start()


def write_report(report: Report) -> None:
    """Write one line to the supervisor; if it is gone, standard input has ended too."""
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.buffer.write(msgspec.json.encode(report) + b"\n")
        sys.stdout.buffer.flush()
