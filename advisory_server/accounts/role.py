"""The two roles of people who sign in."""

from enum import StrEnum


class Role(StrEnum):
    """What an account may see: each sees only its own part."""

    HEADTEACHER = "headteacher"
    """The released figures."""
    IT_ADMIN = "it_admin"
    """Devices and lists; never the figures."""
