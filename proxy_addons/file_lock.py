"""A lock between processes, in a file of its own (POSIX flock here). It is let go however its holder ends."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path


class FileLock:
    """Many may share it, or one may have it alone. Opened at its first use, and then kept open."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    @contextlib.contextmanager
    def shared(self) -> Iterator[None]:
        """Hold the lock beside others. Raises OSError."""
        yield from self._hold(fcntl.LOCK_SH)

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the lock alone. Raises OSError."""
        yield from self._hold(fcntl.LOCK_EX)

    def close(self) -> None:
        """Let the file go."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _hold(self, kind: int) -> Iterator[None]:
        if self._descriptor is None:
            flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
            self._descriptor = os.open(self._path, flags, 0o600)
        fcntl.flock(self._descriptor, kind)
        try:
            yield
        finally:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)
