"""The register as the commands show it: each channel's state on a day, and what is missing."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from school_policy.channels import Channel, Condition, is_review_due, missing_conditions
from school_policy.policy import Policy


class Standing(StrEnum):
    """Where a channel is between its opening and its closing."""

    TO_OPEN = "to open"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A channel of the register on a day."""

    channel: Channel
    platform_name: str
    standing: Standing
    missing: tuple[Condition, ...]
    review_due: bool

    @property
    def official(self) -> bool:
        """Tell whether every condition is met."""
        return not self.missing

    @property
    def needs_a_look(self) -> bool:
        """Tell whether somebody has to do something; what is closed is history."""
        return self.review_due or (not self.official and self.standing is not Standing.CLOSED)


def register(policy: Policy, today: dt.date) -> tuple[Entry, ...]:
    """Return every channel as it stands on a day, in the order of the file."""
    names = {platform.id: platform.name for platform in policy.platforms}
    return tuple(
        Entry(
            channel=channel,
            platform_name=names.get(channel.platform, channel.platform),
            standing=_standing(channel, today),
            missing=missing_conditions(channel, today),
            review_due=is_review_due(channel, today),
        )
        for channel in policy.channels
    )


def _standing(channel: Channel, today: dt.date) -> Standing:
    if channel.is_closed(today):
        return Standing.CLOSED
    return Standing.OPEN if channel.is_open(today) else Standing.TO_OPEN
