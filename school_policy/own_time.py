"""Own time or working time: the state of one staff group at one instant, and the boundaries between."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from school_policy.timetable import Week

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
    for stretch in _stretches(week, zone, now):
        if stretch.end is not None and stretch.end <= now:
            before = stretch.end
            continue
        if stretch.holds(now):
            return stretch
        return Stretch(working=False, start=before, end=stretch.start, name="out of hours")
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
    ends = [_instant(day, session.end, zone) for session in week[day.weekday()].sessions]
    return ends[-1] if ends and now < ends[-1] else local_midnight(zone, now)


def local_midnight(zone: ZoneInfo, now: dt.datetime) -> dt.datetime:
    """Return the start of the next local day, in UTC."""
    tomorrow = now.astimezone(zone).date() + dt.timedelta(days=1)
    return dt.datetime.combine(tomorrow, dt.time(), zone).astimezone(dt.UTC)


def _stretches(week: Week, zone: ZoneInfo, now: dt.datetime) -> Iterator[Stretch]:
    """Yield the sessions and named breaks from a horizon before `now` to a horizon after it, in order."""
    date = (now - _HORIZON).astimezone(zone).date()
    last = (now + _HORIZON).astimezone(zone).date()
    while date <= last:
        day = week[date.weekday()]
        named = [(time, True, f"session {number}") for number, time in enumerate(day.sessions, start=1)]
        named += [(pause.time, False, pause.name) for pause in day.breaks]
        for time, working, name in sorted(named):
            start, end = _instant(date, time.start, zone), _instant(date, time.end, zone)
            if start < end:  # else the spring change swallows it whole
                yield Stretch(working=working, start=start, end=end, name=name)
        date += dt.timedelta(days=1)


def _instant(date: dt.date, time: dt.time, zone: ZoneInfo) -> dt.datetime:
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
