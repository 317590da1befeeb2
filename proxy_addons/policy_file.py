"""The compiled policy on the device's disk: read at the start, and again when it has changed."""

import logging
from pathlib import Path
from zoneinfo import ZoneInfoNotFoundError

from proxy_addons.in_force import InForce
from school_policy.policy_document import PolicyDocumentError, decode
from school_policy.vocabulary import GroupId

_log = logging.getLogger("owntime.proxy")


class UnknownGroupError(ValueError):
    """The policy has no such group."""


class PolicyFile:
    """One policy document. A document that is no good leaves the last good one in force."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read_at = -1

    def read(self, group_id: GroupId) -> InForce:
        """Read the document. Raises OSError, PolicyDocumentError or UnknownGroupError."""
        self._read_at = self._path.stat().st_mtime_ns
        policy = decode(self._path.read_bytes())
        group = policy.group(group_id)
        if group is None:
            known = ", ".join(group.id for group in policy.groups)
            raise UnknownGroupError(f'the policy has no group "{group_id}"; it has: {known}')
        in_force = InForce(policy=policy, group=group)
        try:
            _ = in_force.index, in_force.zone  # work them out here, off the loop
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise PolicyDocumentError({"/school/zone": str(error)}) from error
        return in_force

    def changed(self, group_id: GroupId) -> InForce | None:
        """Return the document anew if it has changed and is good, else None."""
        try:
            if self._path.stat().st_mtime_ns == self._read_at:
                return None
            return self.read(group_id)
        except (OSError, PolicyDocumentError, UnknownGroupError) as problem:
            _log.error("the last good policy stays in force: %s", problem)
            return None
