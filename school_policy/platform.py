"""A platform and its hosts, as the catalogue describes them and the policy document carries them."""

import msgspec

from school_policy.hostname import Hostname
from school_policy.vocabulary import Category, HostKind, PlatformId


class HostRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One listed host."""

    host: Hostname
    kind: HostKind
    below: bool = True
    """Whether the names below it are listed too; without, the rule is for this very host."""


class Platform(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One social medium or game with every host that serves only it."""

    id: PlatformId
    name: str
    category: Category
    front_page: str
    """The https URL to go to when the page a person came for is no longer known."""
    hosts: tuple[HostRule, ...]
    embed_paths: tuple[str, ...] = ()
    """Paths under which other sites embed it ("/embed/"): prefixes, where * stands for one segment's rest."""
    embed_hosts: tuple[Hostname, ...] = ()
    """Listed hosts that serve nothing but embeds (youtube-nocookie.com)."""
    login_paths: tuple[str, ...] = ()
    """Paths of "sign in with …" hops, written like embed_paths."""


class NeverListed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A host that no list may name: sign-in, teaching, government, health, banks, unions."""

    host: Hostname
    reason: str
    below: bool = True
