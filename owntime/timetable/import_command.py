"""`owntime timetable import`: term dates out of an iCalendar file, as a section for `school.toml`."""

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from owntime.bank_holidays import bank_holidays
from owntime.timetable.calendar_section import Section, write_section
from owntime.timetable.ical_events import MOST_BYTES, DatedEvent, IcalError, read_events
from owntime.timetable.term_dates import FoundTerm, TermDates, find_term_dates, of_school_year
from owntime.timetable.year_choice import school_year_option
from school_policy.calendar import Region

_WRONG_USE = 2
_UNITED_KINGDOM = ZoneInfo("Europe/London")
"""Of all four regions. It matters only where a file gives the hours of an entry in another zone."""


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@school_year_option("Take over this school year only, by the year in which it starts [all that the file has].")
@click.option(
    "--region",
    type=click.Choice([region.value for region in Region]),
    default=Region.ENGLAND.value,
    show_default=True,
    help="Whose bank holidays the school keeps.",
)
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for programs.")
def import_dates(file: Path, school_year: int | None, region: str, *, as_json: bool) -> None:
    """Turn an iCalendar FILE into a section for school.toml.

    FILE is - for standard input. The section goes to standard output: look it through, and paste it. No file is
    changed. What is not understood stands below it in comments, with the reason.
    """
    try:
        events, unread = read_events(_read(file), _UNITED_KINGDOM)
    except (IcalError, OSError) as problem:
        click.echo(f"owntime: {file}: {problem}", err=True)
        sys.exit(_WRONG_USE)
    found = find_term_dates(events)
    if school_year is not None:
        found = of_school_year(found, school_year)
    years = {event.first.year for event in found.bank_holidays}
    section = Section(
        found=found,
        unread=unread,
        region=Region(region),
        known=bank_holidays(Region(region), years) if years else (),
        origin="standard input" if file == Path("-") else file.name,
    )
    click.echo(json.dumps(_as_data(section), indent=2) if as_json else write_section(section), nl=as_json)
    if not found.terms:
        click.echo("owntime: no term was found; the comments say what the file has", err=True)
        sys.exit(1)


def _read(file: Path) -> bytes:
    """Read no more than one byte beyond the limit, however long the file is."""
    with click.open_file(str(file), "rb") as stream:
        return bytes(stream.read(MOST_BYTES + 1))


def _as_data(section: Section) -> dict[str, Any]:
    found: TermDates = section.found
    return {
        "terms": [_term(term) for term in found.terms],
        "insets": [_event(event) for event in found.insets],
        "closures": [_event(event) for event in found.closures],
        "bank_holidays": [_event(event) for event in found.bank_holidays],
        "not_taken_over": [
            *(_event(one.event) | {"reason": one.reason} for one in found.left),
            *({"summary": one.summary, "reason": one.reason} for one in section.unread),
        ],
    }


def _term(term: FoundTerm) -> dict[str, Any]:
    half_term = term.half_term
    return {
        "name": term.name,
        **_days(term.first, term.last),
        "half_term": _days(half_term.first, half_term.last) if half_term else None,
        "sources": term.sources,
    }


def _event(event: DatedEvent) -> dict[str, str]:
    return {**_days(event.first, event.last), "summary": event.summary}


def _days(first: dt.date, last: dt.date) -> dict[str, str]:
    return {"first": first.isoformat(), "last": last.isoformat()}
