"""The policy that one device goes by: its own files, or what the school's server published."""

import datetime as dt
import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from owntime.doors import GatewayError, policy_of_gateway
from owntime.policy_source import PolicySource
from owntime.school_pac import SchoolPacError, read_school_pac
from proxy_addons.accepted_policy import PUBLISHED_FILE, Accepted, AcceptedPolicy, Trust
from proxy_addons.key_file import keep_private
from proxy_addons.policy_file import UnknownGroupError
from school_policy.policy import Policy
from school_policy.policy_document import encode
from school_policy.publication import on_this_machine
from school_policy.structure import did_you_mean
from school_policy.toml_source import TomlError
from school_policy.vocabulary import GroupId

if TYPE_CHECKING:
    from proxy_addons.accepted_policy import Fetch
    from school_policy.publication import Sealed

_log = logging.getLogger("owntime.device")

NEVER = dt.datetime.fromtimestamp(0, dt.UTC)
"""Until when a policy holds that nobody vouches for."""


class DevicePolicy:
    """Puts the two together. What is on the disk for the proxy is always a whole policy of this machine."""

    def __init__(
        self, source: PolicySource, state: Path, now: Callable[[], dt.datetime], check: Callable[[Policy], Policy]
    ) -> None:
        """Compile the device's own files. `check` returns a policy as this device keeps it.

        Raises TomlError, OSError, and what `check` raises: UnknownGroupError or GatewayError.
        """
        self._source = source
        self._state = state
        self._now = now
        self._check = check
        self._own = source.compile()
        self._accepted = AcceptedPolicy(state / PUBLISHED_FILE, now, self._check_published)
        self._made_of: Accepted | None = None
        self._is_told = False
        self._is_owed = False
        """Whether a good policy waits to be written."""
        self._load()
        self.policy = self._put_together(self._own)
        self._in_force: Accepted | None = self._made_of
        self.school_pac = ""

    @property
    def path(self) -> Path:
        """Where the proxy reads it."""
        return self._state / "policy.json"

    @property
    def version(self) -> int | None:
        """The published version that holds here; none where the device's own files do, or it ran out."""
        its = self._in_force
        return its.statement.version if its is not None and self.policy.is_valid(self._now()) else None

    def keep(self) -> None:
        """Put it on the disk, with the school's own PAC. Raises OSError or SchoolPacError."""
        self._put_in_force(self.policy)

    def renew_if_changed(self) -> bool:
        """Put what changed in force, and tell whether anything did; a bad file leaves the last good one there.

        What is good and could not be written, as on a full disk, is tried again at each look, and told once.
        """
        self._tell_if_over()
        own, was_owed = self._own, self._is_owed
        try:
            own = self._source.compile() if self._source.has_changed() else own
            if own is self._own and self._accepted.current is self._made_of and not was_owed:
                return False
            if trust_of(own) != trust_of(self._own):
                self._own = own
                self._load()
            self._put_in_force(self._put_together(own))
        except (GatewayError, OSError, TomlError, UnknownGroupError, SchoolPacError) as problem:
            if self._is_owed:
                self._own = own
            if not (was_owed and isinstance(problem, OSError)):
                _log.error("the last good policy stays in force:\n%s", problem)
            return False
        self._own = own
        return True

    async def hear(self, sealed: "Sealed | None", fetch: "Fetch") -> None:
        """Take what the school's server published, where this device's settings name a key."""
        trust = trust_of(self._own)
        if trust is None:
            return
        if sealed is None:
            self._accepted.refuse("it is no signed statement")
        elif await self._accepted.hear(sealed, trust, fetch):
            current = self._accepted.current
            _log.info("version %d of the published policy is here", current.statement.version if current else 0)

    def _load(self) -> None:
        trust = trust_of(self._own)
        if trust is None:
            self._accepted.current = None
        else:
            self._accepted.load(trust)

    def _put_together(self, own: Policy) -> Policy:
        """Return the policy in force. Where a published one was taken, the device's own lists are the past."""
        self._made_of = its = self._accepted.current
        if its is not None:
            return self._check(on_this_machine(its.policy, own, its.statement.expires_at))
        if trust_of(own) is not None and self._accepted.was_there:
            return self._check(on_this_machine(own, own, NEVER))
        return self._check(own)

    def _put_in_force(self, policy: Policy) -> None:
        school_pac = read_school_pac(policy.upstream.pac, self._state / "school.pac")
        self._is_owed = True
        keep_private(self.path, encode(policy))
        self._is_owed = False
        self.policy, self.school_pac, self._in_force = policy, school_pac, self._made_of

    def _check_published(self, policy: Policy) -> None:
        """Raise ValueError where this device could not go by it."""
        try:
            ZoneInfo(policy.school.zone)
        except ZoneInfoNotFoundError as error:
            raise ValueError(str(error)) from error
        self._check(on_this_machine(policy, self._own, NEVER))

    def _tell_if_over(self) -> None:
        """Say once that the published policy ran out."""
        is_over = self._made_of is not None and not self.policy.is_valid(self._now())
        if is_over and not self._is_told:
            _log.error(
                "the published policy ran out on %s: everything passes through until the server answers",
                self.policy.valid_until,
            )
        self._is_told = is_over


def kept_here(policy: Policy, groups: tuple[GroupId, ...], *, is_gateway: bool) -> Policy:
    """Return a policy as a device keeps it. Raises GatewayError, or UnknownGroupError."""
    if is_gateway:
        return policy_of_gateway(policy)
    for group in groups:
        _check_group(policy, group)
    return policy


def _check_group(policy: Policy, group: GroupId) -> None:
    if policy.group(group) is None:
        known = [group.id for group in policy.groups]
        hint = did_you_mean(group, [str(known_id) for known_id in known])
        raise UnknownGroupError(f'the school has no group "{group}"{hint}; it has: {", ".join(known)}')


def trust_of(own: Policy) -> Trust | None:
    """Return whom the device believes; None: it goes by its own files."""
    key = own.counting.policy_key
    return Trust(policy_key=key, school=own.school.name) if key and own.counting.server else None
