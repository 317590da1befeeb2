"""A notice as text: sections of plain sentences, before it is Markdown or HTML."""

from dataclasses import dataclass
from enum import StrEnum


class Audience(StrEnum):
    """Whom a notice is for."""

    STAFF = "staff"
    SUPPLY = "supply"
    """A visitor on the day: the short form."""
    GOVERNORS = "governors"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading, its sentences, and a list."""

    heading: str
    sentences: tuple[str, ...] = ()
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeText:
    """A whole notice."""

    title: str
    school: str
    lead: str
    sections: tuple[Section, ...]
    given: str
    """The line for the day on which it was given."""
    digest: str
    """The line that says which settings it tells."""
