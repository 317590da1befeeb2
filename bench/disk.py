"""Where figures of a database are to be had: a commit to a file system in memory would cost nothing."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

_IN_MEMORY = frozenset({"tmpfs", "ramfs"})
_MOUNTS = Path("/proc/self/mounts")
_KEPT = Path("/var/tmp")  # noqa: S108 (a fresh private folder is made in it; it is kept over a restart, so on a disk)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    """A folder for temporary files, and the kind of file system that it is on."""

    folder: Path
    kind: str

    def __str__(self) -> str:
        return f"{self.folder} ({self.kind})"


def find_disk() -> Disk:
    """Return where the demo has its data, or, where that is in memory, the folder for files that are kept."""
    return choose_disk(Path(tempfile.gettempdir()).resolve(), _KEPT, _MOUNTS.read_text("utf-8"))


def choose_disk(first: Path, second: Path, mounts: str) -> Disk:
    """Return the first folder unless it is in memory; then the second, whatever that is."""
    found = Disk(folder=first, kind=kind_of(first, mounts))
    return Disk(folder=second, kind=kind_of(second, mounts)) if found.kind in _IN_MEMORY else found


def kind_of(folder: Path, mounts: str) -> str:
    """Return the kind of file system that holds a folder: its nearest mount point, the last if there are two."""
    kind, longest = "unknown", -1
    for line in mounts.splitlines():
        _, point, of_point, *_ = line.split(" ")
        # A space in a path is written \040.
        at = Path(point.replace("\\040", " "))
        if folder.is_relative_to(at) and len(at.parts) >= longest:
            kind, longest = of_point, len(at.parts)
    return kind
