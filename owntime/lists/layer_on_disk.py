"""The file of a school's layer: read whole, and replaced whole or not at all; nobody's edit is lost."""

import contextlib
import hashlib
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from proxy_addons.file_lock import FileLock

_MARK = "\ufeff"
"""Some editors write it before the text; it stays."""
_NEW_MODE = 0o644


class ChangedOnDiskError(ValueError):
    """The file is not what it was when somebody looked; nothing was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerText:
    """What stands in the file."""

    text: str
    """Without a mark before it; empty where there is no file."""
    digest: str
    mark: str = ""


class LayerOnDisk:
    """One file. Who changes it holds a lock, within this process and among all of Own Time's."""

    def __init__(self, path: Path) -> None:
        """Name the file, which need not be there."""
        self.path = path
        self._threads = threading.Lock()

    def read(self) -> LayerText:
        """Return what is there. Raises OSError, or UnicodeDecodeError where it is no UTF-8."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            content = b""
        text = content.decode("utf-8")
        mark = _MARK if text.startswith(_MARK) else ""
        return LayerText(text=text.removeprefix(_MARK), digest=hashlib.sha256(content).hexdigest(), mark=mark)

    def replace(self, change: Callable[[str], str], digest: str) -> None:
        """Put another text in the place of the one that `digest` is of.

        Raises ChangedOnDiskError where that is not there any more, OSError where it cannot be written, and what
        `change` raises.
        """
        path = self.path.resolve()  # a link stays a link
        with self._alone(path):
            now = self.read()
            if now.digest != digest:
                raise ChangedOnDiskError(f"{self.path} was changed meanwhile")
            _write(path, (now.mark + change(now.text)).encode())

    @contextlib.contextmanager
    def _alone(self, path: Path) -> Iterator[None]:
        lock = FileLock(path.with_name(f".{path.name}.lock"))
        with self._threads, contextlib.closing(lock), lock.alone():
            yield


def _write(path: Path, content: bytes) -> None:
    """Write a file that is old or new at any moment, on the disk when this returns. It keeps its rights."""
    mode = path.stat().st_mode & 0o7777 if path.exists() else _NEW_MODE
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(mode)
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    _settle(path.parent)


def _settle(folder: Path) -> None:
    """Have the new name of the file on the disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
