"""What somebody typed into the form of a change, kept as it was until it is saved."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Self

BELOW, ONLY = "below", "only"
"""How far a host reaches: with every name below it, or that very host."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """The fields of the form, by their names; those that a kind of change does not have stay empty."""

    hosts: str = ""
    """One a line."""
    reach: str = BELOW
    kind: str = "site"
    platform: str = ""
    name: str = ""
    category: str = ""
    front_page: str = ""
    reason: str = ""
    until: str = ""
    checked: str = ""
    """What the check was of that the form was shown with; not typed."""
    yes: str = ""

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> Self:
        """Return what a form sent."""
        return cls(**{field.name: sent[field.name] for field in fields(cls) if field.name in sent})
