"""Own time or working time: the state of one staff group at one instant, and the boundaries between."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from school_policy.timetable import Day, Week

_HORIZON = dt.timedelta(days=8)  # a weekly timetable repeats itself after seven days


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of one state, [start, end), aware datetimes in UTC; None where no boundary is in reach."""

    working: bool
    start: dt.datetime | None
    end: dt.datetime | None
    name: str
    """"session 2", the break's name, or "out of hours"."""

    def holds(self, now: dt.datetime) -> bool:
        """Tell whether the instant lies in this stretch."""
        return (self.start is None or self.start <= now) and (self.end is None or now < self.end)


def stretch_at(week: Week, zone: ZoneInfo, now: dt.datetime) -> Stretch:
    """Return the stretch that holds `now` (aware). Every instant is in exactly one."""
    before: dt.datetime | None = None
    for session in _sessions(week, zone, now):
        if session.end is not None and session.end <= now:
            before = session.end
            continue
        if session.holds(now):
            return session
        return Stretch(working=False, start=before, end=session.start, name=_name_of_gap(week, zone, now))
    return Stretch(working=False, start=before, end=None, name="out of hours")


def next_own_time(week: Week, zone: ZoneInfo, now: dt.datetime) -> Stretch | None:
    """Return the next stretch of own time that starts after `now`, or None where there is none in reach."""
    current = stretch_at(week, zone, now)
    while current.end is not None:
        current = stretch_at(week, zone, current.end)
        if not current.working:
            return current
    return None


def working_day_end(week: Week, zone: ZoneInfo, now: dt.datetime) -> dt.datetime:
    """Return when the last session of the local day ends; midnight where no session is left today."""
    day = now.astimezone(zone).date()
    ends = [end for _, end in _instants(week[day.weekday()], day, zone) if end > now]
    return ends[-1] if ends else local_midnight(zone, now)


def local_midnight(zone: ZoneInfo, now: dt.datetime) -> dt.datetime:
    """Return the start of the next local day, in UTC."""
    tomorrow = now.astimezone(zone).date() + dt.timedelta(days=1)
    return dt.datetime.combine(tomorrow, dt.time(), zone).astimezone(dt.UTC)


def _sessions(week: Week, zone: ZoneInfo, now: dt.datetime) -> Iterator[Stretch]:
    """Yield the sessions from a horizon before `now` to a horizon after it, in order."""
    day = (now - _HORIZON).astimezone(zone).date()
    last = (now + _HORIZON).astimezone(zone).date()
    while day <= last:
        for number, (start, end) in enumerate(_instants(week[day.weekday()], day, zone), start=1):
            yield Stretch(working=True, start=start, end=end, name=f"session {number}")
        day += dt.timedelta(days=1)


def _instants(day: Day, date: dt.date, zone: ZoneInfo) -> list[tuple[dt.datetime, dt.datetime]]:
    """Return the day's sessions as instants; one that the spring change swallows whole is left out."""
    pairs = [
        tuple(dt.datetime.combine(date, time, zone).astimezone(dt.UTC) for time in (session.start, session.end))
        for session in day.sessions
    ]
    return [(start, end) for start, end in pairs if start < end]


def _name_of_gap(week: Week, zone: ZoneInfo, now: dt.datetime) -> str:
    local = now.astimezone(zone)
    for pause in week[local.weekday()].breaks:
        if pause.time.start <= local.time() < pause.time.end:
            return pause.name
    return "out of hours"
