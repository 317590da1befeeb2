"""The compiled policy on the device's disk: read at the start, and again when it has changed."""

import logging
from collections.abc import Collection
from pathlib import Path
from zoneinfo import ZoneInfoNotFoundError

from proxy_addons.in_force import InForce, put_in_force
from proxy_addons.languages import written_at
from school_policy.policy import Group, Policy
from school_policy.policy_document import PolicyDocumentError, decode
from school_policy.vocabulary import GroupId

_log = logging.getLogger("owntime.proxy")


class UnknownGroupError(ValueError):
    """The policy has no such group."""


type _WrittenAt = tuple[int, tuple[tuple[str, int], ...]]


class PolicyFile:
    """One policy document, and the catalogues of the school's own that it names.

    A document that is no good leaves the last good one in force.
    """

    def __init__(self, path: Path, groups: Collection[GroupId] = ()) -> None:
        """Name the groups that are wanted; none: all that the policy has."""
        self._path = path
        self._groups = groups
        self._translations = ""
        self._read_at: _WrittenAt | None = None

    def read(self) -> tuple[InForce, ...]:
        """Read the document, for each group. Raises OSError, PolicyDocumentError or UnknownGroupError."""
        self._read_at = self._written_at()
        policy = decode(self._path.read_bytes())
        if policy.school.translations != self._translations:
            self._translations = policy.school.translations
            self._read_at = self._written_at()
        groups = [_group(policy, group_id) for group_id in self._groups] or policy.groups
        try:
            found = put_in_force(policy, groups)
            _ = [in_force.zone for in_force in found]  # worked out here, off the loop
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise PolicyDocumentError({"/school/zone": str(error)}) from error
        for problem in found[0].languages.problems if found else ():  # they share the languages
            _log.error("a translation of the reminder: %s", problem)
        return found

    def changed(self) -> tuple[InForce, ...]:
        """Return the document anew if it has changed and is good, else nothing."""
        try:
            if self._written_at() == self._read_at:
                return ()
            return self.read()
        except (OSError, PolicyDocumentError, UnknownGroupError) as problem:
            _log.error("the last good policy stays in force: %s", problem)
            return ()

    def _written_at(self) -> _WrittenAt:
        return self._path.stat().st_mtime_ns, written_at(self._translations)


def _group(policy: Policy, group_id: GroupId) -> Group:
    group = policy.group(group_id)
    if group is None:
        known = ", ".join(group.id for group in policy.groups)
        raise UnknownGroupError(f'the policy has no group "{group_id}"; it has: {known}')
    return group
