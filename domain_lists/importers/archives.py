"""The files within tar and zip archives, without unpacking any of them."""

import contextlib
import datetime as dt
import io
import struct
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import IO, BinaryIO, cast

import msgspec

from domain_lists.importers.limits import LARGEST_READ, MOST_DIRECTORY_BYTES, MOST_FILES
from domain_lists.importers.name_text import shown
from domain_lists.importers.text_lines import NoListError
from domain_lists.importers.unpacking import UNPACKING_ERRORS

_TAR_MAGIC, _TAR_MAGIC_AT = b"ustar", 257
_ZIP_END, _ZIP64_END, _ZIP_END_BYTES = b"PK\x05\x06", b"PK\x06\x07", 22
_LONGEST_ZIP_COMMENT = 2**16
_READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1


class FileInArchive(msgspec.Struct, frozen=True, kw_only=True):
    """An ordinary file of an archive."""

    name: str
    modified: dt.date | None
    size: int
    open: Callable[[], IO[bytes]]


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """Something else that stands in it, and why it is not read."""

    name: str
    reason: str


def is_tar(file: BinaryIO) -> bool:
    """Tell whether a tar archive stands here; the file is at its start after it."""
    file.seek(0)
    magic = file.read(_TAR_MAGIC_AT + len(_TAR_MAGIC))[_TAR_MAGIC_AT:]
    file.seek(0)
    return magic == _TAR_MAGIC


@contextlib.contextmanager
def tar_files(file: BinaryIO) -> Iterator[list[FileInArchive | Refused]]:
    """List a tar archive that is not packed. Raises NoListError."""
    modest = cast("IO[bytes]", _ModestReader(file))
    try:
        archive = tarfile.open(fileobj=modest, mode="r:")  # noqa: SIM115 (closed by the with below)
        files = [_in_tar(archive, info) for info in _limited(archive) if not info.isdir()]
    except UNPACKING_ERRORS as error:
        raise _damaged(error) from error
    with archive:
        yield files


@contextlib.contextmanager
def zip_files(file: BinaryIO) -> Iterator[list[FileInArchive | Refused]]:
    """List a zip archive. Raises NoListError."""
    _check_zip_directory(file)
    try:
        archive = zipfile.ZipFile(file)
        files = [_in_zip(archive, info) for info in _limited(archive.infolist()) if not info.is_dir()]
    except UNPACKING_ERRORS as error:
        raise _damaged(error) from error
    with archive:
        yield files


class _ModestReader(io.RawIOBase):
    """Reads a file, but never very much in one piece: a header may claim any length."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= LARGEST_READ:
            raise ValueError("a header claims a length that none has")
        return self._file.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()


def _limited[T](infos: Iterable[T]) -> Iterator[T]:
    for count, info in enumerate(infos):
        if count >= MOST_FILES:
            raise NoListError(f"the archive holds more than {MOST_FILES:,} files, which is the limit")
        yield info


def _in_tar(archive: tarfile.TarFile, info: tarfile.TarInfo) -> FileInArchive | Refused:
    if not info.isreg() or info.issparse():
        return Refused(name=info.name, reason="a link or no ordinary file")
    return FileInArchive(
        name=info.name,
        size=info.size,
        modified=_day(lambda: dt.datetime.fromtimestamp(info.mtime, dt.UTC).date()),
        open=lambda: cast("IO[bytes]", archive.extractfile(info)),
    )


def _in_zip(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> FileInArchive | Refused:
    if info.flag_bits & _ENCRYPTED:
        return Refused(name=info.filename, reason="it is encrypted")
    if info.compress_type not in _READABLE:
        return Refused(name=info.filename, reason="it is packed in a way that is not read")
    return FileInArchive(
        name=info.filename,
        size=info.file_size,
        modified=_day(lambda: dt.date(*info.date_time[:3])),
        open=partial(archive.open, info),
    )


def _check_zip_directory(file: BinaryIO) -> None:
    """Raise NoListError where the table of contents, which is read in one piece, is missing or very large."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - _LONGEST_ZIP_COMMENT - _ZIP_END_BYTES))
    tail = file.read()
    file.seek(0)
    at = tail.rfind(_ZIP_END)
    if at < 0 or len(tail) - at < _ZIP_END_BYTES:
        raise NoListError("the packed file is damaged: it has no table of contents")
    (length,) = struct.unpack_from("<L", tail, at + 12)
    if _ZIP64_END in tail[:at] or length > MOST_DIRECTORY_BYTES:
        raise NoListError(f"the archive holds more than {MOST_FILES:,} files, which is the limit")


def _day(make: Callable[[], dt.date]) -> dt.date | None:
    try:
        return make()
    except (ValueError, OverflowError, OSError):
        return None


def _damaged(error: Exception) -> NoListError:
    if isinstance(error, NoListError):
        return error
    return NoListError(f"the archive is damaged: {shown(str(error))}")
