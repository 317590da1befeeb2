"""Own time or working time: the state of one staff group at one instant, and the boundaries between."""

import datetime as dt
from zoneinfo import ZoneInfo

from school_policy.group_calendar import GroupCalendar
from school_policy.stretch import Stretch

_DAY = dt.timedelta(days=1)


def stretch_at(calendar: GroupCalendar, now: dt.datetime) -> Stretch:
    """Return the stretch that holds `now` (aware). Every instant is in exactly one.

    The first look at a day works it out, and the nearest boundaries around it however far away; later ones
    read it from memory.
    """
    today = now.astimezone(calendar.zone).date()
    for date in (today, today + _DAY):  # a clock put back over midnight shows the day before again
        for stretch in calendar.stretches(date):
            if stretch.holds(now):
                return stretch
    raise AssertionError("the stretches of a day leave no gap")


def next_own_time(calendar: GroupCalendar, now: dt.datetime) -> Stretch | None:
    """Return the next stretch of own time that starts after `now`, or None where there is no boundary any more."""
    current = stretch_at(calendar, now)
    while current.end is not None:
        current = stretch_at(calendar, current.end)
        if not current.working:
            return current
    return None


def working_day_end(calendar: GroupCalendar, now: dt.datetime) -> dt.datetime:
    """Return when the last session of the local day ends; midnight where no session is left today."""
    date = now.astimezone(calendar.zone).date()
    ends = [stretch.end for stretch in calendar.stretches(date) if stretch.working and stretch.end is not None]
    return ends[-1] if ends and now < ends[-1] else local_midnight(calendar.zone, now)


def local_midnight(zone: ZoneInfo, now: dt.datetime) -> dt.datetime:
    """Return the start of the next local day, in UTC."""
    tomorrow = now.astimezone(zone).date() + _DAY
    return dt.datetime.combine(tomorrow, dt.time(), zone).astimezone(dt.UTC)
