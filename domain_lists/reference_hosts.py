"""The hosts by which a change of lists is measured: ordinary ones in their groups, and the never listed."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources

from domain_lists.ordinary_hosts import read_ordinary_hosts
from school_policy.hostname import Hostname, normalise
from school_policy.platform import NeverListed

_PRECIOUS = re.compile(
    r"teach|school|universit|education|government|council|health|bank|pension|union", re.IGNORECASE
)
"""In the name of a group whose hosts no list may catch."""


@cache
def ordinary_groups() -> Mapping[Hostname, str]:
    """Return the ordinary hosts that come with the program, each with its group."""
    return read_groups(resources.files("domain_lists").joinpath("ordinary_hosts.txt").read_text("utf-8"))


def read_groups(text: str) -> dict[Hostname, str]:
    """Return each host with its group, the last comment above it: "# group: teaching" or "# Teaching: …"."""
    read_ordinary_hosts(text)  # raises with the place of what is wrong
    groups: dict[Hostname, str] = {}
    group = ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("#"):
            group = line.lstrip("# ").removeprefix("group:").strip()
        elif line:
            groups[normalise(line)] = group
    return groups


def reference_hosts(never_listed: Iterable[NeverListed]) -> dict[Hostname, str]:
    """Return the ordinary hosts and those that are never listed, each with its group or the reason."""
    return {**ordinary_groups()} | {each.host: each.reason for each in never_listed}


def precious_groups(never_listed: Iterable[NeverListed]) -> frozenset[str]:
    """Return the groups whose hosts need a second yes: teaching, health …, and all that is never listed."""
    ordinary = {group for group in ordinary_groups().values() if _PRECIOUS.search(group.partition(":")[0])}
    return frozenset(ordinary | {each.reason for each in never_listed})
