"""When own time is for a staff group, in words: days that are alike on one line."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from advisory_server.pages.date_words import clock_words
from school_policy.timetable import WEEKDAYS, Day, TimeRange, Week, between_sessions

_ALL_DAY = "All day"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTimeLine:
    """Days that are alike, and their own time in the order of the day."""

    days: str
    """ "Monday to Friday" """
    times: tuple[str, ...]
    """ "Before 8:30", "Lunch, 12:15 to 13:15", "After 15:45" """


def own_time_lines(week: Week) -> tuple[OwnTimeLine, ...]:
    """Say a whole week, in the order of the week; each day stands in one line."""
    alike: dict[Day, list[int]] = {}
    for number, day in enumerate(week):
        alike.setdefault(day, []).append(number)
    return tuple(OwnTimeLine(days=_days(numbers), times=tuple(_times(day))) for day, numbers in alike.items())


def _days(numbers: list[int]) -> str:
    """Say days by their numbers (ascending): three or more in a row become "Monday to Friday"."""
    words: list[str] = []
    for _, run in groupby(enumerate(numbers), lambda place: place[1] - place[0]):
        names = [WEEKDAYS[number].capitalize() for _, number in run]
        words += [f"{names[0]} to {names[-1]}"] if len(names) > 2 else names  # noqa: PLR2004 (two need no "to")
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _times(day: Day) -> Iterator[str]:
    if not day.sessions:
        yield _ALL_DAY
        return
    work = TimeRange(day.sessions[0].start, day.sessions[-1].end)
    if work.start > dt.time.min:
        yield f"Before {clock_words(work.start)}"
    free = [(pause.time, f"{pause.name}, ") for pause in day.breaks if work.holds(pause.time)]  # else outside work
    free += [(time, "") for time in between_sessions(day)]
    for time, name in sorted(free):
        yield f"{name}{clock_words(time.start)} to {clock_words(time.end)}"
    yield f"After {clock_words(work.end)}"
