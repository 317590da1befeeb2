"""What changes between two versions of the policy, in names: pure."""

from collections.abc import Iterable, Iterator

import msgspec

from school_policy.platform import Platform
from school_policy.policy import Policy

_LISTS = {"platforms", "never_listed"}
_SECTIONS = {"groups": "[[group]]", "channels": "[[channel]]"}
_NO_SECTIONS = {"format", "valid_until"}


class PolicyChanges(msgspec.Struct, frozen=True, kw_only=True):
    """Names, sorted: of the lists what came and what went, of the settings which parts are others."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.settings)


def changes_between(old: Policy, new: Policy) -> PolicyChanges:
    """Return what a device that goes by the old policy meets anew with the new one."""
    before, after = set(_listed(old)), set(_listed(new))
    return PolicyChanges(
        added=tuple(sorted(after - before)),
        removed=tuple(sorted(before - after)),
        settings=tuple(sorted({*_changed_sections(old, new), *_changed_platforms(old, new)})),
    )


def in_lines(changes: PolicyChanges) -> Iterator[str]:
    """Yield what an IT admin reads."""
    yield from (f"+ {name}" for name in changes.added)
    yield from (f"- {name}" for name in changes.removed)
    yield from (f"changed: {name}" for name in changes.settings)


def _listed(policy: Policy) -> Iterator[str]:
    for platform in policy.platforms:
        for rule in platform.hosts:
            below = "" if rule.below else ", and none below it"
            yield f"{rule.host} ({platform.id}, {rule.kind}{below})"
    for entry in policy.never_listed:
        yield f"{entry.host} (never listed)"


def _changed_sections(old: Policy, new: Policy) -> Iterator[str]:
    for field in msgspec.structs.fields(Policy):
        if field.name not in _LISTS | _NO_SECTIONS and getattr(old, field.name) != getattr(new, field.name):
            yield _SECTIONS.get(field.name, f"[{field.name}]")


def _changed_platforms(old: Policy, new: Policy) -> Iterator[str]:
    """Yield the platforms of which something beside the hosts is another: a name, a category, a path."""
    before = {platform.id: _without_hosts(platform) for platform in old.platforms}
    for platform in new.platforms:
        if platform.id in before and before[platform.id] != _without_hosts(platform):
            yield f"the platform {platform.id}"


def _without_hosts(platform: Platform) -> Platform:
    return msgspec.structs.replace(platform, hosts=())


def counted(platforms: Iterable[Platform]) -> str:
    """Return how much a first version lists, in words."""
    listed = list(platforms)
    return f"{len(listed)} platforms with {sum(len(platform.hosts) for platform in listed)} hosts"
