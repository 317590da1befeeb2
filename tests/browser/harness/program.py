"""A browser as a process: started, listened to until it says where it can be driven, ended with its children."""

import contextlib
import os
import re
import signal
import subprocess
import threading
from collections.abc import Sequence

_PATIENCE = 30.0  # seconds to start or to end; a first start on a cold machine takes a few
_DRIVEN_AT = re.compile(r"ws://\S+")


class Program:
    """The process says on its error output where it can be driven: `… listening on ws://…`."""

    def __init__(self, command: Sequence[str]) -> None:
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,  # a group of its own, so that its children end with it
        )
        self._said: list[str] = []
        self._ready = threading.Event()
        self._driven_at = ""
        self._listener = threading.Thread(target=self._listen, name="browser's words", daemon=True)
        self._listener.start()

    def driven_at(self) -> str:
        """Wait for the WebSocket address; raises RuntimeError with what the program said instead."""
        if not self._ready.wait(_PATIENCE) or not self._driven_at:
            said = "".join(self._said)
            self.end()
            raise RuntimeError(f"the browser does not say where it is driven: {said}")
        return self._driven_at

    def end(self) -> None:
        """End the process and its children, and wait for it."""
        self._signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_PATIENCE)
        self._signal(signal.SIGKILL)
        self._process.wait()
        self._listener.join()

    def _listen(self) -> None:
        assert self._process.stderr is not None
        with self._process.stderr as lines:
            for line in lines:
                if self._driven_at:
                    continue  # read on, so that the program never waits for a full pipe
                self._said.append(line)
                if found := _DRIVEN_AT.search(line):
                    self._driven_at = found[0]
                    self._ready.set()
        self._ready.set()

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)
