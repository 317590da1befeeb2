"""What the commands of `owntime timetable` share: whose settings, whose time, at which moment."""

import datetime as dt
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

import click

from owntime.policy_source import PolicySource
from proxy_addons.clock import Clock
from school_policy.group_calendar import GroupCalendar
from school_policy.policy import Policy
from school_policy.school_year import SchoolYear
from school_policy.structure import did_you_mean
from school_policy.toml_source import TomlError

WRONG_USE = 2
_YEARS = range(2000, 2099)  # bank holidays are worked out a year ahead, and school.toml knows no more

on_the_clock = click.make_pass_decorator(Clock, ensure=True)
"""Gives a command the clock: the system's, unless who invoked it brought another."""


def of_a_group[F: Callable[..., Any]](command: F) -> F:
    """Add the option --group."""
    return click.option("--group", metavar="GROUP", help="The staff group, by its id [all].")(command)


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolTime:
    """A school's policy, and each group's calendar in the order of the file."""

    policy: Policy
    zone: ZoneInfo
    year: SchoolYear
    calendars: tuple[GroupCalendar, ...]

    def of(self, group: str | None) -> tuple[GroupCalendar, ...]:
        """Return one group's calendar, or all if none is named; end the command where there is no such group."""
        if group is None:
            return self.calendars
        found = tuple(calendar for calendar in self.calendars if calendar.group.id == group)
        if not found:
            known = [str(calendar.group.id) for calendar in self.calendars]
            hint = did_you_mean(group, known) or f"; it has {', '.join(known)}"
            refuse(f'the school has no group "{group}"{hint}')
        return found

    def of_one(self, group: str | None) -> GroupCalendar:
        """Return one group's calendar; without a name that of the only group. Ends the command otherwise."""
        found = self.of(group)
        if len(found) > 1:
            refuse(f"name a group: --group {' or '.join(str(calendar.group.id) for calendar in found)}")
        return found[0]


def read_school(settings: Path, lists: Path | None, today: dt.date, *, layer: Path | None = None) -> SchoolTime:
    """Read the settings as they are on a day. Ends the command, with every problem, where they cannot be used."""
    if today.year not in _YEARS:
        refuse(f"{today} is out of reach: {_YEARS[0]} to {_YEARS[-1]}")
    try:
        policy = PolicySource(settings, lists, layer=layer, today=lambda: today).compile()
    except TomlError as error:
        click.echo(str(error), err=True)
        sys.exit(WRONG_USE)
    zone = ZoneInfo(policy.school.zone)
    year = SchoolYear(policy.calendar)
    return SchoolTime(
        policy=policy,
        zone=zone,
        year=year,
        calendars=tuple(GroupCalendar(group, policy.calendar, zone, year=year) for group in policy.groups),
    )


def refuse(words: str) -> NoReturn:
    """End the command as wrongly used."""
    click.echo(f"owntime: {words}", err=True)
    sys.exit(WRONG_USE)
