"""Stretches of own time and working time, and how times on the wall become instants."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from school_policy.timetable import Day, TimeRange, between_sessions

OUT_OF_HOURS = "out of hours"
BETWEEN_SESSIONS = "between sessions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of one state, [start, end), aware datetimes in UTC; None where there is no boundary any more."""

    working: bool
    start: dt.datetime | None
    end: dt.datetime | None
    name: str
    """"session 2", the break's name, "between sessions", or "out of hours"."""
    reason: str = ""
    """Why the day, or the days that the stretch spans, are no ordinary ones: "half-term", "week B"."""

    def holds(self, now: dt.datetime) -> bool:
        """Tell whether the instant lies in this stretch."""
        return (self.start is None or self.start <= now) and (self.end is None or now < self.end)


def stretches_of(plan: Day, date: dt.date, zone: ZoneInfo, reason: str) -> tuple[Stretch, ...]:
    """Return the day's sessions, its named breaks and what lies between its sessions, in order."""
    found: list[Stretch] = []
    for time, working, name in sorted(_cuts(plan)):
        start, end = instant(date, time.start, zone), instant(date, time.end, zone)
        if start >= end:
            continue  # the spring change swallows it whole
        if name == BETWEEN_SESSIONS and found and found[-1].name == name and found[-1].end == start:
            found[-1] = replace(found[-1], end=end)  # what lay in the middle was swallowed
            continue
        found.append(Stretch(working=working, start=start, end=end, name=name, reason=reason))
    return tuple(found)


def instant(date: dt.date, time: dt.time, zone: ZoneInfo) -> dt.datetime:
    """Return the first instant at which the clock on the wall has reached a time of the day.

    Of a time that the autumn change repeats the first counts; one that the spring change leaves out is
    reached when the clocks jump (PEP 495: in such a gap, and only there, fold=1 has the greater offset).
    """
    wanted = dt.datetime.combine(date, time, zone)
    later = wanted.replace(fold=1)
    before, after = wanted.utcoffset(), later.utcoffset()
    if before is None or after is None or before >= after:
        return wanted.astimezone(dt.UTC)
    jump = later.astimezone(dt.UTC)
    while jump.astimezone(zone).utcoffset() == before:
        jump += dt.timedelta(minutes=1)
    return jump


def _cuts(plan: Day) -> Iterator[tuple[TimeRange, bool, str]]:
    """Yield the pieces of a day in no order: time, whether it is working time, name."""
    for number, session in enumerate(plan.sessions, start=1):
        yield session, True, f"session {number}"
    for pause in plan.breaks:
        yield pause.time, False, pause.name
    for between in between_sessions(plan):
        yield between, False, BETWEEN_SESSIONS
