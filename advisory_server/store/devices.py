"""Devices and the tokens by which they are known. A token is shown once; only its hash is kept."""

import datetime as dt
import hashlib
import secrets
import sqlite3
from dataclasses import dataclass
from typing import NewType

from school_policy.count_report import Sender

DeviceId = NewType("DeviceId", str)
"""128 random bits as 32 hexadecimal digits."""

LONGEST_NAME = 60
"""Characters of a device's name."""

_TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """Whose a token is."""

    id: DeviceId
    sender: Sender


class DeviceError(ValueError):
    """A device cannot be added or revoked as asked; the text says why."""


def hash_of(token: str) -> bytes:
    """Return what is kept of a token: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()


def add_device(connection: sqlite3.Connection, name: str, today: dt.date, sender: Sender = Sender.DEVICE) -> str:
    """Enrol a device or a gateway and return its token (43 URL-safe characters). Raises DeviceError.

    A school counts by devices or by gateways: whoever is seen by both would be counted twice.
    """
    if not (0 < len(name) <= LONGEST_NAME and name.isprintable() and name == name.strip()):
        raise DeviceError(f"a device's name is 1 to {LONGEST_NAME} printable characters")
    _check_no_other(connection, sender)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    added = connection.execute(
        "INSERT INTO device (id, name, token_hash, added_on, is_gateway) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (name) DO NOTHING",
        (secrets.token_hex(16), name, hash_of(token), today.isoformat(), sender is Sender.GATEWAY),
    )
    if not added.rowcount:
        raise DeviceError(f'there is, or was, a device "{name}"; give this one another name')
    return token


def _check_no_other(connection: sqlite3.Connection, sender: Sender) -> None:
    asked = "SELECT count(*), min(name) FROM device WHERE revoked_on IS NULL AND is_gateway = ?"
    ((others, one),) = connection.execute(asked, (sender is Sender.DEVICE,))
    if others:
        its = "devices" if sender is Sender.GATEWAY else "gateways"
        more = f" and {others - 1} more" if others > 1 else ""
        raise DeviceError(
            f'this school counts by {its} ("{one}"{more}), and whoever a gateway and a device both see would be '
            f"counted twice; revoke the {its} first"
        )


def revoke_device(connection: sqlite3.Connection, name: str, today: dt.date) -> None:
    """Take a device's token away for good. Raises DeviceError."""
    revoked = connection.execute(
        "UPDATE device SET revoked_on = ? WHERE name = ? AND revoked_on IS NULL", (today.isoformat(), name)
    )
    if not revoked.rowcount:
        raise DeviceError(f'there is no device "{name}", or it was revoked already')


def tokens_in_use(connection: sqlite3.Connection) -> dict[bytes, Enrolled]:
    """Return whose each token is that is good, by the token's hash."""
    rows = connection.execute("SELECT token_hash, id, is_gateway FROM device WHERE revoked_on IS NULL")
    return {token: Enrolled(id=DeviceId(id_), sender=sender_of(is_gateway)) for token, id_, is_gateway in rows}


def sender_of(is_gateway: int) -> Sender:
    """Return which of the two a row's column says."""
    return Sender.GATEWAY if is_gateway else Sender.DEVICE
