"""Files that only the proxy may read. The one place that knows how rights are set (POSIX modes here)."""

import os
import stat
from pathlib import Path

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class LooseRightsError(ValueError):
    """Somebody else may read or change a private file; the message says which and how to mend it."""


def make_private_directory(directory: Path) -> None:
    """Make a directory that only its owner may enter, with whatever is above it."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)


def write_private(path: Path, content: bytes) -> None:
    """Write a file that nobody else can read at any moment, whole or not at all."""
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def keep_private(path: Path, content: bytes) -> None:
    """Write such a file unless it is there already and says that: a full disk then changes nothing."""
    if path.is_file() and path.read_bytes() == content:
        path.chmod(0o600)
    else:
        write_private(path, content)


def check_private(path: Path) -> None:
    """Raise LooseRightsError if a file or directory is open to others, or belongs to somebody else."""
    if os.name != "posix":
        return
    status = path.stat()
    if status.st_mode & _OTHERS:
        mode = "700" if path.is_dir() else "600"
        raise LooseRightsError(f"{path} can be read by others; mend it with: chmod {mode} {path}")
    if status.st_uid != os.geteuid():
        raise LooseRightsError(f"{path} belongs to another user; it must belong to the one the proxy runs as")
