"""`owntime timetable at`: the state of each group at one moment, in words."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import click

from owntime.moment import MOMENT, in_zone
from owntime.school_options import as_json, of_a_school
from owntime.timetable.school_time import of_a_group, on_the_clock, read_school
from owntime.timetable.words import moment_words
from proxy_addons.clock import Clock
from school_policy.group_calendar import GroupCalendar
from school_policy.own_time import stretch_at
from school_policy.state_words import explain


@click.command("at")
@click.argument("moment", type=MOMENT, required=False)
@of_a_group
@of_a_school
@as_json
@on_the_clock
def at_moment(  # noqa: PLR0913 (click: an option, an argument)
    clock: Clock,
    moment: dt.datetime | None,
    group: str | None,
    settings: Path,
    lists: Path | None,
    *,
    as_json: bool,
) -> None:
    """Say whether it is working time, for whom, until when and why.

    MOMENT is ISO 8601, in the school's own time where it has no other [now].
    """
    asked = moment or clock.now()
    school = read_school(settings, lists, asked.date())
    now = in_zone(asked, school.zone).astimezone(dt.UTC)
    calendars = school.of(group)
    if as_json:
        click.echo(json.dumps([_as_data(calendar, now) for calendar in calendars], indent=2))
        return
    click.echo(f"{moment_words(now.astimezone(school.zone))}:")
    for calendar in calendars:
        click.echo(click.wrap_text(explain(calendar, now), 80, initial_indent="  ", subsequent_indent="    "))


def _as_data(calendar: GroupCalendar, now: dt.datetime) -> dict[str, Any]:
    stretch = stretch_at(calendar, now)
    since, until = (moment and moment.astimezone(calendar.zone) for moment in (stretch.start, stretch.end))
    return {
        "group": calendar.group.id,
        "at": now.astimezone(calendar.zone).isoformat(),
        "working": stretch.working,
        "since": since.isoformat() if since else None,
        "until": until.isoformat() if until else None,
        "name": stretch.name,
        "reason": stretch.reason,
        "words": explain(calendar, now),
    }
