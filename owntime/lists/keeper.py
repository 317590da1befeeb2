"""Who keeps a school's lists for the server's pages: the file of its own list, and the versions in the database.

The file is worked on in threads; the database in its own, where devices' reports wait: nothing slow is done there.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from advisory_server.list_keeping import (
    Change,
    ChangedMeanwhileError,
    ListKeepingError,
    NeedsYesError,
    NoSuchVersionError,
    OwnList,
    PastVersion,
    Pending,
    Published,
    Weighed,
)
from advisory_server.settings import Now
from advisory_server.signing import SigningKeyError, read_key
from advisory_server.store import publications
from advisory_server.store.database import Store
from advisory_server.store.publications import Draft, Version, latest
from domain_lists.layer_writer import Proposal
from domain_lists.list_check import ListCheck
from domain_lists.weighing import weigh
from owntime.lists import weighed as w
from owntime.lists.list_edits import CHANGED, ListEdits
from owntime.lists.new_version import (
    VersionError,
    changes_since,
    find_signer,
    lists_of,
    policy_of,
    publish_beside_others,
    version_of,
)
from owntime.policy_source import PolicySource
from proxy_addons.key_file import LooseRightsError
from school_policy.policy import Policy
from school_policy.policy_document import encode
from school_policy.publication import digest_of, without_machines

_CANNOT_SIGN = (LooseRightsError, OSError, SigningKeyError)


class SchoolLists:
    """A ListKeeper (advisory_server/list_keeping.py, where each method is told)."""

    def __init__(self, source: PolicySource, store: Store, data: Path, now: Now) -> None:
        """Keep the lists of a source's files; `data` is where the server keeps its signing key."""
        self._source = source
        self._store = store
        self._data = data
        self._now = now
        self._edits = ListEdits(source.folder, source.layer, lambda: now().date())

    async def own_list(self) -> OwnList:
        """Return the school's own list. Raises ListKeepingError."""
        return await asyncio.to_thread(self._edits.own_list)

    async def weigh(self, proposals: Sequence[Proposal]) -> Weighed:
        """Say what would come of entries. Raises ListKeepingError."""
        return await asyncio.to_thread(self._edits.weigh, proposals)

    async def save(self, proposals: Sequence[Proposal], digest: str, *, yes_really: bool) -> None:
        """Write entries into the file. Raises ListKeepingError."""
        await asyncio.to_thread(self._edits.save, proposals, digest, yes_really=yes_really)

    async def take_back(self, line: int, digest: str) -> None:
        """Take an entry out of the file. Raises ListKeepingError."""
        await asyncio.to_thread(self._edits.take_back, line, digest)

    async def pending(self) -> Pending:
        """Return what publishing would do."""
        before = await self._store.run(latest)
        return await asyncio.to_thread(self._pending, before)

    async def publish(self, author: str, note: str, digest: str, *, yes_really: bool) -> Published:
        """Publish the files as they are. Raises ListKeepingError."""
        before = await self._store.run(latest)
        try:
            weighed, document = await asyncio.to_thread(self._weigh_files, before)
        except w.UnfitListsError as error:
            raise ListKeepingError(str(error)) from error
        if _digest(before, document) != digest:
            raise ChangedMeanwhileError(CHANGED)
        draft = Draft(school=weighed.policy.school.name, document=document, author=author, note=note)
        return await self._publish(draft, weighed, yes_really=yes_really)

    async def history(self) -> tuple[Version, ...]:
        """Return every version, the newest first."""
        return await self._store.run(publications.history)

    async def version(self, number: int) -> PastVersion:
        """Return a version. Raises NoSuchVersionError."""
        its = await self._find(number)
        before = await self._store.run(partial(publications.find, number=number - 1))
        last = await self._store.run(latest)
        return await asyncio.to_thread(_past, its, before, last or its)

    async def roll_back(self, number: int, author: str, note: str, *, yes_really: bool) -> Published:
        """Publish what a version said once more. Raises ListKeepingError."""
        its = await self._find(number)
        last = await self._store.run(latest)
        try:
            policy = await asyncio.to_thread(policy_of, its)
            weighed = await asyncio.to_thread(w.weigh_version, number, policy, last)
        except (VersionError, w.UnfitListsError) as error:
            raise ListKeepingError(str(error)) from error
        draft = Draft(
            school=policy.school.name, document=its.document, author=author, note=note, content_of=number
        )
        return await self._publish(draft, weighed, yes_really=yes_really)

    async def _find(self, number: int) -> publications.Published:
        try:
            return await self._store.run(partial(version_of, number=number))
        except VersionError as error:
            raise NoSuchVersionError(str(error)) from error

    def _weigh_files(self, before: publications.Published | None) -> tuple[w.Weighed, bytes]:
        """Compile and weigh the files as they are now. Raises UnfitListsError."""
        today = self._now().date()
        weighed = w.weigh_source(self._source.again(lambda: today), before, today)
        return weighed, encode(without_machines(weighed.policy))

    def _pending(self, before: publications.Published | None) -> Pending:
        in_force = before.version if before else None
        try:
            weighed, document = self._weigh_files(before)
        except w.UnfitListsError as error:
            return Pending(errors=error.errors, in_force=in_force)
        change = weighed.weighing.change
        settings = changes_since(before, without_machines(weighed.policy)).settings
        return Pending(
            digest=_digest(before, document),
            in_force=in_force,
            change=Change(lists=change, settings=settings) if change else None,
            remarks=tuple(f"{each.message}." for each in weighed.weighing.check.remarks),
            policy_key=self._policy_key(),
        )

    def _policy_key(self) -> str:
        try:
            signer = read_key(self._data)
        except (OSError, SigningKeyError):
            return ""  # whoever publishes is told
        return signer.public if signer else ""

    async def _publish(self, draft: Draft, weighed: w.Weighed, *, yes_really: bool) -> Published:
        if weighed.weighing.precious and not yes_really:
            raise NeedsYesError(", ".join(each.host for each in weighed.weighing.precious))
        try:
            signer = await self._store.run(partial(find_signer, data=self._data))
            now = self._now()
            outcome = await publish_beside_others(self._store, signer, draft, now, after=weighed.before)
        except VersionError as error:
            raise ChangedMeanwhileError(CHANGED) from error
        except _CANNOT_SIGN as error:
            raise ListKeepingError(f"Nothing was published: {error}") from error
        return Published(version=outcome.version)


def _digest(before: publications.Published | None, document: bytes) -> str:
    """Return what a form carries: of what would be published, and of the version that it was weighed against."""
    number = before.version.number if before else 0
    return hashlib.sha256(f"{number} {digest_of(document)}".encode()).hexdigest()


def _past(
    its: publications.Published, before: publications.Published | None, last: publications.Published
) -> PastVersion:
    try:
        policy = policy_of(its)
    except VersionError:
        return PastVersion(version=its.version, in_force=last.version.number, since_before=None, going_back=None)
    return PastVersion(
        version=its.version,
        in_force=last.version.number,
        since_before=_change(before, policy) if before else None,
        going_back=_change(last, policy),
    )


def _change(before: publications.Published, policy: Policy) -> Change | None:
    """Return what is another in a policy than in a version; None where that one cannot be read."""
    was, now = lists_of(before), w.lists_in(policy)
    change = weigh(ListCheck(), now, was).change if was else None
    return Change(lists=change, settings=changes_since(before, policy).settings) if change else None
