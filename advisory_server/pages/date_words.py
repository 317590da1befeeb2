"""Days and times as the pages say them."""

import datetime as dt


def day_words(day: dt.date) -> str:
    """Return a day within the year: 16 November."""
    return f"{day.day} {day:%B}"


def date_words(day: dt.date) -> str:
    """Return a day of any year: 16 November 2026."""
    return f"{day_words(day)} {day.year}"


def days_words(first: dt.date, last: dt.date) -> str:
    """Return days in a row: 2 September to 18 December 2026."""
    if first == last:
        return date_words(first)
    return f"{day_words(first) if first.year == last.year else date_words(first)} to {date_words(last)}"


def clock_words(time: dt.time) -> str:
    """Return a time of day as people read it: 10:42, 9:05."""
    return f"{time.hour}:{time.minute:02}"
