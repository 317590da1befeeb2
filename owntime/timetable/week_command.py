"""`owntime timetable week`: one week of one group, day by day."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import click
from rich import box
from rich.console import Console
from rich.table import Table

from owntime.moment import MOMENT, in_zone
from owntime.school_options import as_json, of_a_school
from owntime.timetable.school_time import on_the_clock, read_school
from owntime.timetable.words import day_words, short_day_words
from proxy_addons.clock import Clock
from school_policy.group_calendar import GroupCalendar, PlannedDay
from school_policy.period import week_of


@click.command("week")
@click.argument("moment", type=MOMENT, required=False)
@click.option("--group", metavar="GROUP", help="The staff group, by its id [the only one].")
@of_a_school
@as_json
@on_the_clock
def show_week(  # noqa: PLR0913 (click: an option, an argument)
    clock: Clock,
    moment: dt.datetime | None,
    group: str | None,
    settings: Path,
    lists: Path | None,
    *,
    as_json: bool,
) -> None:
    """Show one week of one group, day by day.

    It is the week of MOMENT (ISO 8601) [now]: its sessions, the own time between them, and what is special.
    """
    asked = moment or clock.now()
    school = read_school(settings, lists, asked.date())
    calendar = school.of_one(group)
    monday = week_of(in_zone(asked, school.zone).astimezone(school.zone).date())
    days = [calendar.day(monday + dt.timedelta(days=number)) for number in range(7)]
    if as_json:
        click.echo(json.dumps([_as_data(day) for day in days], indent=2))
        return
    click.echo(f"{calendar.group.name}, week of {day_words(monday)}{_letter(calendar, monday)}")
    Console().print(_table(days))


def _letter(calendar: GroupCalendar, monday: dt.date) -> str:
    return "" if calendar.group.week_b is None else f" (week {calendar.year.week_letter(monday)})"


def _table(days: list[PlannedDay]) -> Table:
    table = Table("day", "working time", "own time within the day", "why", box=box.SIMPLE_HEAD)
    for day in days:
        sessions = "\n".join(str(session) for session in day.plan.sessions)
        breaks = "\n".join(f"{each.time} {each.name}" for each in day.plan.breaks)
        table.add_row(short_day_words(day.date), sessions or "none", breaks, day.reason)
    return table


def _as_data(day: PlannedDay) -> dict[str, Any]:
    return {
        "date": day.date.isoformat(),
        "kind": day.kind,
        "sessions": [str(session) for session in day.plan.sessions],
        "own_time": [{"name": each.name, "time": str(each.time)} for each in day.plan.breaks],
        "reason": day.reason,
    }
