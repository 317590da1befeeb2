"""What becomes of a line of a public list: exactly one of four fates, none of them silence.

Taken         names that a person may visit, kept exactly as far as the format means them
Unsupported   sound in its format, but not to be taken over: never widened into something that could be
Wrong         not what its format allows
Remark        a comment, an empty line, or the format's own heading: nothing to take
"""

from enum import StrEnum

import msgspec

from school_policy.hostname import Hostname


class Reach(StrEnum):
    """How far a name of a list reaches."""

    EXACT = "that very name"
    WITH_BELOW = "the name and all below it"
    ONLY_BELOW = "only the names below it"


class Why(StrEnum):
    """Why a line is not taken, in words for a heading of a report."""

    REGULAR_EXPRESSION = "a regular expression"
    KEYWORD = "a keyword or part of an address, not a name"
    PATH = "an address with a path or port: part of a site"
    PAGE_PARTS = "hides parts of pages"
    REQUEST_TYPE = "for some kinds of requests or some pages only"
    REDIRECT = "leads a name to another address"
    OPTION = "an option that lists no names"
    OTHER_FILE = "names another file that is not there"
    CIRCLE = "includes its own file, by way of others or at once"
    ANSWER = "changes an answer without listing a name"
    LOST_EXCEPTION = "an exception that cannot be kept: what is taken may reach further than the list"
    IP_ADDRESS = "an IP address, not a name"
    PUBLIC_SUFFIX = "a public suffix: it would stand for all names registered there"
    HOSTING_PROVIDER = "a whole hosting provider: it would stand for all its customers"
    EVERYTHING = "would stand for every name"
    NEARBY = "a name of this machine or network, not of a site"


class NameRule(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One name of a list."""

    host: Hostname
    reach: Reach
    exception: bool = False
    """Whether the list says that it is *not* listed."""
    attributes: tuple[str, ...] = ()
    """What the list says about the name (v2fly: ads, cn)."""


class Unsupported(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Sound in its format, and not taken over."""

    why: Why
    detail: str = ""
    """The part of the line that it is about, where that is not all of it."""


class Wrong(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Not what its format allows."""

    reason: str


class Taken(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The names of the line."""

    rules: tuple[NameRule, ...]
    left_out: tuple[Unsupported | Wrong, ...] = ()
    """What else stood in the line."""


class Remark(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing to take."""

    detail: str = ""
    """Why, where it is no comment."""


Fate = Taken | Unsupported | Wrong | Remark

REMARK = Remark()


def fate_of(parts: list[NameRule | Unsupported | Wrong]) -> Fate:
    """Return the fate of a line with several parts: taken if any part is, and then what else stood in it."""
    rules = tuple(part for part in parts if isinstance(part, NameRule))
    others = tuple(part for part in parts if not isinstance(part, NameRule))
    if rules:
        return Taken(rules=rules, left_out=others)
    return next((part for part in others if isinstance(part, Wrong)), others[0])
