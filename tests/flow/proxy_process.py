"""`owntime proxy` as a school starts it: a process of its own, with files of its own."""

import os
import re
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from owntime.demo.stage import SAMPLE_SCHOOL
from owntime.demo.stand_in_filter import Address

OWNTIME = [sys.executable, "-c", "from owntime.cli import main; main()"]
_START_PATIENCE = 30.0
_STOP_PATIENCE = 15.0


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if "KEYLOGFILE" not in name}
    return own | {"PYTHONUNBUFFERED": "1"} | dict(more or {})


def write_school(folder: Path, forward: str) -> Path:
    """Write the sample school's settings with another upstream."""
    path = folder / "school.toml"
    text = SAMPLE_SCHOOL.read_text("utf-8")
    path.write_text(re.sub(r'forward = ".*?"', f'forward = "{forward}"', text), "utf-8")
    return path


class ProxyProcess:
    """A running proxy; what it said stands in `output` and `errors` once it has ended."""

    def __init__(self, folder: Path, settings: Path, *options: str) -> None:
        self.folder = folder
        self.state = folder / "state"
        self.output = ""
        self._errors = folder / "errors.txt"
        command = [*OWNTIME, "proxy", f"--settings={settings}", f"--state={self.state}", "--group=office"]
        command += ["--proxy-port=0", "--pac-port=0", "--at=2026-11-23T10:42", *options]
        with self._errors.open("wb") as errors:
            self._process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment(), cwd=folder
            )
        self.pid = self._process.pid

    def __enter__(self) -> Self:
        watchdog = threading.Timer(_START_PATIENCE, self._process.kill)
        watchdog.start()
        assert self._process.stdout is not None
        self.output = self._process.stdout.readline() + self._process.stdout.readline()
        watchdog.cancel()
        found = re.search(r"Proxy: (\S+):(\d+)  PAC: (\S+)\n.*trust: (.*)\n", self.output)
        assert found is not None, self.errors
        self.address: Address = (found[1], int(found[2]))
        self.pac_url = found[3]
        self.certificate = Path(found[4])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.send_signal(signal.SIGINT)
        watchdog = threading.Timer(_STOP_PATIENCE, self._process.kill)
        watchdog.start()
        assert self._process.stdout is not None
        self.output += self._process.stdout.read()  # and not communicate(), which leaves out what was read ahead
        self._process.wait()
        self._process.stdout.close()
        watchdog.cancel()

    @property
    def code(self) -> int | None:
        return self._process.returncode

    @property
    def errors(self) -> str:
        return self._errors.read_text("utf-8")

    @property
    def proxy_pid(self) -> int:
        """The process id of the proxy that is supervised (Linux)."""
        (child,) = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return int(child)


def has_ended_within(descriptor: int, seconds: float) -> bool:
    """Wait for the end of a process that is anybody's child, by its pidfd."""
    return bool(select.select([descriptor], [], [], seconds)[0])
