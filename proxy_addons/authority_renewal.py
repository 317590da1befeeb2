"""A second authority that waits beside the one in use, until browsers trust it: made first, switched to later."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from proxy_addons.authority import (
    CERTIFICATE_FILE,
    KEY_FILE,
    Authority,
    certificate_in,
    load_authority,
    make_authority,
)
from proxy_addons.key_file import keep_private, make_private_directory
from school_policy.hostname import Hostname


def waiting_folder(directory: Path) -> Path:
    """Return where the authority that waits beside this one stands."""
    return directory / "next"


def waiting_authority(directory: Path) -> Authority | None:
    """Load the one that waits, if there is one. Raises LooseRightsError or AuthorityError."""
    waiting = waiting_folder(directory)
    return load_authority(waiting) if (waiting / KEY_FILE).exists() else None


def renew_authority(directory: Path, site_hosts: Iterable[Hostname], now: datetime) -> None:
    """Make an authority that waits, in the place of one that waited. That in use stays as it is."""
    make_private_directory(directory)
    make_authority(waiting_folder(directory), site_hosts, now)


def activate_authority(directory: Path) -> None:
    """Put the one that waits in the place of that in use, whose key is gone then.

    The file with the key is the one that counts, and it is replaced at once: whoever is cut off in between has the
    old one or the new one, and `complete_authority` finishes it.
    """
    (waiting_folder(directory) / KEY_FILE).replace(directory / KEY_FILE)
    complete_authority(directory)


def complete_authority(directory: Path) -> None:
    """Write the certificate anew beside its key where it is missing or another's, and clear what a switch left."""
    keep_private(directory / CERTIFICATE_FILE, certificate_in((directory / KEY_FILE).read_bytes()))
    waiting = waiting_folder(directory)
    if waiting.is_dir() and not (waiting / KEY_FILE).exists():
        (waiting / CERTIFICATE_FILE).unlink(missing_ok=True)
        waiting.rmdir()
