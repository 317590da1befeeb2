"""A staff group's own calendar: what it works on any day, and why. One value answers everything about its time."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from school_policy.calendar import Calendar, Change, Inset
from school_policy.policy import Group
from school_policy.school_year import DayKind, SchoolYear
from school_policy.stretch import OUT_OF_HOURS, Stretch, stretches_of
from school_policy.timetable import WEEKDAYS, Day

_DAY = dt.timedelta(days=1)
_REACH = dt.timedelta(days=35)
"""Beyond the days that the calendar names all repeats itself after two weeks (or four: once a year a clock
change may swallow a session), so what is not found within this is nowhere."""
_MOST_DAYS_KEPT = 2_000
_SATURDAY = 5
_MOST_REASONS = 2
"""Of single days; beyond that they are no explanation any more."""
_LONG = (DayKind.CLOSED, DayKind.HALF_TERM, DayKind.HOLIDAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDay:
    """One day of one group."""

    date: dt.date
    kind: DayKind
    plan: Day
    reason: str
    """ "half-term", "closed: snow", "Parents' evening", "week B"; empty on an ordinary day of work."""


class GroupCalendar:
    """A group's weeks in the school's calendar. Ask own_time.py for the state at an instant."""

    def __init__(
        self, group: Group, calendar: Calendar, zone: ZoneInfo, *, year: SchoolYear | None = None
    ) -> None:
        """Put them together; the groups of one school may share the `year`."""
        self.group = group
        self.calendar = calendar
        self.zone = zone
        self.year = year or SchoolYear(calendar)
        self._changes: dict[dt.date, Change] = {
            entry.day: entry for entry in calendar.changes if self._concerns(entry)
        }
        self._insets: dict[dt.date, Inset] = {
            entry.day: entry for entry in calendar.insets if self._concerns(entry)
        }
        self._day = lru_cache(_MOST_DAYS_KEPT)(self._planned)
        self._own = lru_cache(_MOST_DAYS_KEPT)(self._cut)
        self._stretches = lru_cache(_MOST_DAYS_KEPT)(self._joined)

    def day(self, date: dt.date) -> PlannedDay:
        """Return what the group works on a day.

        The first of these that there is: a closure, a change, an INSET day, a bank holiday (unless the school
        is open), holidays and half-terms, the week. Of two changes on one day the later in the file holds.
        """
        return self._day(date)

    def day_without_changes(self, date: dt.date) -> PlannedDay:
        """Return what the group would work on a day if there were neither closures nor changes."""
        inset = self._insets.get(date)
        if inset is not None:
            return self._explained(date, DayKind.INSET, self._inset_plan(inset), f"INSET day: {inset.reason}")
        kind = self.year.kind_without_entries(date)
        match kind:
            case DayKind.HOLIDAY | DayKind.HALF_TERM:
                plan = self.group.holiday_week[date.weekday()]
            case DayKind.TERM:
                plan = self.week(date)[date.weekday()]
            case _:
                plan = Day()
        return self._explained(date, kind, plan, self.year.reason_of(kind, date))

    def week(self, date: dt.date) -> tuple[Day, ...]:
        """Return the group's ordinary week, Monday first, as it is when the day lies in it."""
        if self.group.week_b is None or self.year.week_letter(date) == "A":
            return self.group.week
        return self.group.week_b

    def stretches(self, date: dt.date) -> tuple[Stretch, ...]:
        """Return every stretch that has a part in the local day, in order, without a gap between them."""
        return self._stretches(date)

    def _planned(self, date: dt.date) -> PlannedDay:
        if self.year.closure(date) is not None:
            reason = self.year.reason_of(DayKind.CLOSED, date)
            return PlannedDay(date=date, kind=DayKind.CLOSED, plan=Day(), reason=reason)
        usual = self.day_without_changes(date)
        change = self._changes.get(date)
        if change is None or not usual.plan.sessions:
            return usual
        return PlannedDay(date=date, kind=usual.kind, plan=change.plan, reason=change.reason)

    def _concerns(self, entry: Change | Inset) -> bool:
        return not entry.groups or self.group.id in entry.groups

    def _inset_plan(self, inset: Inset) -> Day:
        """Return the day's plan; one that names no groups does not concern who never works on that weekday."""
        usual = self.week(inset.day)[inset.day.weekday()]
        concerned = bool(inset.groups or usual.sessions)
        return inset.plan if inset.plan is not None and concerned else usual

    def _explained(self, date: dt.date, kind: DayKind, plan: Day, reason: str) -> PlannedDay:
        if kind in (DayKind.TERM, DayKind.INSET):
            letter = f"week {self.year.week_letter(date)}" if self.group.week_b is not None else ""
            if not plan.sessions:
                of_week = f" of {letter}" if letter else ""
                weekday = WEEKDAYS[date.weekday()].capitalize()
                reason = "weekend" if date.weekday() >= _SATURDAY else f"no work on {weekday}s{of_week}"
            else:
                reason = reason or letter
        return PlannedDay(date=date, kind=kind, plan=plan, reason=reason)

    def _joined(self, date: dt.date) -> tuple[Stretch, ...]:
        """Return the day's own stretches, and the rest of the time that joins them to the days around."""
        before, after = self._last_before(date), self._first_after(date)
        found: list[Stretch] = []
        for one, other in pairwise([before, *self._own(date), after]):
            if one is None or other is None or one.end != other.start:
                found.append(self._rest(one, other))
            if other is not None:
                found.append(other)
        return tuple(found[:-1] if after is not None else found)

    def _cut(self, date: dt.date) -> tuple[Stretch, ...]:
        day = self.day(date)
        return stretches_of(day.plan, date, self.zone, day.reason)

    def _last_before(self, date: dt.date) -> Stretch | None:
        return next((own[-1] for day in self._days_before(date) if (own := self._own(day))), None)

    def _first_after(self, date: dt.date) -> Stretch | None:
        return next((own[0] for day in self._days_after(date) if (own := self._own(day))), None)

    def _days_before(self, date: dt.date) -> Iterator[dt.date]:
        """Yield the days of which one has the last work before a date, if there is any; the latest first.

        What repeats itself for years is left out, so that a clock that is decades wrong costs nothing.
        """
        if self._ever_works:
            near = date - _REACH
            yield from _days(date - _DAY, near, -_DAY)
            yield from _days(min(near - _DAY, self.year.last or date), (self.year.first or date) - _REACH, -_DAY)

    def _days_after(self, date: dt.date) -> Iterator[dt.date]:
        """Yield the days of which one has the first work after a date, if there is any; the earliest first."""
        if self._ever_works:
            near = date + _REACH
            yield from _days(date + _DAY, near, _DAY)
            yield from _days(max(near + _DAY, self.year.first or date), (self.year.last or date) + _REACH, _DAY)

    @cached_property
    def _ever_works(self) -> bool:
        weeks = (*self.group.week, *(self.group.week_b or ()), *self.group.holiday_week)
        given = [inset.plan or Day() for inset in self._insets.values()]
        return any(plan != Day() for plan in (*weeks, *given))  # a change is for a day of work only

    def _rest(self, before: Stretch | None, after: Stretch | None) -> Stretch:
        start = before.end if before is not None else None
        end = after.start if after is not None else None
        return Stretch(
            working=False, start=start, end=end, name=OUT_OF_HOURS, reason=self._reason_between(start, end)
        )

    def _reason_between(self, start: dt.datetime | None, end: dt.datetime | None) -> str:
        """Say why there is no work between two instants, by the whole days between them."""
        if end is None:
            return "the terms are over" if start and self.calendar.terms else "no working time in the timetable"
        after = end.astimezone(self.zone).date()
        day = start.astimezone(self.zone).date() if start else after - _REACH
        days: list[PlannedDay] = []
        while (day := day + _DAY) < after:
            days.append(self.day(day))
        return _most_telling(days)


def _days(first: dt.date, last: dt.date, step: dt.timedelta) -> Iterator[dt.date]:
    """Yield the days from one to another, that one among them; none where it does not lie ahead."""
    for number in range((last - first) // step + 1):
        yield first + number * step


def _most_telling(days: Iterable[PlannedDay]) -> str:
    """Name what explains most: not the weekend in a half-term, nor the bank holiday in the holidays."""
    reasons = {kind: [day.reason for day in days if day.kind is kind] for kind in DayKind}
    long = [day.reason for day in days if day.kind in _LONG]
    telling = long or reasons[DayKind.BANK_HOLIDAY] or [reason for kind in reasons.values() for reason in kind]
    distinct = [reason for reason in dict.fromkeys(telling) if reason]
    named = [reason for reason in distinct if reason != "weekend"]
    if not long and len(named) > _MOST_REASONS:
        return "days without work"
    return ", ".join(named or distinct)
