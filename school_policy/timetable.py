"""A staff group's week: sessions of working time, and the named breaks that are own time.

Terms, holidays and one-off changes stand beside the week, as explicit dates: see calendar.py.
"""

import datetime as dt

import msgspec

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class TimeRange(msgspec.Struct, frozen=True, order=True):
    """A stretch of one day in the school's local time, [start, end)."""

    start: dt.time
    end: dt.time

    def holds(self, other: "TimeRange") -> bool:
        """Tell whether the other range lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "TimeRange") -> bool:
        """Tell whether the two share any instant."""
        return self.start < other.end and other.start < self.end

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


class Break(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A named break that is own time for the group."""

    name: str
    time: TimeRange


class Day(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One weekday: sessions in the order of the day, never overlapping; no sessions means no work."""

    sessions: tuple[TimeRange, ...] = ()
    breaks: tuple[Break, ...] = ()


Week = tuple[Day, Day, Day, Day, Day, Day, Day]
"""Monday first."""

NO_WORK: Week = (Day(),) * 7


def parse_time_range(text: str) -> TimeRange:
    """Read "08:30-12:15". Raises ValueError with the reason."""
    start, dash, end = text.partition("-")
    if not dash:
        raise ValueError(f'"{text}" is no stretch of time; write it as "08:30-12:15"')
    stretch = TimeRange(_parse_time(start.strip()), _parse_time(end.strip()))
    if stretch.start >= stretch.end:
        raise ValueError(f'"{text}" ends before it starts')
    return stretch


def sessions_around(work: TimeRange, breaks: list[TimeRange]) -> tuple[TimeRange, ...]:
    """Cut the breaks (inside the work, not overlapping) out of a day's work."""
    sessions: list[TimeRange] = []
    start = work.start
    for pause in sorted(breaks):
        if start < pause.start:
            sessions.append(TimeRange(start, pause.start))
        start = pause.end
    if start < work.end:
        sessions.append(TimeRange(start, work.end))
    return tuple(sessions)


def between_sessions(day: Day) -> tuple[TimeRange, ...]:
    """Return what lies after one session and before another and is in no break: own time without a name."""
    if not day.sessions:
        return ()
    found: list[TimeRange] = []
    reached, last = day.sessions[0].end, day.sessions[-1].start
    for piece in sorted([*day.sessions[1:], *(pause.time for pause in day.breaks)]):
        if reached < piece.start <= last:
            found.append(TimeRange(reached, piece.start))
        reached = max(reached, piece.end)
    return tuple(found)


def _parse_time(text: str) -> dt.time:
    hours, colon, minutes = text.partition(":")
    digits = hours.isascii() and hours.isdigit() and minutes.isascii() and minutes.isdigit()
    if not (colon and digits and len(hours) <= 2 and len(minutes) == 2):  # noqa: PLR2004 (HH:MM)
        raise ValueError(f'"{text}" is no time of day; write it as "08:30"')
    try:
        return dt.time(int(hours), int(minutes))
    except ValueError:
        raise ValueError(f'"{text}" is no time of day; write it as "08:30"') from None
