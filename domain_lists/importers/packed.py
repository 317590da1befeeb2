"""Packed files opened: gz, xz, tar and zip, and the packed files within a folder or an archive, one level deep."""

import contextlib
import datetime as dt
import io
import os
import tempfile
from collections.abc import Iterator
from typing import IO, BinaryIO, cast

import msgspec

from domain_lists.importers.archives import FileInArchive, Refused, is_tar, tar_files, zip_files
from domain_lists.importers.limits import CHUNK, MOST_FILES, MOST_PACKED_WITHIN
from domain_lists.importers.members import (
    Budget,
    Container,
    Member,
    NotRead,
    TooMuchError,
    open_member,
)
from domain_lists.importers.name_text import shown
from domain_lists.importers.text_lines import NoListError
from domain_lists.importers.unpacking import GZIP, XZ, unpack_gzip, unpack_xz

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_TOO_DEEP = "it is packed within a packed file within another: unpack it, and give it by itself"
_TOO_MANY = f"there are more than {MOST_PACKED_WITHIN} packed files before it: give it by itself"
_TAR_BYTES = 512
"""A block of a tar archive, whose first one tells."""
_START_BYTES = max(len(GZIP), len(XZ), *map(len, _ZIP))


@contextlib.contextmanager
def unpacked(file: BinaryIO, name: str, modified: dt.date | None, budget: Budget) -> Iterator[Container]:
    """Open a file that may be packed: one that is not is a container of itself. Raises NoListError.

    What is unpacked stands in temporary files; `budget` says how much of it there may be.
    """
    with contextlib.ExitStack() as stack:
        start = _start(file)
        if start.startswith((GZIP, XZ)):
            unpack = unpack_gzip if start.startswith(GZIP) else unpack_xz
            text = cast("BinaryIO", stack.enter_context(tempfile.TemporaryFile()))
            for chunk in unpack(file):
                budget.take(len(chunk))
                text.write(chunk)
            text.flush()
            file, name, start = text, name.removesuffix(".gz").removesuffix(".xz"), _start(text)
        if start.startswith(_ZIP):
            yield _archive(stack.enter_context(zip_files(file)))
        elif is_tar(file):
            yield _archive(stack.enter_context(tar_files(file)))
        else:
            yield Container(members=(_single(file, name, modified),))


@contextlib.contextmanager
def with_packed_members(container: Container) -> Iterator[Container]:
    """Open the packed files of a container too; those within them are named as not read.

    Raises NoListError above the limits.
    """
    members: list[Member] = []
    not_read = [*container.not_read]
    budget, opened = Budget(), 0
    with contextlib.ExitStack() as stack:
        for member in container.members:
            if not _is_packed(member):
                members.append(member)
            elif opened == MOST_PACKED_WITHIN:
                not_read.append(NotRead(name=member.name, reason=_TOO_MANY))
            else:
                opened += 1
                within = stack.enter_context(_within(member, budget))
                members += within.members
                not_read += within.not_read
            if len(members) + len(not_read) > MOST_FILES:
                raise TooMuchError(f"it holds more than {MOST_FILES:,} files, which is the limit")
        yield Container(members=tuple(members), not_read=tuple(not_read))


@contextlib.contextmanager
def _within(member: Member, budget: Budget) -> Iterator[Container]:
    """Open one packed file, whose files are named after it; one that cannot be opened is named as not read."""
    with contextlib.ExitStack() as stack:
        try:
            copy = cast("BinaryIO", stack.enter_context(tempfile.TemporaryFile()))
            _copy(member, copy, budget)
            inner = stack.enter_context(unpacked(copy, member.file_name, member.modified, budget))
        except TooMuchError:
            raise
        except NoListError as error:
            inner = Container(members=(), not_read=(NotRead(name="", reason=str(error)),))
        yield _named_after(member, inner)


def _named_after(member: Member, inner: Container) -> Container:
    def name(last: str) -> str:
        return f"{member.name}/{last}" if last else member.name

    members: list[Member] = []
    not_read = [NotRead(name=name(each.name), reason=each.reason) for each in inner.not_read]
    for each in inner.members:
        if _is_packed(each):
            not_read.append(NotRead(name=name(each.name), reason=_TOO_DEEP))
        else:
            members.append(msgspec.structs.replace(each, name=name(each.name)))
    return Container(members=tuple(members), not_read=tuple(not_read))


def _copy(member: Member, copy: BinaryIO, budget: Budget) -> None:
    with open_member(member, budget) as stream:
        while chunk := stream.read(CHUNK):
            copy.write(chunk)
    copy.flush()


def _is_packed(member: Member) -> bool:
    """Tell whether a member is packed itself; one that cannot be read is not, and is found out when it is read."""
    try:
        with open_member(member, Budget()) as stream:
            head = stream.read(_TAR_BYTES)
    except NoListError:
        return False
    return head.startswith((GZIP, XZ, *_ZIP)) or is_tar(cast("BinaryIO", io.BytesIO(head)))


def _start(file: BinaryIO) -> bytes:
    file.seek(0)
    start = file.read(_START_BYTES)
    file.seek(0)
    return start


def _single(file: BinaryIO, name: str, modified: dt.date | None) -> Member:
    def again() -> IO[bytes]:
        own = os.dup(file.fileno())
        os.lseek(own, 0, os.SEEK_SET)
        return os.fdopen(own, "rb")

    return Member(name=shown(name), modified=modified, size=file.seek(0, os.SEEK_END), open_raw=again)


def _archive(files: list[FileInArchive | Refused]) -> Container:
    return Container(
        members=tuple(
            Member(name=shown(file.name), modified=file.modified, size=file.size, open_raw=file.open)
            for file in files
            if isinstance(file, FileInArchive)
        ),
        not_read=tuple(
            NotRead(name=shown(file.name), reason=file.reason) for file in files if isinstance(file, Refused)
        ),
    )
