"""`owntime timetable year`: twelve months in a terminal, or as a page to print."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from owntime.school_options import as_json, of_a_school
from owntime.timetable.school_time import SchoolTime, of_a_group, on_the_clock, read_school, refuse
from owntime.timetable.term_dates import school_year_of
from owntime.timetable.year_choice import school_year_option
from owntime.timetable.year_page import year_page
from owntime.timetable.year_terminal import print_year
from owntime.timetable.year_view import YearView
from proxy_addons.clock import Clock


@click.command("year")
@school_year_option("The year in which the school year starts [the current one].")
@click.option(
    "--html",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write a page to print (A4, landscape) into this file.",
)
@of_a_group
@of_a_school
@as_json
@on_the_clock
def show_year(  # noqa: PLR0913, PLR0917 (click: an option, an argument)
    clock: Clock,
    school_year: int | None,
    html: Path | None,
    group: str | None,
    settings: Path,
    lists: Path | None,
    *,
    as_json: bool,
) -> None:
    """Show a school year at a glance, or print it.

    Every day is marked, and the special days have their reasons. Without --group it is the school's year; with it
    the group's own, part-time days and holiday work with it.
    """
    today = clock.now().date()
    year = school_year if school_year is not None else school_year_of(today)
    school = read_school(settings, lists, dt.date(year, 9, 1))
    calendar = school.of(group)[0] if group is not None else None
    names = {each.id: each.name for each in school.policy.groups}
    view = YearView(school.policy.calendar, year, group=calendar, names=names)
    whose = calendar.group.name if calendar else ""
    if html is not None:
        groups = (calendar.group,) if calendar else school.policy.groups
        _write(html, year_page(school.policy, view, groups, today, group=whose))
    elif as_json:
        click.echo(json.dumps(_as_data(view), indent=2))
    else:
        click.echo(f"{_title(school, view, group=whose)}\n")
        print_year(Console(), view)


def _title(school: SchoolTime, view: YearView, *, group: str) -> str:
    years = f"{view.school_year}/{(view.school_year + 1) % 100:02}"
    return f"{school.policy.school.name}, {years}" + (f": {group}" if group else "")


def _write(file: Path, page: str) -> None:
    try:
        file.write_text(page, "utf-8")
    except OSError as problem:
        refuse(f"{file} cannot be written: {problem.strerror}")
    click.echo(f"Wrote {file}. Open it in a browser and print it.")


def _as_data(view: YearView) -> dict[str, Any]:
    return {
        "school_year": view.school_year,
        "days": [
            {"date": day.date.isoformat(), "mark": day.mark.name.lower(), "reason": day.reason}
            for day in view.days
        ],
        "counts": {mark.name.lower(): number for mark, number in view.counts.items()},
        "terms": [
            {
                "name": term.name,
                "first": term.days.first.isoformat(),
                "last": term.days.last.isoformat(),
                "lessons": term.lessons,
            }
            for term in view.terms
        ],
    }
