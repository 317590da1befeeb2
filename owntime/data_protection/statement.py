"""What the pack is made of: statements, each with who says so, before they are Markdown or HTML."""

from enum import StrEnum

import msgspec


class Basis(StrEnum):
    """Who says so."""

    MEASURED = "MEASURED"
    """The program read it, just now, from the settings or from its own code."""
    SELF_REPORTED = "SELF-REPORTED"
    """Somebody says so; the program only repeats it, and names the place where it is written."""


class Statement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that is said."""

    basis: Basis
    text: str
    source: str
    """MEASURED: what was read. SELF-REPORTED: where it is written, and by whom where that is not the school."""


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A heading, what is said under it, and what the school itself has to write there."""

    heading: str
    statements: tuple[Statement, ...] = ()
    to_write: tuple[str, ...] = ()


class Document(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole document of the pack."""

    name: str
    """"dpia" or "record"."""
    title: str
    school: str
    parts: tuple[Part, ...]


def measured(text: str, source: str) -> Statement:
    """Return what the program read; `source` says where."""
    return Statement(basis=Basis.MEASURED, text=text, source=source)


def reported(text: str, source: str) -> Statement:
    """Return what somebody says; `source` is where it is written."""
    return Statement(basis=Basis.SELF_REPORTED, text=text, source=source)


MAKERS = "the makers of Own Time"
"""Who says what stands in the program's documentation."""


def by_the_makers(text: str, page: str) -> Statement:
    """Return what the makers of Own Time say in a page of their documentation."""
    return reported(text, f"{MAKERS}, {page}")
