"""The test's side of a nursery: one life after another, each ended by a kill -9 or by itself."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from tests.flow.exactly_once.told import Told

_ROOT = Path(__file__).parents[3]
_PATIENCE = 30.0

Hear = Callable[[dict[str, Any]], None]


class Lives:
    """One nursery of a module's `work`."""

    def __init__(self, module: str, errors: Path) -> None:
        self._command = [
            sys.executable,
            "-m",
            "tests.flow.exactly_once.nursery",
            f"tests.flow.exactly_once.{module}",
        ]
        self._errors = errors
        self._pid: int | None = None

    async def __aenter__(self) -> Self:
        with self._errors.open("wb") as errors:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=errors,
                cwd=_ROOT,
            )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        assert self._process.stdin is not None
        self._process.stdin.close()
        await asyncio.wait_for(self._process.wait(), _PATIENCE)

    def kill(self, kind: signal.Signals = signal.SIGKILL) -> None:
        """End the life that is lived now, if one is."""
        if self._pid is not None:
            os.kill(self._pid, kind)

    def log(self) -> set[str]:
        """Return the lines that were written to standard error."""
        return set(self._errors.read_text("utf-8").splitlines())

    async def live(self, told: Told, hear: Hear) -> None:
        """Have one life from its beginning to its end. Raises AssertionError where it ended in an error."""
        self._write(msgspec.json.encode(told))
        line: dict[str, Any] = {"is": "not started"}
        while line["is"] != "ended":
            line = await self._read()
            self._pid = line["pid"] if line["is"] == "started" else self._pid
            hear(line)
        self._pid = None
        assert line["status"] in (0, signal.SIGKILL), self._errors.read_text("utf-8")
        self._write(b"")

    def _write(self, line: bytes) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + b"\n")

    async def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        assert line, self._errors.read_text("utf-8")
        said: dict[str, Any] = msgspec.json.decode(line)
        return said
