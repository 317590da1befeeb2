"""What a check of `owntime doctor` has to say."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How it stands; only what is wrong makes the command end with 1."""

    FINE = "fine"
    LOOK = "to look at"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line: what was seen, and what to do where anything is to be done."""

    level: Level
    seen: str
    to_do: str = ""


def fine(seen: str) -> Finding:
    """Return that it is as it should be."""
    return Finding(level=Level.FINE, seen=seen)


def look(seen: str, to_do: str) -> Finding:
    """Return that somebody should look at it, or that it could not be told."""
    return Finding(level=Level.LOOK, seen=seen, to_do=to_do)


def wrong(seen: str, to_do: str) -> Finding:
    """Return that it does not hold."""
    return Finding(level=Level.WRONG, seen=seen, to_do=to_do)
