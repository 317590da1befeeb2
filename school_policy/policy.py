"""The compiled policy: all that a device needs in order to decide, with nothing left to work out."""

import datetime as dt
from typing import Literal

import msgspec

from school_policy.calendar import BankHoliday, Calendar
from school_policy.channels import Channel
from school_policy.platform import NeverListed, Platform
from school_policy.timetable import NO_WORK, Week
from school_policy.vocabulary import GroupId, PlatformId

EVERY_PLATFORM = PlatformId("*")
"""What a quiet entry names where a group is never reminded about anything."""


class School(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The school as its pages show it."""

    name: str
    zone: str
    """An IANA time zone."""
    colour: str
    """#rrggbb"""
    start_page: str
    """Where "Go back" leads when there is no page to go back to."""
    staff: int
    """Declared members of staff."""
    networks: tuple[str, ...] = ()
    """The school's own address ranges (CIDR) as its server sees them. Empty: every private address."""
    language: str = "en"
    """The reminder's, where a browser asks for none that there is."""
    translations: str = ""
    """A folder of the device with catalogues of the school's own. Empty: none."""


class Notice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When staff were told. Until then nothing is intercepted and nothing counted."""

    given_on: dt.date | None = None
    consulted_on: dt.date | None = None
    settings: str = ""
    """The digest at the foot of the notice that was given (see notice_digest.py). Empty: not recorded."""

    def is_given(self, on: dt.date) -> bool:
        """Tell whether staff have been told by that day."""
        return self.given_on is not None and self.given_on <= on


class Upstream(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands between the school and the internet."""

    forward: str
    """ "direct", or the filter proxy to forward to, as http://host:port."""
    pac: str = ""
    """The school's own PAC to wrap: a file, or an http(s) URL. Empty: none."""


class Quiet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A platform that a group is never reminded about, or EVERY_PLATFORM."""

    platform: PlatformId
    reason: str
    review_on: dt.date


class Group(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A staff group with its own weeks."""

    id: GroupId
    name: str
    week: Week = NO_WORK
    """Each week in term time; with a `week_b`, week A."""
    week_b: Week | None = None
    holiday_week: Week = NO_WORK
    """In holidays and half-terms."""
    quiet: tuple[Quiet, ...] = ()
    addresses: tuple[str, ...] = ()
    """The address ranges (CIDR) of the group's devices behind a gateway; the narrowest range that fits wins."""

    @property
    def never_reminded(self) -> bool:
        """Whether the group is quiet for every platform."""
        return self.is_quiet(EVERY_PLATFORM)

    def is_quiet(self, platform: PlatformId) -> bool:
        """Tell whether the group is never reminded about a platform."""
        return any(quiet.platform in (platform, EVERY_PLATFORM) for quiet in self.quiet)


class Contact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A role and how to reach it; never a person's name."""

    who: str
    how: str


class Contacts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom to tell."""

    safeguarding: Contact
    headteacher: Contact
    it: Contact


class Reminder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the reminder behaves."""

    daily_cap: int = 6
    """First views a client meets in a day; 0 means no cap."""
    own_time_minutes: int = 15
    """How long "I'm on my own time now" lasts."""
    only_on_site: bool = True
    """A device reminds only while the school's server, where there is one, finds it on the school's network."""


class Counting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where counts go. Without a server nothing is counted, not even on the device."""

    server: str = ""
    """The address of the school's own server: https, or http on this machine. Empty: none."""
    authority: str = ""
    """The certificate (a PEM file) that vouches for the server; empty: those that the system trusts."""
    policy_key: str = ""
    """The key (Ed25519, in base64) that signs what the server publishes. Empty: a device has its own files."""


class Gateway(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One proxy for many devices."""

    address: str
    """The address of its own that it listens on."""
    clients: tuple[str, ...]
    """The address ranges (CIDR) that it answers; nobody else."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """A school's `school.toml`, checked as a whole (see settings.py for the file)."""

    school: School
    notice: Notice
    upstream: Upstream
    groups: tuple[Group, ...]
    calendar: Calendar = Calendar()
    channels: tuple[Channel, ...]
    contacts: Contacts
    reminder: Reminder
    counting: Counting = Counting()
    gateway: Gateway | None = None


class Policy(Settings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One school's policy, compiled: its settings and the lists."""

    format: Literal[1] = 1
    platforms: tuple[Platform, ...]
    never_listed: tuple[NeverListed, ...]
    valid_until: dt.datetime | None = None
    """A device reminds nobody from then on (aware). None: it has no end, as where a device has its own files."""

    def is_valid(self, now: dt.datetime) -> bool:
        """Tell whether a device may go by it at this instant."""
        return self.valid_until is None or now < self.valid_until

    def group(self, group_id: GroupId) -> Group | None:
        """Return a group by its id."""
        return next((group for group in self.groups if group.id == group_id), None)


def compile_policy(
    settings: Settings,
    platforms: tuple[Platform, ...],
    never_listed: tuple[NeverListed, ...],
    bank_holidays: tuple[BankHoliday, ...] = (),
) -> Policy:
    """Put a school's checked settings, the lists and the dates of its bank holidays together."""
    calendar = msgspec.structs.replace(settings.calendar, bank_holidays=bank_holidays)
    parts = msgspec.structs.asdict(settings) | {"calendar": calendar}
    return Policy(**parts, platforms=platforms, never_listed=never_listed)
