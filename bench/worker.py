"""A process of its own that does jobs: it reads each as a line of JSON, and answers with a line of JSON."""

import subprocess
import sys
from collections.abc import Callable
from types import TracebackType
from typing import Self

import msgspec


class WrongAnswerError(RuntimeError):
    """What came is not what is to be measured."""


class Worker[Job: msgspec.Struct, Done: msgspec.Struct]:
    """One such process, such as `python -m bench.load`, seen from where the jobs come from."""

    def __init__(self, module: str, done: type[Done]) -> None:
        self._module = module
        self._done = done
        self._process = subprocess.Popen(
            [sys.executable, "-m", module], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def do(self, job: Job) -> Done:
        """Do a job and return how it went; raise WrongAnswerError where any answer was another."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(msgspec.json.encode(job) + b"\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise WrongAnswerError(f"{self._module} ended; its standard error says why")
        return msgspec.json.decode(line, type=self._done)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def work[Job: msgspec.Struct](job: type[Job], do: Callable[[Job], msgspec.Struct]) -> None:
    """Be such a process: do each job that standard input asks for."""
    for line in sys.stdin.buffer:
        done = do(msgspec.json.decode(line, type=job))
        sys.stdout.buffer.write(msgspec.json.encode(done) + b"\n")
        sys.stdout.buffer.flush()
