"""What a school's server publishes, made by hand: signed by a key of its own, whole or spoiled."""

import base64
import datetime as dt

import msgspec

from advisory_server.signing import Signer
from school_policy.policy import Policy
from school_policy.policy_document import encode
from school_policy.publication import STANDS_FOR, Sealed, Statement, digest_of, without_machines
from tests.proxy_addons.sample import POLICY

SIGNER, OTHER_SIGNER = Signer(b"k" * 32), Signer(b"x" * 32)
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
DOCUMENT = encode(without_machines(POLICY))


def in_colour(colour: str, policy: Policy = POLICY) -> Policy:
    return msgspec.structs.replace(policy, school=msgspec.structs.replace(policy.school, colour=colour))


def statement_of(document: bytes = DOCUMENT, version: int = 1, at: dt.datetime = NOON) -> Statement:
    return Statement(
        school=POLICY.school.name,
        version=version,
        published_at=at,
        signed_at=at,
        expires_at=at + STANDS_FOR,
        digest=digest_of(document),
        size=len(document),
    )


def sealed_of(document: bytes = DOCUMENT, version: int = 1, at: dt.datetime = NOON) -> Sealed:
    return SIGNER.seal(statement_of(document, version, at))


def as_json(sealed: Sealed) -> dict[str, str]:
    """The form in which it is sent."""
    return {
        "statement": base64.b64encode(sealed.statement).decode(),
        "signature": base64.b64encode(sealed.signature).decode(),
    }
