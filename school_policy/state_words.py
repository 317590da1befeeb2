"""The state at an instant, in words that a person can check."""

import datetime as dt

from school_policy.group_calendar import GroupCalendar
from school_policy.own_time import stretch_at
from school_policy.stretch import OUT_OF_HOURS, Stretch


def explain(calendar: GroupCalendar, now: dt.datetime) -> str:
    """Say which time it is for the group, until when, and why.

    "working time for teaching staff until 12:15: Monday, session 1";
    "own time for teaching staff until 08:30 on Monday 2 November: half-term".
    """
    stretch = stretch_at(calendar, now)
    state = "working time" if stretch.working else "own time"
    whose = _in_a_sentence(calendar.group.name)
    return f"{state} for {whose}{_until(calendar, stretch, now)}: {_why(calendar, stretch)}"


def _until(calendar: GroupCalendar, stretch: Stretch, now: dt.datetime) -> str:
    if stretch.end is None:
        return ""
    end, today = stretch.end.astimezone(calendar.zone), now.astimezone(calendar.zone).date()
    if end.date() == today:
        return f" until {end:%H:%M}"
    year = "" if end.year == today.year else f" {end.year}"
    return f" until {end:%H:%M} on {end:%A} {end.day} {end:%B}{year}"


def _why(calendar: GroupCalendar, stretch: Stretch) -> str:
    if stretch.name == OUT_OF_HOURS or stretch.start is None:
        return stretch.reason or OUT_OF_HOURS
    reason = f" ({stretch.reason})" if stretch.reason else ""
    return f"{stretch.start.astimezone(calendar.zone):%A}, {stretch.name}{reason}"


def _in_a_sentence(name: str) -> str:
    """Return a group's name as it stands within a sentence: "Teaching staff" but not "IT" loses its capital."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name
