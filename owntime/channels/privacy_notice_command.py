"""`owntime channels privacy-notice`: the official channels, for the school's Privacy Notice."""

from collections.abc import Callable, Sequence
from pathlib import Path

import click

from owntime.channels.privacy_notice import Table, as_html, as_markdown, privacy_notice_tables
from owntime.school_options import of_a_school
from owntime.timetable.school_time import on_the_clock, read_school
from owntime.timetable.words import day_words
from proxy_addons.clock import Clock
from school_policy.channel_register import Entry, Standing, register

_FORMATS: dict[str, Callable[[Sequence[Table]], str]] = {"markdown": as_markdown, "html": as_html}


@click.command("privacy-notice")
@of_a_school
@click.option(
    "--format",
    "form",
    type=click.Choice(list(_FORMATS)),
    default="markdown",
    show_default=True,
    help="What the notice is written in.",
)
@on_the_clock
def privacy_notice(clock: Clock, settings: Path, lists: Path | None, form: str) -> None:
    """Write the table for the Privacy Notice.

    Official channels only; what is left out, and why, is said on stderr.
    """
    now = clock.now()
    school = read_school(settings, lists, now.date())
    entries = register(school.policy, now.astimezone(school.zone).date())
    click.echo(_FORMATS[form](privacy_notice_tables(entries)).rstrip("\n"))
    for entry in entries:
        if why := _why_left_out(entry):
            click.echo(f'owntime: left out: {entry.platform_name}, "{entry.channel.name}": {why}', err=True)


def _why_left_out(entry: Entry) -> str:
    if not entry.official:
        return "it is not official (owntime channels check says why)"
    return f"it opens on {day_words(entry.channel.opened)}" if entry.standing is Standing.TO_OPEN else ""
