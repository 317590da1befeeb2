"""The periods that figures are for: weeks by the school's calendar on the wall, and when each is released."""

import datetime as dt
from enum import StrEnum
from zoneinfo import ZoneInfo

_RELEASE = dt.time(6)  # before anybody is at work, and after every report of the week had its Sunday
_WEEK = dt.timedelta(days=7)


class PeriodKind(StrEnum):
    """How long a figure's period is."""

    WEEK = "week"
    HALF_TERM = "half_term"


def week_of(day: dt.date) -> dt.date:
    """Return the Monday of the ISO week (ISO 8601) that holds the day; a week is named by its Monday."""
    return day - dt.timedelta(days=day.weekday())


def next_week(week: dt.date) -> dt.date:
    """Return the Monday after."""
    return week + _WEEK


def week_starts(week: dt.date, zone: ZoneInfo) -> dt.datetime:
    """Return the first instant of a week in the school's zone, in UTC."""
    return dt.datetime.combine(week, dt.time(), zone).astimezone(dt.UTC)


def week_is_released(week: dt.date, zone: ZoneInfo) -> dt.datetime:
    """Return when a week's figures are released: Monday 06:00 after it, in the school's zone; in UTC."""
    return dt.datetime.combine(next_week(week), _RELEASE, zone).astimezone(dt.UTC)
