"""`owntime lists explain`: why a host is listed or not, and what a visit to it meets."""

import datetime as dt
import json
import pathlib
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import click

from domain_lists.asked_host import asked_host
from domain_lists.group_visits import GroupVisit, group_visits
from domain_lists.host_story import EntryFate, HostStory, host_story
from domain_lists.index import Rule
from domain_lists.layer import Addition
from domain_lists.layered import LayeredLists
from domain_lists.plain_english import ORDER_IN_WORDS, story_in_words
from owntime.lists.own_lists import WRONG_USE, layered_lists, own_layer, own_lists
from owntime.moment import MOMENT, in_zone
from owntime.policy_source import layer_beside
from owntime.school_options import as_json
from owntime.timetable.school_time import SchoolTime, on_the_clock, read_school
from owntime.timetable.words import moment_words
from proxy_addons.clock import Clock
from school_policy.hostname import Hostname, HostnameError
from school_policy.platform import NeverListed


@click.command()
@click.argument("host", metavar="HOST|URL")
@own_lists
@own_layer
@click.option(
    "--settings",
    type=click.Path(exists=True, dir_okay=False, path_type=pathlib.Path),
    help="The school's settings: says what a visit meets for each group; the lists.toml beside them counts.",
)
@click.option("--at", type=MOMENT, help="With --settings: what a visit meets at this moment (ISO 8601) [now].")
@as_json
@on_the_clock
def explain(  # noqa: PLR0913, PLR0917 (click: an option, an argument)
    clock: Clock,
    host: str,
    folder: pathlib.Path | None,
    layer: pathlib.Path | None,
    settings: pathlib.Path | None,
    at: dt.datetime | None,
    *,
    as_json: bool,
) -> None:
    """Say in plain words why HOST (or a URL's host) is listed or not: every rule, and the one that wins."""
    name = _asked(host)
    asked = at or clock.now()
    lists = layered_lists(folder, layer or (layer_beside(settings) if settings else None), asked.date())
    school = read_school(settings, folder, asked.date(), layer=layer) if settings else None
    story = host_story(name, lists)
    now, visits = _visits(school, story, asked)
    if as_json:
        click.echo(json.dumps(_as_data(story, lists, visits), indent=2))
        return
    click.echo(story_in_words(story, lists.layer.file))
    for line in _visit_lines(now, visits):
        click.echo(line)


def _asked(text: str) -> Hostname:
    try:
        return asked_host(text)
    except HostnameError as reason:
        click.echo(f"owntime: {reason}", err=True)
        sys.exit(WRONG_USE)


def _visits(
    school: SchoolTime | None, story: HostStory, asked: dt.datetime
) -> tuple[dt.datetime, list[GroupVisit]]:
    """Return what each group's visit meets, and when; nothing without a school."""
    if school is None:
        return asked, []
    now = in_zone(asked, school.zone).astimezone(school.zone)
    return now, group_visits(school.policy, school.calendars, story.explanation.listing, now)


def _visit_lines(now: dt.datetime, visits: list[GroupVisit]) -> Iterator[str]:
    if visits:
        yield f"A visit, {moment_words(now)}:"
    for visit in visits:
        yield f"  {visit.name}: {visit.meets}"
        if visit.choices:
            yield f"    {visit.choices}"


def _as_data(story: HostStory, lists: LayeredLists, visits: list[GroupVisit]) -> dict[str, Any]:
    """Return an explanation as JSON: the answer, every rule that has to do with it, the school's entries."""
    explanation, listing = story.explanation, story.explanation.listing
    shipped = story.shipped.listing
    return {
        "host": explanation.host,
        "platform": listing.platform.id if listing else None,
        "name": listing.platform.name if listing else None,
        "category": listing.platform.category if listing else None,
        "kind": listing.kind if listing else None,
        "matches": [_rule_as_data(rule) for rule in explanation.matches],
        "too_narrow": [_rule_as_data(rule) for rule in explanation.too_narrow],
        "without_own_list": shipped.platform.id if shipped else None,
        "own_list": [_fate_as_data(fate, lists.layer.file) for fate in story.entries],
        "order": ORDER_IN_WORDS,
        "visits": [asdict(visit) for visit in visits],
    }


def _rule_as_data(rule: Rule) -> dict[str, Any]:
    place = {"host": rule.host, "below": rule.below}
    if isinstance(rule, NeverListed):
        return place | {"never_listed": rule.reason}
    return place | {"platform": rule.platform.id, "kind": rule.kind}


def _fate_as_data(fate: EntryFate, file: str) -> dict[str, Any]:
    entry = fate.entry
    return {
        "entry": fate.deed,
        "names": fate.names,
        "file": file,
        "line": entry.line,
        "reason": entry.reason,
        "by": entry.by,
        "on": entry.on.isoformat(),
        "until": entry.until.isoformat() if entry.until else None,
        "source": (isinstance(entry, Addition) and entry.source) or None,
        "counts": fate.counts,
        "why_not": fate.why_not,
    }
