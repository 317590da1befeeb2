"""Days and moments as `owntime timetable` says them."""

import datetime as dt


def day_words(day: dt.date) -> str:
    """Return a day with its weekday: Monday 23 November 2026."""
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def short_day_words(day: dt.date) -> str:
    """Return a day for a narrow column: Mon 23 Nov."""
    return f"{day:%a} {day.day} {day:%b}"


def moment_words(local: dt.datetime) -> str:
    """Return a moment on the school's wall clock: Monday 23 November 2026, 10:42 (GMT)."""
    return f"{day_words(local.date())}, {local:%H:%M} ({local:%Z})"


def days_words(first: dt.date, last: dt.date) -> str:
    """Return days in a row as short as they are clear: 26 to 30 October; 21 December to 4 January."""
    if first == last:
        return f"{first.day} {first:%B}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {last.day} {last:%B}"
    return f"{first.day} {first:%B} to {last.day} {last:%B}"


def short_days_words(first: dt.date, last: dt.date) -> str:
    """Return days in a row for a narrow column: 26 to 30 Oct; 21 Dec to 4 Jan."""
    if first == last:
        return f"{first.day} {first:%b}"
    start = f"{first.day}" if (first.year, first.month) == (last.year, last.month) else f"{first.day} {first:%b}"
    return f"{start} to {last.day} {last:%b}"
