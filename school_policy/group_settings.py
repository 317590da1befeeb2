"""The staff groups of a `school.toml`, each with its weeks.

[[group]]  id, name, addresses (ranges of its devices behind a gateway)
  [[group.timetable]]          days, work, breaks; week ("A" or "B": that week only; left out: both)
  [[group.holiday_timetable]]  days, work, breaks: in holidays and half-terms (none: no work then)
  [[group.quiet]]              platform ("*": every platform), reason, review_on
"""

import re
from collections.abc import Iterable

import msgspec

from school_policy.day_settings import BreakForm, read_day
from school_policy.policy import Group, Quiet
from school_policy.structure import Path, did_you_mean
from school_policy.timetable import WEEKDAYS, Day, Week
from school_policy.toml_source import TomlSource
from school_policy.vocabulary import GroupId

_LETTERS = ("A", "B")


class HolidayForm(msgspec.Struct, frozen=True, kw_only=True):
    """Days that are alike, in the holidays."""

    days: tuple[str, ...]
    work: str | tuple[str, ...]
    breaks: tuple[BreakForm, ...] = ()


class TimetableForm(msgspec.Struct, frozen=True, kw_only=True):
    """Days that are alike, in term time."""

    days: tuple[str, ...]
    work: str | tuple[str, ...]
    breaks: tuple[BreakForm, ...] = ()
    week: str = ""


class GroupForm(msgspec.Struct, frozen=True, kw_only=True):
    """One group."""

    id: str
    name: str
    timetable: tuple[TimetableForm, ...] = ()
    holiday_timetable: tuple[HolidayForm, ...] = ()
    quiet: tuple[Quiet, ...] = ()
    addresses: tuple[str, ...] = ()


def read_groups(source: TomlSource, forms: Iterable[tuple[int, GroupForm]]) -> tuple[Group, ...]:
    """Read the groups that have their form (with each one's place in the file), and complain of what is wrong."""
    groups: dict[str, Group] = {}
    for index, form in forms:
        path: Path = ("group", index)
        if form.id in groups:
            source.complain((*path, "id"), f'the group "{form.id}" stands here a second time')
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", form.id):
            source.complain((*path, "id"), f'"{form.id}": an id has small letters, digits and hyphens')
        groups[form.id] = _group(source, form, path)
    if source.data.get("group") == []:
        source.complain(("group",), "the file needs at least one [[group]]")
    return tuple(groups.values())


def _group(source: TomlSource, form: GroupForm, path: Path) -> Group:
    weeks = _Weeks(source)
    for index, timetable in enumerate(form.timetable):
        at = (*path, "timetable", index)
        if timetable.week not in ("", *_LETTERS):
            source.complain((*at, "week"), f'"{timetable.week}" is no week; write "A" or "B", or leave it out')
        weeks.add(timetable, timetable.week or "AB", at)
    holidays = _Weeks(source)
    for index, holiday in enumerate(form.holiday_timetable):
        holidays.add(holiday, "AB", (*path, "holiday_timetable", index))
    two_weeks = any(timetable.week for timetable in form.timetable)
    return Group(
        id=GroupId(form.id),
        name=form.name,
        week=weeks.week("A"),
        week_b=weeks.week("B") if two_weeks else None,
        holiday_week=holidays.week("A"),
        quiet=form.quiet,
        addresses=form.addresses,
    )


class _Weeks:
    """Gathers the days of week A and of week B."""

    def __init__(self, source: TomlSource) -> None:
        self._source = source
        self._days: dict[tuple[str, str], Day] = {}

    def add(self, form: TimetableForm | HolidayForm, letters: str, path: Path) -> None:
        if not form.work:
            self._source.complain((*path, "work"), "a timetable needs work; leave out the days without")
        day = read_day(self._source, form.work, form.breaks, path)
        for position, name in enumerate(form.days):
            at = (*path, "days", position)
            if name not in WEEKDAYS:
                hint = did_you_mean(name.lower(), list(WEEKDAYS))
                self._source.complain(at, f'"{name}" is no day of the week{hint}')
            elif any((letter, name) in self._days for letter in letters):
                self._source.complain(at, f"{name} has a timetable already")
            self._days |= {(letter, name): day for letter in letters}

    def week(self, letter: str) -> Week:
        one, two, three, four, five, six, seven = (self._days.get((letter, name), Day()) for name in WEEKDAYS)
        return one, two, three, four, five, six, seven
