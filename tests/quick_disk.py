"""Temporary folders in memory where there is enough: a database that asks for the disk waits for nothing there.

Whoever sets TMPDIR has theirs.
"""

import os
import tempfile
from collections.abc import MutableMapping
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 (as a place for pytest's own folders, made with mkdtemp's rights)
LEAST_FREE = 2 << 30
"""Bytes; the tests leave 100 MB there, browsers and their profiles need as much again."""


def use_memory(environment: MutableMapping[str, str], memory: Path = MEMORY, least_free: int = LEAST_FREE) -> None:
    """Have this process and those that it starts put what is temporary into memory, if they may."""
    if "TMPDIR" not in environment and _is_fit(memory, least_free):
        environment["TMPDIR"] = str(memory)
        tempfile.tempdir = None  # asked for anew


def _is_fit(memory: Path, least_free: int) -> bool:
    """Tell whether there is room, and programs put there may run: some tests install one."""
    if not os.access(memory, os.W_OK | os.X_OK):
        return False
    there = os.statvfs(memory)
    return there.f_bavail * there.f_frsize >= least_free and not there.f_flag & os.ST_NOEXEC
