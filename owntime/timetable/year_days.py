"""What a school year is made of as people look at it: marked days, months, and the days that need a reason."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from school_policy.calendar import DateRange
from school_policy.school_year import DayKind


class Mark(Enum):
    """What a day is marked as. Each has a sign of its own, so that nobody needs colours."""

    WORK = ("", "at work")
    CHANGE = ("*", "changed hours")
    INSET = ("i", "INSET day")
    CLOSED = ("x", "closed")
    BANK_HOLIDAY = ("b", "bank holiday")
    HALF_TERM = ("h", "half-term")
    HOLIDAY = ("-", "holidays")
    HOLIDAY_WORK = ("w", "at work in holidays")
    NOT_AT_WORK = ("o", "never at work then")
    WEEKEND = (".", "weekend")

    def __init__(self, sign: str, words: str) -> None:
        self.sign = sign
        self.words = words


_TO_BE_EXPLAINED = frozenset(Mark) - {Mark.WORK, Mark.WEEKEND, Mark.NOT_AT_WORK, Mark.HOLIDAY_WORK}


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedDay:
    """One day of the year."""

    date: dt.date
    mark: Mark
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """One month, in weeks from Monday to Sunday; None where a week's day is of another month."""

    first: dt.date
    weeks: tuple[tuple[MarkedDay | None, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialDays:
    """Days in a row that are special for one reason."""

    days: DateRange
    mark: Mark
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TermDays:
    """A term, and on how many of its days there are lessons."""

    name: str
    days: DateRange
    half_term: DateRange | None
    lessons: int


_MARKS = {
    DayKind.CLOSED: Mark.CLOSED,
    DayKind.INSET: Mark.INSET,
    DayKind.BANK_HOLIDAY: Mark.BANK_HOLIDAY,
    DayKind.HALF_TERM: Mark.HALF_TERM,
    DayKind.HOLIDAY: Mark.HOLIDAY,
    DayKind.TERM: Mark.WORK,
}


def mark_of(kind: DayKind, *, weekend: bool, opened: bool = False) -> Mark:
    """Return the mark of a day by its kind; `opened` is one of term although it is a bank holiday."""
    if weekend and kind is not DayKind.BANK_HOLIDAY:
        return Mark.WEEKEND
    return Mark.CHANGE if opened and kind is DayKind.TERM else _MARKS[kind]


def in_a_row(days: Iterable[MarkedDay]) -> Iterator[SpecialDays]:
    """Yield the special days; weekends and bank holidays between days that are alike do not part them."""
    current: SpecialDays | None = None
    for day in days:
        if day.mark is Mark.WEEKEND:
            continue
        special = SpecialDays(days=DateRange(first=day.date, last=day.date), mark=day.mark, reason=day.reason)
        if day.mark is Mark.BANK_HOLIDAY:
            yield special
            continue
        if current is not None and (current.mark, current.reason) == (day.mark, day.reason):
            longer = DateRange(first=current.days.first, last=day.date)
            current = SpecialDays(days=longer, mark=day.mark, reason=day.reason)
            continue
        if current is not None:
            yield current
        current = special if day.mark in _TO_BE_EXPLAINED else None
    if current is not None:
        yield current
