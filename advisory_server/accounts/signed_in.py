"""Who asks, as far as pages and permissions need to know."""

from dataclasses import dataclass, field

from advisory_server.accounts.role import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A person with a session in force."""

    name: str
    role: Role
    csrf: str = field(repr=False)
    """What every form of this session carries."""
