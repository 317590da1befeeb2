"""What this device took of all that the school's server published: the last good version, kept on the disk.

For the supervisor process. Whatever comes is looked at before anything changes; what is refused changes nothing.
"""

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from proxy_addons.key_file import write_private
from proxy_addons.verifying import verify
from school_policy.policy import Policy
from school_policy.policy_document import MOST_BYTES
from school_policy.publication import (
    PublicationError,
    Sealed,
    Statement,
    check_statement,
    is_fresher,
    read_document,
)

_log = logging.getLogger("owntime.device")

PUBLISHED_FILE = "published.json"

_MOST_KEPT_BYTES = 2 * MOST_BYTES
"""Base64 makes four bytes of three, and the statement is small."""

Fetch = Callable[[int], Awaitable[bytes | str]]
"""Gets the document of a version, or says in words why there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Whom this device believes: the key and the school that its own settings name."""

    policy_key: str
    school: str


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on the disk: no more is believed of it than of what comes over the network."""

    sealed: Sealed
    document: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A version that this device took."""

    statement: Statement
    policy: Policy
    document: bytes


class AcceptedPolicy:
    """The version that this device goes by, and those that it is offered."""

    def __init__(self, path: Path, now: Callable[[], dt.datetime], check: Callable[[Policy], None]) -> None:
        """`check` raises ValueError where a policy cannot be used on this device."""
        self._path = path
        self._now = now
        self._check = check
        self._refused = ""
        self.current: Accepted | None = None
        """None: there is none, or none that is good."""

    @property
    def was_there(self) -> bool:
        """Whether this device ever took a version: from then on its own files are the past."""
        return self._path.exists()

    def load(self, trust: Trust) -> None:
        """Read what is kept. One that is no good counts as none, and is said once."""
        self.current = None
        if not self.was_there:
            return
        try:
            self.current = read_kept(self._path, trust)
        except (OSError, PublicationError) as problem:
            _log.error("everything passes through until the school's server answers: %s: %s", self._path, problem)

    async def hear(self, sealed: Sealed, trust: Trust, fetch: Fetch) -> bool:
        """Take what the server offers if it is good and news; tell whether it was taken."""
        try:
            statement = await asyncio.to_thread(self._look_at, sealed, trust)
            if statement is None:
                return False
            document = await self._document(statement, fetch)
            self.current = await asyncio.to_thread(self._take, sealed, statement, document)
        except (PublicationError, OSError) as problem:
            self.refuse(str(problem))
            return False
        self._refused = ""
        return True

    def refuse(self, problem: str) -> None:
        """Say that something is refused, once until it is over or for another reason."""
        if problem != self._refused:
            self._refused = problem
            _log.error("what the school's server published is refused, the last good policy stays: %s", problem)

    def _look_at(self, sealed: Sealed, trust: Trust) -> Statement | None:
        """Return what a good statement says, None where it is no news."""
        statement = verify(sealed, trust.policy_key)
        last = self.current.statement if self.current else None
        check_statement(statement, school=trust.school, now=self._now(), last=last)
        return statement if is_fresher(statement, last) else None

    async def _document(self, statement: Statement, fetch: Fetch) -> bytes:
        if self.current is not None and self.current.statement.digest == statement.digest:
            return self.current.document
        document = await fetch(statement.version)
        if isinstance(document, str):
            raise PublicationError(f"version {statement.version} did not come: {document}")
        return document

    def _take(self, sealed: Sealed, statement: Statement, document: bytes) -> Accepted:
        """Keep it; only what is on the disk is gone by."""
        policy = read_document(statement, document)
        try:
            self._check(policy)
        except ValueError as error:
            raise PublicationError(f"version {statement.version} is not for this device: {error}") from error
        write_private(self._path, msgspec.json.encode(Kept(sealed=sealed, document=document)))
        return Accepted(statement=statement, policy=policy, document=document)


def read_kept(path: Path, trust: Trust) -> Accepted:
    """Read what is kept, however old it is: its end is looked at by whoever goes by it.

    Raises OSError, or PublicationError where it is not believed.
    """
    if path.stat().st_size > _MOST_KEPT_BYTES:
        raise PublicationError("it is too large")
    try:
        kept = msgspec.json.decode(path.read_bytes(), type=Kept)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise PublicationError("it cannot be read") from error
    statement = verify(kept.sealed, trust.policy_key)
    if statement.school != trust.school:
        raise PublicationError(f'it is for "{statement.school}", and this device belongs to "{trust.school}"')
    return Accepted(statement=statement, policy=read_document(statement, kept.document), document=kept.document)
