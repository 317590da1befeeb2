"""What a picture may draw of a cell: a band, or a mark that looks the same for whatever is not shown."""

import re
from dataclasses import dataclass
from enum import Enum, auto

_BAND = re.compile(r"(\d+) (?:to (\d+)|or more)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A number of devices as far as it is known: from `low` to `high`, or open at the top where `high` is None."""

    low: int
    high: int | None

    def is_below(self, other: "Band") -> bool:
        """Tell whether every number in this band is smaller than every one in the other."""
        return self.high is not None and self.high < other.low


class NoBand(Enum):
    """Why nothing can be drawn: there are two reasons, and no others may be told apart."""

    NOT_SHOWN = auto()
    """None, fewer than 10, too few devices in use, too early: one mark for all."""
    NO_RELEASE = auto()
    """Nothing was released of the period at all."""


type Mark = Band | NoBand


def mark_of(text: str) -> Mark:
    """Return the mark for a released text; whatever is no band is not shown."""
    found = _BAND.fullmatch(text)
    if found is None:
        return NoBand.NOT_SHOWN
    return Band(low=int(found[1]), high=int(found[2]) if found[2] else None)
