"""The words of the policy as types: one name for one concept, the same in every package."""

from enum import StrEnum
from typing import NewType

GroupId = NewType("GroupId", str)
"""A staff group of the school: teaching, office, site …"""

PlatformId = NewType("PlatformId", str)
"""One social medium or game, whatever number of hosts it has: facebook, youtube …"""

ClientId = NewType("ClientId", str)
"""One device, or one address behind a gateway. It stays in memory and never leaves the device."""

REMINDER_HOST = "reminder.owntime.internal"
"""The reminder's own origin (.internal is reserved for private use), answered by the proxy itself."""


class Category(StrEnum):
    """A kind of platform, as the catalogue's files are named."""

    SOCIAL = "social"
    VIDEO = "video"
    MESSAGING = "messaging"
    BLOGS_AND_FORUMS = "blogs-and-forums"
    GAMING = "gaming"
    MMORPG = "mmorpg"


class HostKind(StrEnum):
    """What a listed host is to its platform."""

    SITE = "site"
    """Its pages are the platform."""
    ASSET = "asset"
    """It serves only this platform: CDN, API, embeds, log-in, link shorteners. Never intercepted."""


class Choice(StrEnum):
    """What a person may choose on the reminder, beside going back."""

    WORK = "work"
    CHANNEL = "channel"
    OWN_TIME = "own-time"
    WRONGLY_LISTED = "wrongly-listed"


class Outcome(StrEnum):
    """What may be counted of a client in a period, one bit each. There is no other."""

    DID_NOT_CARRY_ON = "did_not_carry_on"
    CARRIED_ON_WORK = "carried_on_work"
    CARRIED_ON_CHANNEL = "carried_on_channel"
    SET_ASIDE = "set_aside"
    APP = "app"
