"""A device in words, for the IT admin's page and for `owntime device list`."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from advisory_server.pages.date_words import date_words
from advisory_server.store.contacts import Contact
from advisory_server.store.listed_devices import ListedDevice
from advisory_server.store.publications import Version
from school_policy.period import week_of

_AWAY = dt.timedelta(days=7)
"""So long a device may be off before anybody asks: a weekend, a day off, a part-time week."""
_BEHIND = dt.timedelta(days=1)
"""A device takes a version up within minutes; of a contact only the day is known, so one day is let pass."""
_WEEK = dt.timedelta(weeks=1)
NOT_SAID = "Not said"


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What a device is held against: a day, and what had been published by then."""

    today: dt.date
    published: dict[int, dt.date]
    """On which day each version was."""

    @property
    def in_force(self) -> int:
        """The version in force, 0 where nothing was published."""
        return max(self.published, default=0)

    def after(self, version: int) -> int | None:
        """Return the version that came after one."""
        return min((number for number in self.published if number > version), default=None)


def day_of(now: dt.datetime, zone: dt.tzinfo | None, versions: Iterable[Version]) -> Day:
    """Return the day of an instant in a zone, None: the system's own."""
    return Day(
        today=now.astimezone(zone).date(),
        published={its.number: its.published_at.astimezone(zone).date() for its in versions},
    )


def version_words(device: ListedDevice, day: Day) -> str:
    """Say which version a device has."""
    said = device.contact.said.version if device.contact else None
    if said is None:
        return NOT_SAID
    if device.revoked_on is not None:
        return str(said)
    if said > day.in_force:
        return f"{said}, which this server never published"
    later = day.after(said)
    if later is None:
        return f"{said}, in force"
    return f"{said}, behind since {later} was published on {date_words(day.published[later])}"


def behind_since(device: ListedDevice, day: Day) -> dt.date | None:
    """Return the day from which on a device could have had a newer version than it said last."""
    said = device.contact.said.version if device.contact and not device.revoked_on else None
    later = None if said is None else day.after(said)
    return None if later is None else day.published[later]


def contact_words(device: ListedDevice, day: Day) -> str:
    """Say on which day a device was last in contact; nobody knows it closer."""
    if device.contact is not None:
        return date_words(device.contact.day)
    return "Not yet" if _is_new(device, day) else f"Before {date_words(_known_from(day))}, or never"


def health_words(device: ListedDevice, day: Day) -> str:
    """Say how a device is, and what to do about it."""
    if device.revoked_on is not None:
        return f"Revoked on {date_words(device.revoked_on)}"
    if device.contact is not None:
        return _health_of_one_that_came(device, device.contact, day)
    if _is_new(device, day):
        return f"Not seen since it was added on {date_words(device.added_on)}: does it have its token?"
    return "Not seen this week or last: is it still there?"


def _health_of_one_that_came(device: ListedDevice, contact: Contact, day: Day) -> str:
    away = day.today - contact.day
    if away > _AWAY:
        return f"Not seen for {away.days} days: is it still there?"
    since = behind_since(device, day)
    if since is not None and contact.day - since > _BEHIND:
        return f"Behind for {(contact.day - since).days} days while in contact: run owntime doctor on it"
    if (contact.said.version or 0) > day.in_force:
        return "Ahead of this server: was the server restored from a backup?"
    return "In use"


def _is_new(device: ListedDevice, day: Day) -> bool:
    return device.added_on >= _known_from(day)


def _known_from(day: Day) -> dt.date:
    """Return the first day whose contacts cannot be forgotten yet: a week's go a week after its release."""
    return week_of(day.today) - _WEEK
