"""On which day each device was last in contact, and what it said of itself then: overwritten, beside no count."""

import datetime as dt
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from advisory_server.store.devices import DeviceId
from school_policy.beside_report import DeviceState
from school_policy.vocabulary import GroupId


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """The last time that a device came with its token."""

    day: dt.date
    """In the school's zone. Nothing finer is known anywhere."""
    said: DeviceState


def note_contacts(connection: sqlite3.Connection, contacts: Mapping[DeviceId, Contact]) -> bool:
    """Overwrite the last contacts of some devices; tell whether anything changed.

    The whole table is written anew, in the order of its keys: rows that are written one by one, as devices come,
    lie on a page of the file in the order in which these came on that day.
    """
    before = _rows(connection)
    after = {**before, **{device: _row(contact) for device, contact in contacts.items()}}
    if after == before:
        return False
    connection.execute("DELETE FROM contact")
    connection.executemany(
        "INSERT INTO contact (device, day, version, staff_groups) VALUES (?, ?, ?, ?)",
        [(device, *after[device]) for device in sorted(after)],
    )
    return True


def contacts(connection: sqlite3.Connection) -> dict[DeviceId, Contact]:
    """Return the last contact of each device that has one."""
    return {
        device: Contact(
            day=dt.date.fromisoformat(day), said=DeviceState(version=version, groups=_read_groups(groups))
        )
        for device, (day, version, groups) in _rows(connection).items()
    }


def forget_contacts(connection: sqlite3.Connection, before: dt.date) -> int:
    """Forget the contacts of the days before one, with what was said; return how many there were."""
    return connection.execute("DELETE FROM contact WHERE day < ?", (before.isoformat(),)).rowcount


_Row = tuple[str, int | None, str]

_read_groups = msgspec.json.Decoder(tuple[GroupId, ...]).decode


def _rows(connection: sqlite3.Connection) -> dict[DeviceId, _Row]:
    rows = connection.execute("SELECT device, day, version, staff_groups FROM contact")
    return {DeviceId(device): (day, version, groups) for device, day, version, groups in rows}


def _row(contact: Contact) -> _Row:
    groups = msgspec.json.encode(contact.said.groups).decode()
    return contact.day.isoformat(), contact.said.version, groups
