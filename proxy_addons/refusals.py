"""Clients that do not accept our certificate: they pass through, so that nobody's program stays broken."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from school_policy.vocabulary import ClientId, PlatformId

_REFUSALS = 2
"""One may be a tab closed at the wrong moment."""

_MEMORY = dt.timedelta(days=1)
_MOST = 4_096

_VARIES = frozenset({0, 21, 35, 41, 42, 51})
"""Extensions that differ from one connection of a program to its next: server_name, padding, session_ticket,
pre_shared_key, early_data, key_share (RFC 8446 section 4.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuser:
    """One program on one client, as far as it can be told, and one platform."""

    client: ClientId
    fingerprint: str
    platform: PlatformId


class Refusals:
    """Who refused our certificate, and how often of late."""

    def __init__(self) -> None:
        self._noted: dict[Refuser, list[dt.datetime]] = {}

    def note(self, refuser: Refuser, now: dt.datetime) -> None:
        """Note one refusal."""
        recent = [at for at in self._noted.pop(refuser, []) if at <= now < at + _MEMORY]
        while len(self._noted) >= _MOST:
            self._noted.pop(next(iter(self._noted)))
        self._noted[refuser] = [*recent[-(_REFUSALS - 1) :], now]

    def passes(self, refuser: Refuser, now: dt.datetime) -> bool:
        """Tell whether two refusals within a day let this program through for a day."""
        recent = [at for at in self._noted.get(refuser, ()) if at <= now < at + _MEMORY]
        return len(recent) >= _REFUSALS


def fingerprint(cipher_suites: Iterable[int], extensions: Iterable[int], alpn: Iterable[bytes]) -> str:
    """Return what stays the same in a program's ClientHellos: no GREASE (RFC 8701), no order of extensions."""
    ciphers = [suite for suite in cipher_suites if not _is_grease(suite)]
    kinds = sorted({kind for kind in extensions if not _is_grease(kind)} - _VARIES)
    told = repr((ciphers, kinds, list(alpn)))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _is_grease(value: int) -> bool:
    return value & 0x0F0F == 0x0A0A and value >> 8 == value & 0xFF  # noqa: PLR2004 (RFC 8701 section 2)
