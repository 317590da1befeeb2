"""The two roles of people who sign in."""

from enum import StrEnum


class Role(StrEnum):
    """What an account may see: each sees only its own part."""

    HEADTEACHER = "headteacher"
    """The released figures."""
    IT_ADMIN = "it_admin"
    """Devices and lists; never the figures."""

    @property
    def in_words(self) -> str:
        """The role as people call it."""
        return {Role.HEADTEACHER: "Headteacher", Role.IT_ADMIN: "IT admin"}[self]

    @property
    def home(self) -> str:
        """The page that the role starts at."""
        return {Role.HEADTEACHER: "/summary", Role.IT_ADMIN: "/admin"}[self]
