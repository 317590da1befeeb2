"""What in a school's calendar is not wrong but looks like a mistake."""

import datetime as dt
from dataclasses import dataclass

from school_policy.policy import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to look at."""

    text: str
    about: str
    """The entry or the day: term "Spring", 2026-11-12, group "supply"."""


def suspicious(settings: Settings, today: dt.date) -> tuple[Finding, ...]:
    """Return all that looks like a mistake; a compiled policy knows its bank holidays, mere settings do not."""
    raise NotImplementedError
