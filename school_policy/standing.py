"""What the school's server tells a device of this moment, each time that it is asked for the policy."""

import datetime as dt

import msgspec


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the device is at school, and whether reminders are paused.

    Unknown fields are let be: a newer server may say more to an older device.
    """

    on_site: bool
    """The question came from the school's own network."""
    paused_until: dt.datetime | None = None
    """Reminders pause until then (aware); None: they do not."""


POLL = dt.timedelta(seconds=60)
"""How often a device asks."""

AT_SCHOOL = dt.timedelta(minutes=2)
"""How long an answer shows that a device is at school: one lost answer changes nothing."""
