"""Reads a school's `school.toml` as a whole and reports every problem at once, with file and line.

Grammar (TOML; unknown keys are problems):

    [school]    name, zone (IANA), colour (#rrggbb), start_page (web address), staff (number)
    [notice]    given_on, consulted_on (dates; without given_on nothing is intercepted)
    [upstream]  forward ("direct", or the filter proxy as http://host:port), pac (file or URL to wrap)
    [[group]]   id, name
      [[group.timetable]]  days, work ("08:30-15:45"), breaks: {name, time, own_time}
      [[group.quiet]]      platform, reason, review_on
    [[channel]] platform, name, master_role, approved_roles, opened, closed
    [contacts]  safeguarding, headteacher, it: {who, how}
    [reminder]  daily_cap, own_time_minutes
    [counting]  server (the school's own, https), authority (PEM file that vouches for it)
"""

import re
from collections.abc import Collection

import msgspec

from school_policy.channels import Channel
from school_policy.policy import Contacts, Counting, Group, Notice, Quiet, Reminder, School, Settings, Upstream
from school_policy.setting_values import SINGLE_VALUES
from school_policy.structure import Path, did_you_mean, read_table
from school_policy.timetable import WEEKDAYS, Break, Day, TimeRange, parse_time_range, sessions_around
from school_policy.toml_source import TomlSource
from school_policy.vocabulary import GroupId, PlatformId


class _BreakForm(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    time: str
    own_time: bool


class _TimetableForm(msgspec.Struct, frozen=True, kw_only=True):
    days: tuple[str, ...]
    work: str
    breaks: tuple[_BreakForm, ...] = ()


class _GroupForm(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    name: str
    timetable: tuple[_TimetableForm, ...] = ()
    quiet: tuple[Quiet, ...] = ()


class _File(msgspec.Struct, frozen=True, kw_only=True):
    school: School
    upstream: Upstream
    contacts: Contacts
    group: tuple[_GroupForm, ...]
    notice: Notice = Notice()
    channel: tuple[Channel, ...] = ()
    reminder: Reminder = Reminder()
    counting: Counting = Counting()


def read_settings(text: str, *, file: str, platforms: Collection[PlatformId] | None) -> Settings:
    """Read the text of a `school.toml`. Raises TomlError with every problem, in the order of the lines.

    `file` is the name that problems carry; `platforms` are the ids that the lists know,
    None where the lists cannot be read and so say nothing.
    """
    source = TomlSource(text, file)
    form = read_table(source, source.data, _File, ())
    _check_values(source)
    _check_channels(source, _sections(source, "channel", Channel), platforms)
    groups = _groups(source, platforms)
    source.finish()
    if form is None:
        raise AssertionError("a form that could not be read has problems")
    return Settings(
        school=form.school,
        notice=form.notice,
        upstream=form.upstream,
        groups=groups,
        channels=form.channel,
        contacts=form.contacts,
        reminder=form.reminder,
        counting=form.counting,
    )


def _sections[T: msgspec.Struct](source: TomlSource, key: str, shape: type[T]) -> list[tuple[int, T]]:
    tables = source.data.get(key, [])
    found = [
        (index, read_table(source, table, shape, (key, index)))
        for index, table in enumerate(tables if isinstance(tables, list) else [])
    ]
    return [(index, table) for index, table in found if table is not None]


def _check_values(source: TomlSource) -> None:
    """Check what single values mean, each by itself, however wrong the rest of the file is."""
    for path, wanted, why in SINGLE_VALUES:
        table = source.data.get(path[0])
        value = table.get(path[1]) if isinstance(table, dict) else None
        if isinstance(value, wanted) and (problem := why(value)):
            source.complain(path, problem)


def _check_channels(
    source: TomlSource, channels: list[tuple[int, Channel]], platforms: Collection[PlatformId] | None
) -> None:
    for index, channel in channels:
        _check_platform(source, ("channel", index, "platform"), channel.platform, platforms)
        if channel.closed is not None and channel.closed < channel.opened:
            source.complain(("channel", index, "closed"), "the channel closed before it opened")


def _check_platform(
    source: TomlSource, path: Path, platform: PlatformId, platforms: Collection[PlatformId] | None
) -> None:
    if platforms is not None and platform not in platforms:
        hint = did_you_mean(platform, sorted(platforms))
        source.complain(path, f'no list has the platform "{platform}"{hint}')


def _groups(source: TomlSource, platforms: Collection[PlatformId] | None) -> tuple[Group, ...]:
    groups: dict[str, Group] = {}
    for index, form in _sections(source, "group", _GroupForm):
        path: Path = ("group", index)
        if form.id in groups:
            source.complain((*path, "id"), f'the group "{form.id}" stands here a second time')
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", form.id):
            source.complain((*path, "id"), f'"{form.id}": an id has small letters, digits and hyphens')
        for position, quiet in enumerate(form.quiet):
            _check_platform(source, (*path, "quiet", position, "platform"), quiet.platform, platforms)
        groups[form.id] = _group(source, form, path)
    if source.data.get("group") == []:
        source.complain(("group",), "the file needs at least one [[group]]")
    return tuple(groups.values())


def _group(source: TomlSource, form: _GroupForm, path: Path) -> Group:
    days: dict[str, Day] = {}
    for index, timetable in enumerate(form.timetable):
        at = (*path, "timetable", index)
        day = _day(source, timetable, at)
        for position, name in enumerate(timetable.days):
            if name not in WEEKDAYS:
                hint = did_you_mean(name.lower(), list(WEEKDAYS))
                source.complain((*at, "days", position), f'"{name}" is no day of the week{hint}')
            elif name in days:
                source.complain((*at, "days", position), f"{name} has a timetable already")
            days[name] = day
    monday, tuesday, wednesday, thursday, friday, saturday, sunday = (days.get(d, Day()) for d in WEEKDAYS)
    return Group(
        id=GroupId(form.id),
        name=form.name,
        week=(monday, tuesday, wednesday, thursday, friday, saturday, sunday),
        quiet=form.quiet,
    )


def _day(source: TomlSource, form: _TimetableForm, path: Path) -> Day:
    work = _time_range(source, form.work, (*path, "work"))
    pauses: list[tuple[_BreakForm, TimeRange]] = []
    for index, pause in enumerate(form.breaks):
        at = (*path, "breaks", index)
        stretch = _time_range(source, pause.time, at)
        if stretch is None or work is None:
            continue
        if not work.holds(stretch):
            source.complain(at, f'the break "{pause.name}" ({stretch}) is not inside work ({work})')
        for other, taken in pauses:
            if stretch.overlaps(taken):
                source.complain(at, f'the breaks "{pause.name}" and "{other.name}" overlap')
        pauses.append((pause, stretch))
    own_time = [(pause, stretch) for pause, stretch in pauses if pause.own_time]
    if work is None or source.problems:
        return Day()
    return Day(
        sessions=sessions_around(work, [stretch for _, stretch in own_time]),
        breaks=tuple(Break(name=pause.name, time=stretch) for pause, stretch in own_time),
    )


def _time_range(source: TomlSource, text: str, path: Path) -> TimeRange | None:
    try:
        return parse_time_range(text)
    except ValueError as error:
        source.complain(path, str(error))
        return None
