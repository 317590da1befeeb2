"""A published version of the whole policy document: what is signed of it, and when a device may take it.

The server signs a *statement* about a document, byte for byte as it is sent; the document itself is bound to it by
its digest. Signing and verifying need a library of their own, and stand in `advisory_server/signing.py` and
`proxy_addons/verifying.py`.
"""

import datetime as dt
import hashlib
from typing import Annotated, Literal

import msgspec

from school_policy.policy import Counting, Policy, Upstream
from school_policy.policy_document import MOST_BYTES, PolicyDocumentError, decode

STANDS_FOR = dt.timedelta(days=7)
"""How long a statement is good: a server that cannot be reached, or is kept away, freezes no device for longer."""

SIGNED_ANEW = dt.timedelta(days=1)
"""How often the server makes a fresh statement about the version in force: six days are left for an outage."""

SKEW = dt.timedelta(days=1)
"""How far ahead of a device's clock a statement may be: more than clocks differ, less than the time it stands."""

_PREFIX = b"owntime policy 1\n"
"""What goes before a statement when it is signed, so that no other text of the school's can pass for one."""

_NO_JSON = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)

Sha256 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class PublicationError(ValueError):
    """A device does not take what was published; the text says why, and nothing else of it."""


class Statement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the school's server says of a version. Who published it and why stays on the server."""

    format: Literal[1] = 1
    school: str
    """The school's name: a key that was copied to another school's server makes no policy of this one's."""
    version: Annotated[int, msgspec.Meta(ge=1)]
    published_at: dt.datetime
    signed_at: dt.datetime
    expires_at: dt.datetime
    digest: Sha256
    """Of the document."""
    size: Annotated[int, msgspec.Meta(ge=0)]
    """Of the document, in bytes."""


class Sealed(msgspec.Struct, frozen=True, kw_only=True):
    """A statement as it is sent: its very bytes, and the signature over them. Unknown fields are let be."""

    statement: bytes
    signature: bytes


def digest_of(document: bytes) -> str:
    """Return the digest that stands for a document (SHA-256, hexadecimal)."""
    return hashlib.sha256(document).hexdigest()


def text_to_sign(statement: bytes) -> bytes:
    """Return the bytes that are signed and verified."""
    return _PREFIX + statement


def write_statement(statement: Statement) -> bytes:
    """Return a statement's JSON form (UTF-8)."""
    return msgspec.json.encode(statement)


def read_statement(text: bytes) -> Statement:
    """Read a statement whose signature was found good. Raises PublicationError."""
    try:
        statement = msgspec.json.decode(text, type=Statement)
    except _NO_JSON as error:
        raise PublicationError("what was signed is no statement that this version of Own Time knows") from error
    if any(at.tzinfo is None for at in (statement.published_at, statement.signed_at, statement.expires_at)):
        raise PublicationError("it names a time without its zone")
    return statement


def check_statement(statement: Statement, *, school: str, now: dt.datetime, last: Statement | None) -> None:
    """Raise PublicationError unless a device of this school may take it now, after the last one that it took."""
    if statement.school != school:
        raise PublicationError(f'it is for "{statement.school}", and this device belongs to "{school}"')
    if statement.expires_at <= now:
        raise PublicationError(f"version {statement.version} ran out on {statement.expires_at:%Y-%m-%d %H:%M %Z}")
    if statement.signed_at > now + SKEW:
        raise PublicationError(f"version {statement.version} is from the future, by this device's clock")
    if statement.expires_at - statement.signed_at > STANDS_FOR:
        raise PublicationError(f"version {statement.version} is to stand for longer than {STANDS_FOR.days} days")
    if statement.size > MOST_BYTES:
        raise PublicationError(f"version {statement.version} is larger than {MOST_BYTES} bytes")
    if last is not None:
        _check_order(statement, last)


def _check_order(statement: Statement, last: Statement) -> None:
    if statement.version < last.version:
        raise PublicationError(f"version {statement.version} is older than version {last.version}, which is here")
    if statement.version == last.version and statement.digest != last.digest:
        raise PublicationError(f"version {statement.version} is here already, and says something else")


def is_fresher(statement: Statement, last: Statement | None) -> bool:
    """Tell whether a checked statement says anything that the last one did not."""
    return last is None or (last.version, last.expires_at) < (statement.version, statement.expires_at)


def read_document(statement: Statement, document: bytes) -> Policy:
    """Return the policy that a statement is about. Raises PublicationError."""
    if len(document) != statement.size or digest_of(document) != statement.digest:
        raise PublicationError(f"version {statement.version} did not arrive as it was signed")
    try:
        return decode(document)
    except PolicyDocumentError as error:
        raise PublicationError(f"version {statement.version} is no policy that is known here: {error}") from error


def without_machines(policy: Policy) -> Policy:
    """Return what is published of a policy: nothing of the school's network, and nothing of one machine."""
    school = msgspec.structs.replace(policy.school, networks=(), translations="")
    return msgspec.structs.replace(
        policy,
        school=school,
        upstream=Upstream(forward="direct"),
        counting=Counting(),
        gateway=None,
        valid_until=None,
    )


def on_this_machine(published: Policy, own: Policy, valid_until: dt.datetime) -> Policy:
    """Return a published policy as a device goes by it, with what its own settings say of the machine itself."""
    school = msgspec.structs.replace(
        published.school, networks=own.school.networks, translations=own.school.translations
    )
    return msgspec.structs.replace(
        published,
        school=school,
        upstream=own.upstream,
        counting=own.counting,
        gateway=own.gateway,
        valid_until=valid_until,
    )
