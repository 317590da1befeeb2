"""What the pages of the lists need of whoever keeps them: the school's own list, its check, and its publishing.

The server itself cannot compile a policy (owntime can), so it is handed a `ListKeeper`. The school's own list is
one file (domain_lists/layer_form.py): what stands in it and is not in the version in force is *pending*.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from aiohttp import web

from advisory_server.store.publications import Version
from domain_lists.catalogue import Catalogue
from domain_lists.diff import ListDiff
from domain_lists.layer import Layer
from domain_lists.layer_writer import Proposal


class ListKeepingError(ValueError):
    """What was asked for cannot be done, and nothing was; the message says why and what to do."""


class ChangedMeanwhileError(ListKeepingError):
    """What a form was made from is not so any more."""


class NeedsYesError(ListKeepingError):
    """Hosts of teaching, government, health or a bank would be caught: somebody must say that it is meant."""


class NoSuchVersionError(ListKeepingError):
    """There is no version of that number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnList:
    """The school's own list as its file has it."""

    file: str
    digest: str
    """Of the file's bytes: a form carries it, so that nobody overwrites what somebody else wrote meanwhile."""
    layer: Layer
    """Empty where there are problems."""
    catalogue: Catalogue
    """The lists with the layer upon them; without it where there are problems."""
    problems: tuple[str, ...] = ()
    """Why the file cannot be used, with file and line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What would come of entries beside those that are in the file."""

    digest: str
    """Of the file that they were weighed with."""
    errors: tuple[str, ...] = ()
    """Why they cannot be saved."""
    remarks: tuple[str, ...] = ()
    """What they do not do, and what looks odd."""
    change: ListDiff | None = None
    """From the lists with the file as it is to the same with the entries; None where there are errors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is another in a policy than in the one before."""

    lists: ListDiff
    settings: tuple[str, ...] = ()
    """The parts of the settings that are others, such as "[calendar]"."""

    def __bool__(self) -> bool:
        its = self.lists
        platforms = its.platforms_added or its.platforms_removed or its.platforms_moved
        return bool(platforms or its.hosts or its.never_listed or self.settings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """What would be published now, against what is in force."""

    digest: str = ""
    """Of what would be published and of what is in force: a form carries it."""
    errors: tuple[str, ...] = ()
    """Why nothing can be published."""
    in_force: Version | None = None
    """None: nothing was published yet."""
    change: Change | None = None
    """None where there are errors. Before the first version: what the school changes in the shipped lists."""
    remarks: tuple[str, ...] = ()
    """Entries that do nothing."""
    policy_key: str = ""
    """What devices trust publications by; empty before the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What publishing did."""

    version: Version | None
    """None: devices go by just that already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastVersion:
    """A version beside the one before it and the one in force."""

    version: Version
    in_force: int
    """The number of the version in force."""
    since_before: Change | None
    """None: it is the first, or one of the two cannot be read by this Own Time."""
    going_back: Change | None
    """What going back to it would change in what is in force; None where that cannot be done."""


class ListKeeper(Protocol):
    """Keeps the school's own list, and publishes. Every method raises ListKeepingError where it says so."""

    async def own_list(self) -> OwnList:
        """Return the school's own list. Raises ListKeepingError where its file cannot be read at all."""

    async def weigh(self, proposals: Sequence[Proposal]) -> Weighed:
        """Say what would come of entries, and save nothing. Raises ListKeepingError."""

    async def save(self, proposals: Sequence[Proposal], digest: str, *, yes_really: bool) -> None:
        """Write entries at the end of the file that `digest` is of. Raises ListKeepingError."""

    async def take_back(self, line: int, digest: str) -> None:
        """Take the entry that begins in a line out of the file that `digest` is of. Raises ListKeepingError."""

    async def pending(self) -> Pending:
        """Return what publishing would do. Raises ListKeepingError."""

    async def publish(self, author: str, note: str, digest: str, *, yes_really: bool) -> Published:
        """Publish what `digest` of a Pending is of. Raises ListKeepingError."""

    async def history(self) -> tuple[Version, ...]:
        """Return every version, the newest first."""

    async def version(self, number: int) -> PastVersion:
        """Return a version. Raises ListKeepingError, NoSuchVersionError among it."""

    async def roll_back(self, number: int, author: str, note: str, *, yes_really: bool) -> Published:
        """Publish what a version said once more; the files stay as they are. Raises ListKeepingError."""


LISTS: web.AppKey[ListKeeper | None] = web.AppKey("lists")
"""None: this server was given nobody who keeps lists."""
