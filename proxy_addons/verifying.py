"""Whether a statement was signed by the key that a device's settings name (Ed25519, RFC 8032)."""

import base64

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from school_policy.publication import PublicationError, Sealed, Statement, read_statement, text_to_sign


def verify(sealed: Sealed, policy_key: str) -> Statement:
    """Return what was signed, read only after its signature was found good. Raises PublicationError."""
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(policy_key, validate=True))
        key.verify(sealed.signature, text_to_sign(sealed.statement))
    except (InvalidSignature, ValueError) as error:
        raise PublicationError("its signature is not of the key in [counting] policy_key") from error
    return read_statement(sealed.statement)
