"""What may hold lists: a file, a folder, an archive. Everything is bounded by limits.py, whatever a header claims.

Names within an archive are shown, and never used as paths: nothing is unpacked under them. What is unpacked
stands in temporary files without a name.
"""

import contextlib
import datetime as dt
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from domain_lists.importers.limits import CHUNK, MOST_FILES, MOST_GIVEN_BYTES
from domain_lists.importers.members import Budget, Container, Member, NotRead
from domain_lists.importers.name_text import shown
from domain_lists.importers.packed import unpacked, with_packed_members
from domain_lists.importers.text_lines import NoListError

_MIB = 2**20


@contextlib.contextmanager
def open_path(path: Path) -> Iterator[Container]:
    """Open a file, folder or archive. Raises NoListError."""
    if path.is_dir():
        with with_packed_members(_folder(path)) as whole:
            yield whole
        return
    try:
        file = path.open("rb")
    except OSError as error:
        raise NoListError(f"the file cannot be read: {error.strerror}") from error
    opened = (
        _opened(file, path.name, _date(path.stat().st_mtime)) if path.is_file() else open_stream(file, path.name)
    )
    with file, opened as container:
        yield container


@contextlib.contextmanager
def open_stream(stream: BinaryIO, name: str) -> Iterator[Container]:
    """Open what comes in on a stream, as `open_path` does a file. Raises NoListError."""
    with tempfile.TemporaryFile() as file:
        size = 0
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            _check_given(size)
            file.write(chunk)
        file.flush()
        with _opened(cast("BinaryIO", file), name, None) as container:
            yield container


@contextlib.contextmanager
def _opened(file: BinaryIO, name: str, modified: dt.date | None) -> Iterator[Container]:
    _check_given(file.seek(0, os.SEEK_END))
    file.seek(0)
    with unpacked(file, name, modified, Budget()) as container, with_packed_members(container) as whole:
        yield whole


def _folder(path: Path) -> Container:
    members: list[Member] = []
    not_read: list[NotRead] = []

    def unreadable(error: OSError) -> None:
        near = Path(error.filename).relative_to(path)
        not_read.append(NotRead(name=shown(near.as_posix()), reason=f"it cannot be read: {error.strerror}"))

    for folder, folders, files in os.walk(path, onerror=unreadable):
        near = Path(folder).relative_to(path)
        hidden = [name for name in folders if name.startswith(".")]
        not_read += [NotRead(name=shown((near / name).as_posix()), reason="a hidden folder") for name in hidden]
        folders[:] = sorted(set(folders) - set(hidden))
        for name in sorted(files):
            found = _file_in_folder(Path(folder) / name, shown((near / name).as_posix()))
            (members if isinstance(found, Member) else not_read).append(found)  # type: ignore[arg-type]
        if len(members) + len(not_read) > MOST_FILES:
            raise NoListError(f"the folder holds more than {MOST_FILES:,} files, which is the limit")
    return Container(members=tuple(members), not_read=tuple(not_read))


def _file_in_folder(path: Path, name: str) -> Member | NotRead:
    if path.is_symlink() or not path.is_file():
        return NotRead(name=name, reason="a link or no ordinary file")
    try:
        with path.open("rb"):
            status = path.stat()
    except OSError as error:
        return NotRead(name=name, reason=f"it cannot be read: {error.strerror}")
    return Member(
        name=name, modified=_date(status.st_mtime), size=status.st_size, open_raw=lambda: path.open("rb")
    )


def _check_given(size: int) -> None:
    if size > MOST_GIVEN_BYTES:
        raise NoListError(f"the file is larger than {MOST_GIVEN_BYTES // _MIB} MiB, which is the limit")


def _date(seconds: float) -> dt.date:
    return dt.datetime.fromtimestamp(seconds, dt.UTC).date()
