"""A school year, day by day, as people look at it: what each day is marked as, and the days that need a reason."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from owntime.timetable.year_days import Mark, MarkedDay, Month, SpecialDays, TermDays, in_a_row, mark_of
from school_policy.calendar import Calendar, DateRange, Region
from school_policy.group_calendar import GroupCalendar
from school_policy.school_year import DayKind, SchoolYear
from school_policy.vocabulary import GroupId

_DAY = dt.timedelta(days=1)
_SATURDAY = 5
_FIRST_MONTH = {Region.SCOTLAND: 8}  # Scottish schools come back in August
_SEPTEMBER = 9


class YearView:
    """Twelve months of a school, or of one of its groups."""

    def __init__(
        self,
        calendar: Calendar,
        school_year: int,
        *,
        group: GroupCalendar | None = None,
        names: Mapping[GroupId, str] | None = None,
    ) -> None:
        """Take the months from September (in Scotland from August) of the year in which the school year starts.

        Without a group it is the school's year, and `names` says what the groups are called.
        """
        self._names = names or {}
        self._calendar = calendar
        self._year = group.year if group is not None else SchoolYear(calendar)
        self._group = group
        self.school_year = school_year
        self.first = dt.date(school_year, _FIRST_MONTH.get(calendar.region, _SEPTEMBER), 1)
        self.last = self.first.replace(year=school_year + 1) - _DAY

    @cached_property
    def days(self) -> tuple[MarkedDay, ...]:
        """Every day of the twelve months."""
        number = (self.last - self.first).days + 1
        return tuple(self._marked(self.first + dt.timedelta(days=offset)) for offset in range(number))

    @cached_property
    def months(self) -> tuple[Month, ...]:
        """The months in order."""
        starts = [day.date for day in self.days if day.date.day == 1]
        return tuple(Month(first=start, weeks=tuple(self._weeks(start))) for start in starts)

    @cached_property
    def counts(self) -> dict[Mark, int]:
        """How many days there are of each mark that occurs, in the order of the marks."""
        found = Counter(day.mark for day in self.days)
        return {mark: found[mark] for mark in Mark if found[mark]}

    @property
    def work_days(self) -> int:
        """Days of work, INSET days and changed days among them."""
        return sum(self.counts.get(mark, 0) for mark in (Mark.WORK, Mark.CHANGE, Mark.INSET, Mark.HOLIDAY_WORK))

    @cached_property
    def special(self) -> tuple[SpecialDays, ...]:
        """The days that need a reason, in order; those in a row with the same reason are one entry."""
        return tuple(sorted(in_a_row(self.days), key=lambda special: special.days.first))

    @cached_property
    def terms(self) -> tuple[TermDays, ...]:
        """The terms that begin within the year."""
        return tuple(
            TermDays(
                name=term.name,
                days=DateRange(first=term.first, last=term.last),
                half_term=term.half_term,
                lessons=sum(self._has_lessons(day) for day in self.days if term.holds(day.date)),
            )
            for term in sorted(self._calendar.terms, key=lambda each: each.first)
            if self.first <= term.first <= self.last
        )

    def _has_lessons(self, day: MarkedDay) -> bool:
        """Tell whether there are lessons; an INSET day of one group is the others' ordinary day."""
        marks = {Mark.WORK, Mark.CHANGE} | ({Mark.INSET} if self._group is None else set())
        return self._year.is_school_day(day.date) and day.mark in marks

    def _weeks(self, start: dt.date) -> Iterator[tuple[MarkedDay | None, ...]]:
        in_month = [day for day in self.days if (day.date.year, day.date.month) == (start.year, start.month)]
        cells: list[MarkedDay | None] = [*([None] * start.weekday()), *in_month]
        cells += [None] * (-len(cells) % 7)
        for number in range(0, len(cells), 7):
            yield tuple(cells[number : number + 7])

    def _marked(self, date: dt.date) -> MarkedDay:
        mark, reason = self._of_group(self._group, date) if self._group is not None else self._of_school(date)
        return MarkedDay(date=date, mark=mark, reason=reason)

    def _of_school(self, date: dt.date) -> tuple[Mark, str]:
        kind, reason = self._year.kind(date), self._year.reason(date)
        changes = [change for change in self._calendar.changes if change.day == date]
        if changes and kind is not DayKind.CLOSED:
            return Mark.CHANGE, ", ".join(self._for_whom(change.reason, change.groups) for change in changes)
        insets = [inset for inset in self._calendar.insets if inset.day == date]
        if insets and kind is not DayKind.CLOSED:
            return Mark.INSET, ", ".join(self._for_whom(inset.reason, inset.groups) for inset in insets)
        return mark_of(kind, weekend=date.weekday() >= _SATURDAY, opened=bool(reason)), reason

    def _for_whom(self, reason: str, groups: Iterable[GroupId]) -> str:
        named = ", ".join(self._names.get(group, group) for group in groups)
        return f"{reason} ({named})" if named else reason

    def _of_group(self, group: GroupCalendar, date: dt.date) -> tuple[Mark, str]:
        planned, usual = group.day(date), group.day_without_changes(date)
        weekend = date.weekday() >= _SATURDAY
        if planned.kind is DayKind.CLOSED:
            return Mark.WEEKEND if weekend and not usual.plan.sessions else Mark.CLOSED, planned.reason
        if planned != usual:
            return Mark.CHANGE, planned.reason
        if not planned.plan.sessions:
            mark = mark_of(planned.kind, weekend=weekend)
            return Mark.NOT_AT_WORK if mark in (Mark.WORK, Mark.INSET) else mark, planned.reason
        if planned.kind in (DayKind.HALF_TERM, DayKind.HOLIDAY):
            return Mark.HOLIDAY_WORK, planned.reason
        if planned.kind is DayKind.INSET:
            return Mark.INSET, planned.reason.removeprefix("INSET day: ")
        opened = bool(self._year.reason_of(DayKind.TERM, date))
        return (Mark.CHANGE if opened else Mark.WORK), planned.reason
