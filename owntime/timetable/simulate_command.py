"""`owntime timetable simulate`: what visits to a listed site would meet through one day."""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from owntime.school_options import as_json, of_a_school
from owntime.timetable.school_time import of_a_group, read_school
from owntime.timetable.words import day_words
from school_policy.simulated_day import SimulatedDay

_WIDTH = 80
_FIRST_COLUMN = 13  # "08:30-12:15" and a gap


class _TimeOfDay(click.ParamType[dt.time]):
    """A time on the school's wall clock."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.time:
        """Read "10:42"."""
        if isinstance(value, dt.time):
            return value
        try:
            time = dt.datetime.strptime(value, "%H:%M")  # noqa: DTZ007 (the day and the zone come beside it)
        except ValueError:
            self.fail(f'"{value}" is no time of day; write it as 10:42', param, ctx)
        return time.time()


@click.command("simulate")
@click.argument("day", metavar="DAY", type=click.DateTime(["%Y-%m-%d"]))
@click.option(
    "--visit", "visits", type=_TimeOfDay(), multiple=True, help="A visit at 10:42, say; as often as you like."
)
@of_a_group
@of_a_school
@as_json
def simulate_day(  # noqa: PLR0913 (click: an option, an argument)
    day: dt.datetime,
    visits: tuple[dt.time, ...],
    group: str | None,
    settings: Path,
    lists: Path | None,
    *,
    as_json: bool,
) -> None:
    """Show what a visit to a listed site meets on one DAY.

    Line by line from midnight to midnight (DAY is 2026-11-23, say): the state, and what happens at each boundary.
    """
    date = day.date()
    school = read_school(settings, lists, date)
    days = [SimulatedDay(school.policy, calendar, date) for calendar in school.of(group)]
    if as_json:
        click.echo(json.dumps([_as_data(one, visits) for one in days], indent=2))
        return
    click.echo(day_words(date))
    for one in days:
        click.echo(f"\n{one.group.name}{f': {one.reason}' if one.reason else ''}")
        _print(_rows(one, visits))


def _print(rows: Iterator[tuple[str, str]]) -> None:
    for first, words in rows:
        beside = f"  {first:<{_FIRST_COLUMN}}"
        click.echo(click.wrap_text(words, _WIDTH, initial_indent=beside, subsequent_indent=" " * len(beside)))


def _rows(day: SimulatedDay, visits: tuple[dt.time, ...]) -> Iterator[tuple[str, str]]:
    for stretch in day.stretches:
        yield f"{stretch.start}-{stretch.end}", f"{stretch.name}: {stretch.meets}"
        if stretch.at_end:
            yield f"{stretch.end:>11}", stretch.at_end
    for time in sorted(set(visits)):
        visit = day.visit(time)
        yield f"visit {visit.at}", visit.meets
        if visit.choices:
            yield "", visit.choices
    if day.waits_for_notice:
        yield "notice", "staff have not been told by then ([notice] given_on): nothing is shown"
    for quiet in day.quiet:
        yield "quiet", quiet


def _as_data(day: SimulatedDay, visits: tuple[dt.time, ...]) -> dict[str, Any]:
    return {
        "group": day.group.id,
        "reason": day.reason,
        "notice_given": not day.waits_for_notice,
        "stretches": [asdict(stretch) for stretch in day.stretches],
        "visits": [asdict(day.visit(time)) for time in sorted(set(visits))],
        "quiet": [str(quiet.platform) for quiet in day.group.quiet],
    }
