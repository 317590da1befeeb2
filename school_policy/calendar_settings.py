"""The school's calendar in a `school.toml`. All of it may be left out: then the weekly timetables hold all year.

[calendar]           bank_holidays ("england", "wales", "scotland", "northern-ireland" or "none")
                     week_a (the Monday of a week A, where a group has a two-week timetable; whole weeks
                     without a school day are not counted)
[[calendar.term]]    name, first, last, half_term {first, last}
[[calendar.inset]]   day, reason; groups (default: all), work and breaks (default: each group's own week)
[[calendar.closed]]  first, last, reason: nobody works
[[calendar.change]]  day, reason, work ([]: no work), breaks; groups (default: all that work on that day)
[[calendar.open]]    day, reason: at work although it is a bank holiday
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

import msgspec

from school_policy.calendar import Calendar, Change, Closure, Inset, Opening, Region, Term
from school_policy.day_settings import BreakForm, read_day
from school_policy.group_calendar import GroupCalendar
from school_policy.policy import Group
from school_policy.structure import Path, did_you_mean, read_table
from school_policy.timetable import Day
from school_policy.toml_source import TomlSource
from school_policy.vocabulary import GroupId

_YEARS = range(2000, 2100)  # anything else is a slip of the pen


class InsetForm(msgspec.Struct, frozen=True, kw_only=True):
    """An INSET day."""

    day: dt.date
    reason: str
    groups: tuple[str, ...] | None = None
    work: str | tuple[str, ...] | None = None
    breaks: tuple[BreakForm, ...] = ()


class ChangeForm(msgspec.Struct, frozen=True, kw_only=True):
    """Another plan for one day."""

    day: dt.date
    reason: str
    work: str | tuple[str, ...]
    groups: tuple[str, ...] | None = None
    breaks: tuple[BreakForm, ...] = ()


class CalendarForm(msgspec.Struct, frozen=True, kw_only=True):
    """All of [calendar]."""

    bank_holidays: str = Region.NONE.value
    week_a: dt.date | None = None
    term: tuple[Term, ...] = ()
    inset: tuple[InsetForm, ...] = ()
    closed: tuple[Closure, ...] = ()
    change: tuple[ChangeForm, ...] = ()
    openings: tuple[Opening, ...] = msgspec.field(default=(), name="open")


def read_calendar(source: TomlSource, groups: Sequence[Group]) -> Calendar:
    """Read [calendar] and complain of all that is wrong with it, each entry by itself.

    What nobody could work on is looked for only where nothing else in the file is wrong: it rests on all of it.
    """
    reader = _Reader(source)
    calendar = Calendar(
        region=reader.region(),
        week_a=reader.week_a(),
        terms=reader.terms(),
        insets=tuple(reader.insets()),
        closures=reader.closures(),
        changes=tuple(reader.changes()),
        openings=reader.openings(),
    )
    if calendar.week_a is None and any(group.week_b is not None for group in groups):
        source.complain(("calendar",), "a two-week timetable needs week_a in [calendar], the Monday of a week A")
    if not source.problems:
        _find_idle_entries(source, calendar, groups)
    return calendar


class _Reader:
    def __init__(self, source: TomlSource) -> None:
        self._source = source
        table = source.data.get("calendar")
        self._table = table if isinstance(table, dict) else {}
        groups = source.data.get("group")
        tables = groups if isinstance(groups, list) else []
        self._groups = [str(group.get("id")) for group in tables if isinstance(group, dict)]

    def region(self) -> Region:
        text = self._table.get("bank_holidays", Region.NONE.value)
        if text in list(Region) or not isinstance(text, str):
            return Region(text) if isinstance(text, str) else Region.NONE
        hint = did_you_mean(text.lower(), list(Region))
        known = ", ".join(f'"{region}"' for region in Region)
        self._source.complain(("calendar", "bank_holidays"), f'"{text}" is none of {known}{hint}')
        return Region.NONE

    def week_a(self) -> dt.date | None:
        try:
            day = msgspec.convert(self._table.get("week_a"), dt.date | None)
        except msgspec.ValidationError:
            return None  # the form has complained of it
        if day is None:
            return None
        self._check_year(day, ("calendar", "week_a"))
        if day.weekday() != 0:
            self._source.complain(("calendar", "week_a"), f"{day} is a {day:%A}; week_a is a Monday")
        return day

    def terms(self) -> tuple[Term, ...]:
        found: list[Term] = []
        for path, term in self._entries("term", Term):
            if self._check_ends(term.first, term.last, path, f'the term "{term.name}"'):
                self._check_half_term(term, path)
                for other in found:
                    if term.first <= other.last and other.first <= term.last:
                        self._source.complain(path, f'the terms "{term.name}" and "{other.name}" overlap')
                found.append(term)
        return tuple(found)

    def closures(self) -> tuple[Closure, ...]:
        entries = list(self._entries("closed", Closure))
        for path, closure in entries:
            self._check_ends(closure.first, closure.last, path, "the closure")
        return tuple(closure for _, closure in entries)

    def openings(self) -> tuple[Opening, ...]:
        entries = list(self._entries("open", Opening))
        for path, opening in entries:
            self._check_year(opening.day, (*path, "day"))
        return tuple(opening for _, opening in entries)

    def insets(self) -> Iterator[Inset]:
        for path, form in self._entries("inset", InsetForm):
            self._check_year(form.day, (*path, "day"))
            plan = None if form.work is None else self._plan(form.work, form.breaks, path)
            if form.work is None and form.breaks:
                self._source.complain((*path, "breaks"), "breaks need work beside them")
            yield Inset(day=form.day, reason=form.reason, groups=self._named(form.groups, path), plan=plan)

    def changes(self) -> Iterator[Change]:
        for path, form in self._entries("change", ChangeForm):
            self._check_year(form.day, (*path, "day"))
            plan = self._plan(form.work, form.breaks, path)
            yield Change(day=form.day, reason=form.reason, groups=self._named(form.groups, path), plan=plan)

    def _entries[T: msgspec.Struct](self, key: str, shape: type[T]) -> Iterator[tuple[Path, T]]:
        tables = self._table.get(key, [])
        for index, table in enumerate(tables if isinstance(tables, list) else []):
            path = ("calendar", key, index)
            entry = read_table(self._source, table, shape, path)
            if entry is not None:
                yield path, entry

    def _plan(self, work: str | Sequence[str], breaks: Sequence[BreakForm], path: Path) -> Day:
        return read_day(self._source, work, breaks, path)

    def _named(self, groups: Sequence[str] | None, path: Path) -> tuple[GroupId, ...]:
        if groups is not None and not groups:
            self._source.complain((*path, "groups"), "name a group, or leave groups out to mean all")
        for position, group in enumerate(groups or ()):
            if group not in self._groups:
                hint = did_you_mean(group, self._groups)
                self._source.complain((*path, "groups", position), f'the file has no group "{group}"{hint}')
        return tuple(GroupId(group) for group in groups or ())

    def _check_half_term(self, term: Term, path: Path) -> None:
        half_term, at = term.half_term, (*path, "half_term")
        if half_term is None or not self._check_ends(half_term.first, half_term.last, at, "half-term"):
            return
        if not (term.first <= half_term.first and half_term.last <= term.last):
            self._source.complain(at, f'half-term is not inside the term "{term.name}"')

    def _check_ends(self, first: dt.date, last: dt.date, path: Path, what: str) -> bool:
        """Complain of days out of reach or in the wrong order; tell whether they are right."""
        in_reach = [self._check_year(first, (*path, "first")), self._check_year(last, (*path, "last"))]
        if first > last:
            self._source.complain((*path, "last"), f"{what} ends before it begins")
        return all(in_reach) and first <= last

    def _check_year(self, day: dt.date, path: Path) -> bool:
        if day.year not in _YEARS:
            self._source.complain(path, f"{day}: the year must be {_YEARS[0]} to {_YEARS[-1]}")
        return day.year in _YEARS


def _find_idle_entries(source: TomlSource, calendar: Calendar, groups: Sequence[Group]) -> None:
    """Complain of changes and INSET days on which none of those whom they concern work."""
    calendars = {group.id: GroupCalendar(group, calendar, ZoneInfo("UTC")) for group in groups}
    places: list[tuple[Path, Change | Inset]] = [
        *((("calendar", "change", index), change) for index, change in enumerate(calendar.changes)),
        *((("calendar", "inset", index), inset) for index, inset in enumerate(calendar.insets)),
    ]
    for path, entry in places:
        days = {group: calendars[group].day_without_changes(entry.day) for group in entry.groups or calendars}
        idle = [group for group, day in days.items() if not day.plan.sessions]
        if not idle or (not entry.groups and len(idle) < len(days)):
            continue
        who = f'the group "{idle[0]}" does not work' if entry.groups else "no group works"
        source.complain((*path, "day"), f"{who} on {entry.day:%A} {entry.day} ({days[idle[0]].reason})")
