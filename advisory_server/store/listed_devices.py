"""The devices as the IT admin sees them."""

import datetime as dt
import sqlite3
from dataclasses import dataclass

from advisory_server.store.contacts import Contact, contacts
from advisory_server.store.devices import DeviceId, sender_of
from school_policy.count_report import Sender


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedDevice:
    """A device, and when it was last in contact."""

    name: str
    added_on: dt.date
    revoked_on: dt.date | None
    contact: Contact | None
    """None: never, or forgotten with the counts of its week."""
    sender: Sender = Sender.DEVICE


def listed_devices(connection: sqlite3.Connection) -> tuple[ListedDevice, ...]:
    """Return every device there ever was, by name."""
    last = contacts(connection)
    rows = connection.execute("SELECT id, name, is_gateway, added_on, revoked_on FROM device ORDER BY name")
    return tuple(
        ListedDevice(
            name=name,
            sender=sender_of(is_gateway),
            added_on=dt.date.fromisoformat(added_on),
            revoked_on=dt.date.fromisoformat(revoked_on) if revoked_on else None,
            contact=last.get(DeviceId(id_)),
        )
        for id_, name, is_gateway, added_on, revoked_on in rows
    )
