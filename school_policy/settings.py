"""Reads a school's `school.toml` as a whole and reports every problem at once, with file and line.

Grammar (TOML; unknown keys are problems):

    [school]    name, zone (IANA), colour (#rrggbb), start_page (web address), staff (number), networks (ranges),
                language (of the reminder), translations (folder of the school's own)
    [notice]    given_on, consulted_on (dates; without given_on nothing is intercepted), settings (digest of it)
    [upstream]  forward ("direct", or the filter proxy as http://host:port), pac (file or URL to wrap)
    [[group]]   a staff group and its weeks: see group_settings.py
    [calendar]  terms, INSET days, closures, changes, bank holidays: see calendar_settings.py
    [[channel]] platform, name, master_role, approved_roles, opened, closed, and what makes it official: see
                channels.py (what is left out counts as not met)
    [contacts]  safeguarding, headteacher, it: {who, how}
    [reminder]  daily_cap, own_time_minutes, only_on_site
    [counting]  server (the school's own, https), authority (PEM file that vouches for it), policy_key (of what the
                server publishes; without it a device goes by its own files)
    [gateway]   address, clients (ranges): one proxy for many devices; see network_settings.py
"""

from collections.abc import Collection

import msgspec

from school_policy.calendar_settings import CalendarForm, read_calendar
from school_policy.channels import Channel
from school_policy.group_settings import GroupForm, read_groups
from school_policy.network_settings import check_networks
from school_policy.policy import (
    EVERY_PLATFORM,
    Contacts,
    Counting,
    Gateway,
    Notice,
    Reminder,
    School,
    Settings,
    Upstream,
)
from school_policy.setting_values import SINGLE_VALUES, web_address_problem
from school_policy.structure import Path, did_you_mean, read_table
from school_policy.toml_source import TomlSource
from school_policy.vocabulary import PlatformId


class _File(msgspec.Struct, frozen=True, kw_only=True):
    school: School
    upstream: Upstream
    contacts: Contacts
    group: tuple[GroupForm, ...]
    calendar: CalendarForm = CalendarForm()
    notice: Notice = Notice()
    channel: tuple[Channel, ...] = ()
    reminder: Reminder = Reminder()
    counting: Counting = Counting()
    gateway: Gateway | None = None


def read_settings(text: str, *, file: str, platforms: Collection[PlatformId] | None) -> Settings:
    """Read the text of a `school.toml`. Raises TomlError with every problem, in the order of the lines.

    `file` is the name that problems carry; `platforms` are the ids that the lists know,
    None where the lists cannot be read and so say nothing.
    """
    source = TomlSource(text, file)
    form = read_table(source, source.data, _File, ())
    _check_values(source)
    check_networks(source)
    _check_channels(source, _sections(source, "channel", Channel), platforms)
    forms = _sections(source, "group", GroupForm)
    _check_quiet(source, forms, platforms)
    groups = read_groups(source, forms)
    calendar = read_calendar(source, groups)
    source.finish()
    if form is None:
        raise AssertionError("a form that could not be read has problems")
    return Settings(
        school=form.school,
        notice=form.notice,
        upstream=form.upstream,
        groups=groups,
        calendar=calendar,
        channels=form.channel,
        contacts=form.contacts,
        reminder=form.reminder,
        counting=form.counting,
        gateway=form.gateway,
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
        if channel.administrators is not None and channel.administrators < 1:
            source.complain(("channel", index, "administrators"), "a channel has at least one administrator")
        if channel.website_link and (problem := web_address_problem(channel.website_link)):
            source.complain(("channel", index, "website_link"), problem)


def _check_platform(
    source: TomlSource, path: Path, platform: PlatformId, platforms: Collection[PlatformId] | None
) -> None:
    if platforms is not None and platform not in platforms:
        hint = did_you_mean(platform, sorted(platforms))
        source.complain(path, f'no list has the platform "{platform}"{hint}')


def _check_quiet(
    source: TomlSource, groups: list[tuple[int, GroupForm]], platforms: Collection[PlatformId] | None
) -> None:
    for index, group in groups:
        for position, quiet in enumerate(group.quiet):
            if quiet.platform != EVERY_PLATFORM:
                path = ("group", index, "quiet", position, "platform")
                _check_platform(source, path, quiet.platform, platforms)
