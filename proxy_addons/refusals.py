"""Clients that do not accept our certificate: they pass through, so that nobody's program stays broken."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from school_policy.vocabulary import ClientId, PlatformId

_REFUSALS = 2
"""Of a program that has accepted our certificate of late, or that went away without a word: one may be a tab
closed at the wrong moment. Of any other program one is enough, so that a guest meets one failed load."""

MEMORY = dt.timedelta(days=1)
"""How long a refusal, and an acceptance, is remembered."""
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
    """Who refused our certificate of late, how often, and who accepted it."""

    def __init__(self) -> None:
        self._refused: dict[Refuser, list[tuple[dt.datetime, bool]]] = {}
        self._accepted: dict[tuple[ClientId, str], dt.datetime] = {}

    def note(self, refuser: Refuser, now: dt.datetime, *, outright: bool) -> None:
        """Note one refusal; `outright` where the client said that it is the certificate."""
        recent = [(at, said) for at, said in self._refused.pop(refuser, []) if _is_recent(at, now)]
        _make_room(self._refused)
        self._refused[refuser] = [*recent[-(_REFUSALS - 1) :], (now, outright)]

    def note_acceptance(self, client: ClientId, program: str, now: dt.datetime) -> None:
        """Note that a program (its fingerprint) on a client accepted our certificate."""
        self._accepted.pop((client, program), None)
        _make_room(self._accepted)
        self._accepted[client, program] = now

    def passes(self, refuser: Refuser, now: dt.datetime) -> bool:
        """Tell whether its refusals within a day let this program through."""
        recent = [said for at, said in self._refused.get(refuser, ()) if _is_recent(at, now)]
        accepted = self._accepted.get((refuser.client, refuser.fingerprint))
        known = accepted is not None and _is_recent(accepted, now)
        return len(recent) >= _REFUSALS or (any(recent) and not known)


def _is_recent(at: dt.datetime, now: dt.datetime) -> bool:
    return at <= now < at + MEMORY


def _make_room[K, V](kept: dict[K, V]) -> None:
    while len(kept) >= _MOST:
        kept.pop(next(iter(kept)))


def fingerprint(cipher_suites: Iterable[int], extensions: Iterable[int], alpn: Iterable[bytes]) -> str:
    """Return what stays the same in a program's ClientHellos: no GREASE (RFC 8701), no order of extensions."""
    ciphers = [suite for suite in cipher_suites if not _is_grease(suite)]
    kinds = sorted({kind for kind in extensions if not _is_grease(kind)} - _VARIES)
    told = repr((ciphers, kinds, list(alpn)))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _is_grease(value: int) -> bool:
    return value & 0x0F0F == 0x0A0A and value >> 8 == value & 0xFF  # noqa: PLR2004 (RFC 8701 section 2)
