"""Pictures as values: all that is drawn, and so all that tells one picture from another."""

from dataclasses import dataclass
from enum import Enum, auto

from advisory_server.charts.mark import Mark


class Kind(Enum):
    """How a picture's lines are drawn."""

    STRIPS = auto()
    """Periods beside each other, the oldest first; devices upwards."""
    BARS = auto()
    """One period alone; devices to the right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a picture: a name, and a mark for each period, the oldest first."""

    words: str
    newest: str
    """The newest period's text, written at the end of the line."""
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Lines below each other, all over the same periods, in the order in which they always stand."""

    kind: Kind
    newest: str
    """Which period is the newest, in few words."""
    lines: tuple[Line, ...]
    ticks: tuple[tuple[int, str], ...] = ()
    """Words below a period, by its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """On what a picture is shown."""

    wide: bool
    """A desk or paper; else a phone."""
    dark: bool
    tone: str
    """The school's colour as it can be read on that surface: #rrggbb."""
