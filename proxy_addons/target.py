"""Where a device's counts go: the server that the policy names, and the token that it knows this device by."""

import logging
from dataclasses import dataclass, field
from pathlib import Path

from proxy_addons.device_token import TokenError, read_token
from school_policy.policy import Policy

_log = logging.getLogger("owntime.reporting")


class AuthorityFileError(ValueError):
    """The certificate that is to vouch for the server cannot be used; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where counts go, and by what the server knows this device."""

    server: str
    token: str = field(repr=False)
    authority: Path | None = None


def target_of(policy: Policy, state: Path) -> Target | None:
    """Return where counts go, None where the school has no server. Raises TokenError."""
    counting = policy.counting
    if not counting.server:
        return None
    authority = Path(counting.authority) if counting.authority else None
    return Target(server=counting.server, token=read_token(state), authority=authority)


class TargetFile:
    """Looks a device's target up again and again; what keeps it from counting is logged once."""

    def __init__(self, state: Path) -> None:
        self._state = state
        self._said = ""

    def read(self, policy: Policy) -> Target | None:
        """Return the target, None where nothing is to be counted."""
        try:
            target = target_of(policy, self._state)
        except TokenError as problem:
            if str(problem) != self._said:
                _log.warning("%s", problem)
            self._said = str(problem)
            return None
        self._said = ""
        return target
