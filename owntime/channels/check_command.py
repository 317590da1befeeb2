"""`owntime channels check`: which channels are official, what is missing, and which reviews are due."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from owntime.notice.given import changed_since_given, not_told
from owntime.policy_source import PolicySource
from owntime.school_options import as_json, of_a_school
from owntime.settings_problems import as_data, tell_finding, tell_problems
from owntime.timetable.school_time import WRONG_USE, on_the_clock
from owntime.timetable.words import day_words
from proxy_addons.clock import Clock
from school_policy.channel_register import Entry, Standing, register
from school_policy.toml_source import TomlError

_LOOK = 1
_WIDTH = 80


@click.command("check")
@of_a_school
@as_json
@on_the_clock
def check(clock: Clock, settings: Path, lists: Path | None, *, as_json: bool) -> None:
    """Say which channels are official, and what is missing.

    Ends with 2 where the file cannot be used, with 1 where a channel is not official, its review is due or what
    staff were told has changed, else with 0. A channel that is closed needs nothing any more.
    """
    now = clock.now()
    try:
        policy = PolicySource(settings, lists, today=now.date).compile()
    except TomlError as error:
        tell_problems(error.problems, "channels", "findings", "remarks", as_json=as_json)
        sys.exit(WRONG_USE)
    today = now.astimezone(ZoneInfo(policy.school.zone)).date()
    entries = register(policy, today)
    findings, remarks = list(changed_since_given(policy)), [*not_told(policy, today)]
    if as_json:
        rows, odd = [_as_data(entry) for entry in entries], [as_data(each) for each in findings]
        answer = {"problems": [], "channels": rows, "findings": odd, "remarks": remarks}
        click.echo(json.dumps(answer, indent=2))
    else:
        _tell(entries, settings)
        for finding in findings:
            tell_finding(finding)
        for remark in remarks:
            click.echo(click.wrap_text(remark, _WIDTH, subsequent_indent="  "))
    sys.exit(_LOOK if findings or any(entry.needs_a_look for entry in entries) else 0)


def _tell(entries: tuple[Entry, ...], settings: Path) -> None:
    if not entries:
        click.echo(click.wrap_text(f"{settings}: the register has no channel.", _WIDTH))
    for entry in entries:
        head, *more = _lines(entry)
        click.echo(click.wrap_text(head, _WIDTH, subsequent_indent="  "))
        for line in more:
            click.echo(click.wrap_text(line, _WIDTH, initial_indent="  ", subsequent_indent="    "))


def _lines(entry: Entry) -> Iterator[str]:
    channel = entry.channel
    state = "official" if entry.official else "not official"
    yield f'{entry.platform_name}, "{channel.name}": {state}, {_standing(entry)}'
    for condition in entry.missing:
        yield f"missing: {condition.words} ({condition.key})"
    if entry.review_due and channel.review_on is not None:
        yield f"its review has been due since {day_words(channel.review_on)}"


def _standing(entry: Entry) -> str:
    match entry.standing:
        case Standing.TO_OPEN:
            return f"opens on {day_words(entry.channel.opened)}"
        case Standing.CLOSED if entry.channel.closed is not None:
            return f"closed on {day_words(entry.channel.closed)}"
        case _:
            return "open"


def _as_data(entry: Entry) -> dict[str, Any]:
    channel = entry.channel
    return {
        "platform": channel.platform,
        "name": channel.name,
        "standing": entry.standing,
        "official": entry.official,
        "missing": [{"key": condition.key, "text": condition.words} for condition in entry.missing],
        "review_on": None if channel.review_on is None else channel.review_on.isoformat(),
        "review_due": entry.review_due,
    }
