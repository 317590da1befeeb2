"""What a device says of itself beside a report: in two headers, as it is when it sends, and never in the report.

The report says nothing of which device it came from; these say nothing of what is in it. What cannot be read is
taken as not said, so that no report is lost over it.

    Owntime-Policy-Version: 13
    Owntime-Groups: office, teaching
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from school_policy.count_report import PrivacyRow
from school_policy.vocabulary import GroupId

VERSION_HEADER = "Owntime-Policy-Version"
GROUPS_HEADER = "Owntime-Groups"

_MOST_GROUPS_CHARACTERS = 2_000
"""A hundred groups and more; the whole of a request's headers may not come to much more."""
_VERSION = re.compile(r"[1-9][0-9]{0,8}")
"""A version a minute would need 1,900 years for more digits."""
_GROUP = re.compile(r"[a-z0-9][a-z0-9-]*")
"""As school.toml has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceState:
    """What a device says of itself, and nothing of anybody's browsing."""

    version: int | None = None
    """The published version of the policy that holds on it; none: its own settings file does."""
    groups: tuple[GroupId, ...] = ()
    """The staff groups that it serves, sorted."""


NOT_SAID = DeviceState()


def headers_of(state: DeviceState) -> Mapping[str, str]:
    """Return what goes beside a report; nothing for what is not to be said."""
    groups = ", ".join(sorted({group for group in state.groups if _GROUP.fullmatch(group)}))
    said = {VERSION_HEADER: str(state.version or ""), GROUPS_HEADER: groups}
    return {name: value for name, value in said.items() if 0 < len(value) <= _MOST_GROUPS_CHARACTERS}


def read_headers(versions: Sequence[str], groups: Sequence[str], known: Collection[GroupId]) -> DeviceState:
    """Read what came in the two headers, each as often as it came; `known` are the school's groups."""
    return DeviceState(version=_version(versions), groups=_groups(groups, known))


def _version(values: Sequence[str]) -> int | None:
    said = values[0] if len(values) == 1 else ""
    return int(said) if _VERSION.fullmatch(said) else None


def _groups(values: Sequence[str], known: Collection[GroupId]) -> tuple[GroupId, ...]:
    said = values[0] if len(values) == 1 and len(values[0]) <= _MOST_GROUPS_CHARACTERS else ""
    named = {name.strip(" \t") for name in said.split(",")}
    return tuple(sorted(group for group in known if group in named))


BESIDE_ROWS: tuple[PrivacyRow, ...] = (
    PrivacyRow(
        "Authorization",
        "The device's token: a random word that the IT admin gave it.",
        "So that reports come from the school's own devices. It is kept beside no report and no count.",
    ),
    PrivacyRow(
        VERSION_HEADER,
        "The number of the school's settings and lists that hold on the device; none where its own file does.",
        "So that the IT admin sees which devices are behind. It is the same number for all that are not.",
    ),
    PrivacyRow(
        GROUPS_HEADER,
        "The staff groups whose times the device goes by, such as “teaching”.",
        "So that the IT admin sees whether it is set up as meant. No figure is split by it.",
    ),
)
"""Every header that a device sets beside a report, but for those that say how to read it. A test holds it."""
