"""What stands in the memory of another process (Linux). Only root may look, as the proxy forbids it to all others."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

_LARGEST = 64 * 1024 * 1024
"""Bytes read at once; of larger regions piece by piece, overlapping."""

_OVERLAP = 256


def found_in_memory(pid: int, words: list[bytes]) -> dict[bytes, int]:
    """Return how often each word stands in a process's memory. Raises PermissionError."""
    counts = dict.fromkeys(words, 0)
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for start, end in _regions(pid):
            for at in range(start, end, _LARGEST):
                with contextlib.suppress(OSError, ValueError, OverflowError):  # gone meanwhile, or the kernel's
                    memory.seek(at)
                    data = memory.read(min(_LARGEST + _OVERLAP, end - at))
                    for word in words:
                        counts[word] += data.count(word)
    return counts


def _regions(pid: int) -> Iterator[tuple[int, int]]:
    for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
        where, rights, *rest = line.split(maxsplit=5)
        if "r" in rights and not (len(rest) == 4 and rest[3].startswith("[v")):
            start, _, end = where.partition("-")
            yield int(start, 16), int(end, 16)
