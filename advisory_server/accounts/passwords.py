"""Passwords as they are kept: argon2id, worked out beside the loop by two threads with a short queue."""

import asyncio
import base64
import secrets
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from advisory_server.problem import Problem, ProblemError

MEMORY_KIB = 19 * 1024
"""OWASP's first choice for argon2id: 19 MiB, two passes, one lane. Stands in each hash, as do the other two."""
PASSES = 2
LANES = 1
_SALT_BYTES = 16
_HASH_BYTES = 32

_THREADS = 2
_WAITING = 16
"""Who may wait for a thread: about half a second's work. More are asked to come back."""

BUSY = Problem(
    status=503,
    title="Many people are signing in",
    detail="Please try again in a few seconds.",
    headers=(("Retry-After", "5"),),
)


class Hasher(Protocol):
    """What argon2's PasswordHasher does of what is needed here."""

    def hash(self, password: str) -> str:
        """Return the hash with its parameters and a fresh salt."""

    def verify(self, hash: str, password: str) -> bool:  # noqa: A002 (argon2's own name)
        """Return True, or raise VerificationError."""

    def check_needs_rehash(self, hash: str) -> bool:  # noqa: A002
        """Tell whether the hash was made with other parameters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What came of one password."""

    right: bool
    fresh_hash: str | None = field(default=None, repr=False)
    """The hash to keep from now on, where the parameters have changed."""


def argon2id() -> PasswordHasher:
    """Return the hasher of this server."""
    return PasswordHasher(PASSES, MEMORY_KIB, LANES, hash_len=_HASH_BYTES, salt_len=_SALT_BYTES)


def hash_password(password: str, hasher: Hasher | None = None) -> str:
    """Return the hash of a password, worked out here and now: for command lines, tests and the demo."""
    return (hasher or argon2id()).hash(_one_form(password))


class Passwords:
    """Hashes and checks passwords off the loop. Both raise ProblemError (503) when too many wait."""

    hasher: Hasher
    """What works them out; another may be put in its place."""

    def __init__(self) -> None:
        self.hasher = argon2id()
        self._threads = ThreadPoolExecutor(max_workers=_THREADS, thread_name_prefix="passwords")
        self._under_way = 0
        self._nobody = _hash_that_nothing_matches()

    async def hash(self, password: str) -> str:
        """Return the hash of a new password."""
        return await self._run(hash_password, password, self.hasher)

    async def check(self, password_hash: str | None, password: str) -> Checked:
        """Check a password. None stands for an unknown account: it costs the same and is never right."""
        checked = await self._run(self._check, password_hash or self._nobody, password)
        return checked if password_hash else Checked(right=False)

    def close(self) -> None:
        """Finish what was begun."""
        self._threads.shutdown()

    async def _run[*A, T](self, work: Callable[[*A], T], *arguments: *A) -> T:
        if self._under_way >= _THREADS + _WAITING:
            raise ProblemError(BUSY)
        self._under_way += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)
        finally:
            self._under_way -= 1

    def _check(self, password_hash: str, password: str) -> Checked:
        try:
            self.hasher.verify(password_hash, _one_form(password))
        except (VerificationError, InvalidHashError):
            return Checked(right=False)
        stale = self.hasher.check_needs_rehash(password_hash)
        return Checked(right=True, fresh_hash=hash_password(password, self.hasher) if stale else None)


def _one_form(password: str) -> str:
    """Return the password in the one form that all keyboards agree on (NFC)."""
    return unicodedata.normalize("NFC", password)


def _hash_that_nothing_matches() -> str:
    """Return a hash with this server's parameters, random instead of worked out."""
    salt, digest = (
        base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (_SALT_BYTES, _HASH_BYTES)
    )
    return f"$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${salt}${digest}"
