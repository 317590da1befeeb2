"""School years: the weeks from the one that holds 1 September up to the next such week."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from advisory_server.store.releases import ReleasedWeek
from school_policy.period import next_week, week_of

_SEPTEMBER = 9


def first_week(year: int) -> dt.date:
    """Return the first week (its Monday) of the school year that begins in a calendar year."""
    return week_of(dt.date(year, _SEPTEMBER, 1))


def school_year_of(week: dt.date) -> int:
    """Return the calendar year in which the school year of a week begins."""
    return week.year if week >= first_week(week.year) else week.year - 1


def year_words(year: int) -> str:
    """Return a school year as people call it: 2026/27."""
    return f"{year}/{(year + 1) % 100:02}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedYear:
    """What was released of one school year; there is at least one week."""

    year: int
    weeks: Sequence[ReleasedWeek]
    """The newest first."""

    @property
    def newest(self) -> ReleasedWeek:
        """The newest week."""
        return self.weeks[0]

    def mondays(self) -> Iterator[dt.date]:
        """Yield every week from the first release to the last, released or not, the oldest first."""
        week = self.weeks[-1].week
        while week <= self.newest.week:
            yield week
            week = next_week(week)

    def gaps(self) -> tuple[dt.date, ...]:
        """Return the weeks between that have no release, the oldest first."""
        released = {week.week for week in self.weeks}
        return tuple(week for week in self.mondays() if week not in released)
