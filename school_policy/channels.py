"""The school's official channels: which of them are open on a day."""

import datetime as dt

import msgspec

from school_policy.vocabulary import PlatformId


class Channel(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One official account: who holds it, and which roles may post."""

    platform: PlatformId
    name: str
    master_role: str
    approved_roles: tuple[str, ...]
    opened: dt.date
    closed: dt.date | None = None

    def is_open(self, on: dt.date) -> bool:
        """Tell whether the channel is open on a day, [opened, closed)."""
        return self.opened <= on and (self.closed is None or on < self.closed)


def open_channels(channels: tuple[Channel, ...], platform: PlatformId, on: dt.date) -> tuple[Channel, ...]:
    """Return the channels that the reminder may offer for a platform."""
    return tuple(channel for channel in channels if channel.platform == platform and channel.is_open(on))
