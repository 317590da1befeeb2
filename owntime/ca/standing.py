"""How a device's certificate authorities stand: the one in use, one that waits, and what they cover."""

import contextlib
import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import msgspec

from domain_lists.index import HostIndex
from owntime.policy_source import PolicySource
from proxy_addons.authority import CERTIFICATE_FILE, Authority, load_authority
from proxy_addons.authority_renewal import waiting_authority, waiting_folder
from school_policy.hostname import Hostname
from school_policy.policy_document import PolicyDocumentError, decode

RENEW_BEFORE = dt.timedelta(days=60)
"""How long before its end an authority is to be renewed: time for the new one to reach every browser."""


class AuthorityStanding(msgspec.Struct, frozen=True, kw_only=True):
    """One authority."""

    certificate: str
    """The file that browsers are to trust."""
    fingerprint: str
    """SHA-256, in hexadecimal."""
    not_before: dt.datetime
    not_after: dt.datetime
    is_valid: bool
    names: int
    """Names that it may sign for, each with all below."""
    not_covered: tuple[Hostname, ...]
    """Listed hosts of sites that it may not sign for: they pass through without a reminder."""

    def is_good_until(self, day: dt.datetime) -> bool:
        """Tell whether it covers every listed host, now and then."""
        return self.is_valid and not self.not_covered and day < self.not_after


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Those of one device."""

    in_use: AuthorityStanding
    waiting: AuthorityStanding | None


def listed_sites(source: PolicySource, state: Path) -> tuple[Hostname, ...]:
    """Return the hosts of sites that the settings list, and those that the device goes by.

    Raises TomlError where the settings cannot be read. The device's policy may be one that the server published.
    """
    listed = set(HostIndex(source.compile().platforms).site_hosts())
    # No proxy may have run here yet, or one of another version of Own Time.
    with contextlib.suppress(FileNotFoundError, PolicyDocumentError):
        listed |= set(HostIndex(decode((state / "policy.json").read_bytes()).platforms).site_hosts())
    return tuple(sorted(listed))


def standing(directory: Path, sites: Iterable[Hostname], now: dt.datetime) -> Standing:
    """Load the authorities of a device. Raises FileNotFoundError, LooseRightsError or AuthorityError."""
    sites = tuple(sites)
    in_use, waiting = load_authority(directory), waiting_authority(directory)
    return Standing(
        in_use=_of(in_use, directory, sites, now),
        waiting=_of(waiting, waiting_folder(directory), sites, now) if waiting else None,
    )


def _of(authority: Authority, folder: Path, sites: tuple[Hostname, ...], now: dt.datetime) -> AuthorityStanding:
    return AuthorityStanding(
        certificate=str(folder / CERTIFICATE_FILE),
        fingerprint=authority.fingerprint,
        not_before=authority.not_before,
        not_after=authority.not_after,
        is_valid=authority.is_valid(now),
        names=len(authority.permitted),
        not_covered=tuple(host for host in sites if not authority.covers(host)),
    )
