"""Times as the reminder says them."""

import datetime as dt

from proxy_addons.in_force import InForce
from school_policy.own_time import next_own_time
from school_policy.stretch import BETWEEN_SESSIONS, OUT_OF_HOURS

_WEEK = 7  # days: from then on a weekday alone could be the wrong one


def clock_time(local: dt.datetime) -> str:
    """Return a time of day as people read it: 10:42, 9:05."""
    return f"{local.hour}:{local.minute:02}"


def own_time_next(in_force: InForce, now: dt.datetime) -> str:
    """Say when own time is next, or nothing where no boundary is in reach."""
    stretch = next_own_time(in_force.calendar, now)
    if stretch is None or stretch.start is None:
        return ""
    start = stretch.start.astimezone(in_force.zone)
    away = (start.date() - now.astimezone(in_force.zone).date()).days
    date = f" {start.day} {start:%B}" if away >= _WEEK else ""
    day = f" on {start:%A}{date}" if away else ""
    name = "" if stretch.name in (OUT_OF_HOURS, BETWEEN_SESSIONS) else f" ({stretch.name})"
    return f"Own time is next at {clock_time(start)}{day}{name}."
