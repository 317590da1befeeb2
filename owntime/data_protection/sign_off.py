"""What the school has put its name to: every statement as it was, so that it can be said what has changed since.

The file holds a role and a day, never a person's name. It is SELF-REPORTED: whoever may write it may say so.
"""

import contextlib
import datetime as dt
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

from owntime.data_protection.statement import Document

_LETTERS = 8
LONGEST_ROLE = 60
"""Characters of a role."""


class Said(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, order=True):
    """One line of a document, with all that stands in it; the order of lines is no news."""

    part: str
    basis: str
    """Empty: what the school has to write itself."""
    text: str
    source: str = ""


class SignOff(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file."""

    format: Literal[1] = 1
    document: str
    signed_on: dt.date
    role: str
    digest: str
    said: tuple[Said, ...]


class SignOffError(ValueError):
    """The file cannot be used; the message says why."""


def said_in(document: Document) -> tuple[Said, ...]:
    """Return every line of a document, sorted, each once."""
    return tuple(sorted(set(_lines(document))))


def _lines(document: Document) -> Iterator[Said]:
    yield Said(part="", basis="", text=document.title)
    yield Said(part="", basis="", text=document.school)
    for part in document.parts:
        for each in part.statements:
            yield Said(part=part.heading, basis=each.basis.value, text=each.text, source=each.source)
        for prompt in part.to_write:
            yield Said(part=part.heading, basis="", text=prompt)


def digest_of(said: tuple[Said, ...]) -> str:
    """Return eight hexadecimal digits: enough to see a change, no protection against a forger."""
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()[:_LETTERS]


def sign_off(document: Document, signed_on: dt.date, role: str) -> SignOff:
    """Return a document as it is signed off. Raises SignOffError for what is no role."""
    if not (0 < len(role) <= LONGEST_ROLE and role.isprintable() and role == role.strip()):
        raise SignOffError(f"a role is 1 to {LONGEST_ROLE} printable characters, such as Data Protection Officer")
    said = said_in(document)
    return SignOff(document=document.name, signed_on=signed_on, role=role, digest=digest_of(said), said=said)


def write(path: Path, signed: SignOff) -> None:
    """Write the file, or leave the one before it. Raises OSError."""
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(signed)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def read(path: Path, document: str) -> SignOff | None:
    """Return what was signed off of a document, None where nothing was. Raises SignOffError."""
    try:
        signed = msgspec.json.decode(path.read_bytes(), type=SignOff)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SignOffError(f"{path} cannot be read: {error}") from error
    if signed.document != document:
        raise SignOffError(f'{path} is the sign-off of "{signed.document}", not of "{document}"')
    if digest_of(signed.said) != signed.digest:
        raise SignOffError(f"{path} was changed by hand: its digest is not that of what it holds")
    return signed


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """What differs from what was signed off."""

    gone: tuple[Said, ...]
    new: tuple[Said, ...]

    def __bool__(self) -> bool:
        return bool(self.gone or self.new)


def changes_since(signed: SignOff, document: Document) -> Changes:
    """Compare a document with what was signed off of it."""
    then, now = set(signed.said), set(said_in(document))
    return Changes(gone=tuple(sorted(then - now)), new=tuple(sorted(now - then)))
