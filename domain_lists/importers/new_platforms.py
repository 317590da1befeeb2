"""Imported names as hosts of a platform, and platforms that nobody has named yet."""

import hashlib
import re
from collections.abc import Collection, Iterable

from domain_lists.importers.line_fate import Reach
from domain_lists.importers.name_set import Kept
from school_policy.count_report import LONGEST_VALUE
from school_policy.hostname import Hostname
from school_policy.platform import HostRule, Platform
from school_policy.vocabulary import Category, HostKind, PlatformId

_NO_LETTER = re.compile(r"[^a-z0-9]+")
_HASH_DIGITS = 8


def platform_id(domain: str, taken: Collection[str] = ()) -> PlatformId:
    """Return an id for a domain. No other domain has it: where letters are lost, a few digits of a hash follow."""
    word = domain.replace(".", "-")
    if domain.replace(".", "").isalnum() and len(word) <= LONGEST_VALUE and word not in taken:
        return PlatformId(word)
    word = _NO_LETTER.sub("-", word).strip("-")
    digits = hashlib.sha256(domain.encode()).hexdigest()[:_HASH_DIGITS]
    return PlatformId(f"{word[: LONGEST_VALUE - _HASH_DIGITS - 1].rstrip('-')}-{digits}")


def new_platform(name: str, platform: PlatformId, category: Category, names: Iterable[Kept]) -> Platform:
    """Return a platform that nobody has named yet; its front page is on the name itself, else on the shortest."""
    names = list(names)
    hosts = [kept.host for kept in names]
    return Platform(
        id=platform,
        name=name,
        category=category,
        front_page=front_page(name, hosts),
        hosts=tuple(rule_of(kept, HostKind.SITE) for kept in names),
    )


def front_page(name: str, hosts: Collection[Hostname]) -> str:
    """Return the front page of a platform: on the name itself where that is a host, else on the shortest host."""
    front = name if name in hosts else min(hosts, key=lambda host: (len(host), host))
    return f"https://{front}/"


def rule_of(kept: Kept, kind: HostKind) -> HostRule:
    """Return an imported name as a host of a platform."""
    return HostRule(host=kept.host, kind=kind, below=kept.reach is Reach.WITH_BELOW)
