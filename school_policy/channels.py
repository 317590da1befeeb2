"""The register of the school's channels: which are official, which are open, and which reviews are due.

A channel is official only while everything that the school's policy asks of one is answered for in `school.toml`.
What is not answered counts as not met: a page that somebody made on their own speaks for nobody.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from school_policy.vocabulary import PlatformId

MOST_ADMINISTRATORS = 3
"""The policy says "few": two, so that the school is not shut out when one is away, and one more while one hands
over. Whoever only posts needs no administrator's rights."""


class Channel(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One account in the register: who holds it, which roles may post, and how it is looked after."""

    platform: PlatformId
    name: str
    master_role: str
    """The role that holds master access for the school."""
    approved_roles: tuple[str, ...]
    """The roles that may post, beside the master role."""
    opened: dt.date
    closed: dt.date | None = None
    school_holds_access: bool = False
    """Whether master access is the school's own, and not that of whoever made the account."""
    editorial_oversight: str = ""
    """The role that answers for what is posted."""
    administrators: int | None = None
    """How many people can change the account itself."""
    mfa: bool = False
    """Whether signing in takes a second factor."""
    privacy_reviewed_on: dt.date | None = None
    website_link: str = ""
    """The page of the school's website that links to the account."""
    review_on: dt.date | None = None
    """When all this is to be looked at again."""

    def is_open(self, on: dt.date) -> bool:
        """Tell whether the channel is open on a day, [opened, closed)."""
        return self.opened <= on and not self.is_closed(on)

    def is_closed(self, on: dt.date) -> bool:
        """Tell whether the channel was closed by that day, for good."""
        return self.closed is not None and self.closed <= on


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Something that an official channel needs."""

    key: str
    """The key of [[channel]] that answers for it."""
    words: str
    """What is missing, to stand after "missing:"."""


_Met = Callable[[Channel, dt.date], bool]


def _few(channel: Channel, _today: dt.date) -> bool:
    return channel.administrators is not None and 1 <= channel.administrators <= MOST_ADMINISTRATORS


def _privacy_reviewed(channel: Channel, today: dt.date) -> bool:
    return channel.privacy_reviewed_on is not None and channel.privacy_reviewed_on <= today


_CONDITIONS: tuple[tuple[str, str, _Met], ...] = (
    ("master_role", "a role that holds master access", lambda channel, _: bool(channel.master_role.strip())),
    (
        "school_holds_access",
        "master access in the school's own hands",
        lambda channel, _: channel.school_holds_access,
    ),
    (
        "editorial_oversight",
        "a role that answers for what is posted",
        lambda channel, _: bool(channel.editorial_oversight.strip()),
    ),
    ("administrators", f"few administrators: 1 to {MOST_ADMINISTRATORS}, and how many there are", _few),
    ("mfa", "a second factor at sign-in", lambda channel, _: channel.mfa),
    ("privacy_reviewed_on", "a review of the privacy settings, with a day that is past", _privacy_reviewed),
    (
        "website_link",
        "the page of the school's website that links to it",
        lambda channel, _: bool(channel.website_link),
    ),
    ("review_on", "the day of its next review", lambda channel, _: channel.review_on is not None),
)
"""What the policy asks of an official channel: key, what is missing, and whether it is met."""


def missing_conditions(channel: Channel, today: dt.date) -> tuple[Condition, ...]:
    """Return what keeps a channel from being official, in the order of the register; nothing if it is official.

    A review that is due does not end a channel overnight: see `is_review_due`.
    """
    return tuple(Condition(key=key, words=words) for key, words, met in _CONDITIONS if not met(channel, today))


def is_official(channel: Channel, today: dt.date) -> bool:
    """Tell whether a channel, open or not, meets every condition."""
    return not missing_conditions(channel, today)


def is_review_due(channel: Channel, today: dt.date) -> bool:
    """Tell whether the day of a channel's review has come; one that is closed needs none."""
    return channel.review_on is not None and channel.review_on <= today and not channel.is_closed(today)


def speaks_for_school(channel: Channel, today: dt.date) -> bool:
    """Tell whether a channel is official and open."""
    return channel.is_open(today) and is_official(channel, today)


def open_channels(channels: tuple[Channel, ...], platform: PlatformId, on: dt.date) -> tuple[Channel, ...]:
    """Return the channels that the reminder may offer for a platform: official, and open."""
    return tuple(each for each in channels if each.platform == platform and speaks_for_school(each, on))
