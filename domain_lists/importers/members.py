"""The files of what was given, each of which may be a list, and how much may come out of them together."""

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from typing import IO, BinaryIO, cast

import msgspec

from domain_lists.importers.limits import MOST_TEXT_BYTES
from domain_lists.importers.name_text import shown
from domain_lists.importers.text_lines import NoListError
from domain_lists.importers.unpacking import UNPACKING_ERRORS

_MIB = 2**20


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """One file that may be a list."""

    name: str
    """To be shown, never to be opened."""
    modified: dt.date | None
    size: int
    """Of its text in bytes, as it is claimed: to show how far reading is, and for nothing else."""
    open_raw: Callable[[], IO[bytes]]

    @property
    def file_name(self) -> str:
        """The last part of the name."""
        return self.name.rpartition("/")[2]

    @property
    def folder(self) -> str:
        """What stands before it."""
        return self.name.rpartition("/")[0]


class NotRead(msgspec.Struct, frozen=True, kw_only=True):
    """A file that is no list, with the reason."""

    name: str
    reason: str


class Container(msgspec.Struct, frozen=True, kw_only=True):
    """The files of what was given; they can be read while it is open."""

    members: tuple[Member, ...]
    not_read: tuple[NotRead, ...] = ()

    @property
    def size(self) -> int:
        """Bytes of all texts, as they are claimed."""
        return sum(member.size for member in self.members)


class TooMuchError(NoListError):
    """What was given goes above a limit as a whole."""


class Budget:
    """How many bytes of text may still come out of all files together."""

    def __init__(self) -> None:
        self._left = MOST_TEXT_BYTES

    def take(self, count: int) -> None:
        """Note that so many came. Raises TooMuchError where it is too much."""
        self._left -= count
        if self._left < 0:
            raise TooMuchError(f"it holds more than {MOST_TEXT_BYTES // _MIB} MiB of text, which is the limit")


class MemberStream:
    """The bytes of one member: counted, and with one kind of error."""

    def __init__(self, raw: IO[bytes], budget: Budget) -> None:
        self._raw = raw
        self._budget = budget

    def read(self, size: int) -> bytes:
        """Return at most so many bytes. Raises NoListError for a damaged file and above the limit."""
        try:
            data = self._raw.read(size)
        except UNPACKING_ERRORS as error:
            raise NoListError(f"the file is damaged: {shown(str(error))}") from error
        self._budget.take(len(data))
        return data


@contextlib.contextmanager
def open_member(member: Member, budget: Budget) -> Iterator[BinaryIO]:
    """Open a member for the time of a `with`."""
    try:
        raw = member.open_raw()
    except UNPACKING_ERRORS as error:
        raise NoListError(f"the file cannot be opened: {shown(str(error))}") from error
    with raw:
        yield cast("BinaryIO", MemberStream(raw, budget))
