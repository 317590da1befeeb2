"""A length of time in words."""

import datetime as dt

_UNITS = (
    ("week", dt.timedelta(weeks=1)),
    ("day", dt.timedelta(days=1)),
    ("hour", dt.timedelta(hours=1)),
    ("minute", dt.timedelta(minutes=1)),
    ("second", dt.timedelta(seconds=1)),
)


def length_words(length: dt.timedelta) -> str:
    """Return "5 weeks", "7 days", "24 hours": the largest unit of which there are two. Whole seconds."""
    for name, unit in _UNITS:
        number, rest = divmod(length, unit)
        if number > 1 and not rest:
            return f"{number} {name}s"
    seconds = int(length.total_seconds())
    return f"{seconds} second{'' if seconds == 1 else 's'}"
