"""The key by which devices know what the school's server published (Ed25519, RFC 8032)."""

import base64
import binascii
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from school_policy.publication import Sealed, Statement, text_to_sign, write_statement

KEY_FILE = "policy-key"
"""The private key's file in the server's data: 32 bytes in base64, for its owner alone."""

_BYTES = 32


class SigningKeyError(ValueError):
    """There is no key to sign with; the message says what to do."""


class Signer:
    """Signs statements. The private key is in no `repr`."""

    def __init__(self, secret: bytes) -> None:
        """Take the private key's 32 bytes."""
        self._key = Ed25519PrivateKey.from_private_bytes(secret)

    @property
    def public(self) -> str:
        """The public key, as a device's settings name it."""
        return base64.b64encode(self._key.public_key().public_bytes_raw()).decode("ascii")

    def seal(self, statement: Statement) -> Sealed:
        """Sign a statement."""
        text = write_statement(statement)
        return Sealed(statement=text, signature=self._key.sign(text_to_sign(text)))


def new_key() -> bytes:
    """Return the content of a new private key's file."""
    return base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw()) + b"\n"


def read_key(data: Path) -> Signer | None:
    """Return the key in a server's data folder, None where there is none. Raises SigningKeyError or OSError."""
    path = data / KEY_FILE
    try:
        secret = base64.b64decode(path.read_bytes(), validate=False)
    except FileNotFoundError:
        return None
    except binascii.Error as error:
        raise SigningKeyError(f"{path} is no signing key; put it back from a backup") from error
    if len(secret) != _BYTES:
        raise SigningKeyError(f"{path} is no signing key; put it back from a backup")
    return Signer(secret)
