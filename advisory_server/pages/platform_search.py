"""The platforms by kind, and those that a search finds: by name, id, kind or host."""

from collections.abc import Sequence
from dataclasses import dataclass

from advisory_server.pages.listed_words import CATEGORY_WORDS
from domain_lists.asked_host import asked_host
from school_policy.hostname import Hostname, HostnameError
from school_policy.platform import Platform
from school_policy.vocabulary import Category, HostKind, PlatformId


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformRow:
    """A platform on the page that names them all."""

    id: PlatformId
    name: str
    sites: int
    assets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KindOfPlatform:
    """A kind, and the platforms of it, the best known first."""

    kind: str
    platforms: tuple[PlatformRow, ...]


def by_kind(platforms: Sequence[Platform]) -> tuple[KindOfPlatform, ...]:
    """Return every kind that has any, in the order of the kinds."""
    kinds = [
        KindOfPlatform(
            kind=CATEGORY_WORDS[category].capitalize(),
            platforms=tuple(_row(platform) for platform in platforms if platform.category is category),
        )
        for category in Category
    ]
    return tuple(kind for kind in kinds if kind.platforms)


def matching(platforms: Sequence[Platform], text: str) -> tuple[Platform, ...]:
    """Return the platforms whose name, id, kind or one of whose hosts holds a text, in any case."""
    wanted = text.strip().lower()
    return tuple(platform for platform in platforms if _has(platform, wanted))


def host_in(text: str) -> Hostname | None:
    """Return the host that a search names, where it is one: a whole name, or a URL."""
    try:
        host = asked_host(text)
    except HostnameError:
        return None
    return host if "." in host else None


def _has(platform: Platform, wanted: str) -> bool:
    texts = (platform.name.lower(), platform.id, platform.category, CATEGORY_WORDS[platform.category])
    return any(wanted in text for text in texts) or any(wanted in rule.host for rule in platform.hosts)


def _row(platform: Platform) -> PlatformRow:
    sites = sum(rule.kind is HostKind.SITE for rule in platform.hosts)
    return PlatformRow(id=platform.id, name=platform.name, sites=sites, assets=len(platform.hosts) - sites)
