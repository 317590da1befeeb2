"""`owntime notice`: the one-page notice, written from the settings as they are."""

from pathlib import Path

import click

from owntime.notice.compose import compose
from owntime.notice.markdown import as_markdown
from owntime.notice.page import as_html
from owntime.notice.text import Audience
from owntime.school_options import of_a_school
from owntime.timetable.school_time import on_the_clock, read_school
from proxy_addons.clock import Clock


@click.command()
@click.option(
    "--for",
    "audience",
    type=click.Choice([each.value for each in Audience]),
    required=True,
    help="Whom it is for.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["markdown", "html"]),
    default="markdown",
    show_default=True,
    help="As what.",
)
@of_a_school
@on_the_clock
def notice(clock: Clock, audience: str, form: str, settings: Path, lists: Path | None) -> None:
    """Write the one-page notice for staff, supply staff or governors.

    Its last line, "Settings: a1b2c3d4", goes into [notice] settings of school.toml beside given_on;
    `owntime timetable check` then says when what staff were told has changed.
    """
    policy = read_school(settings, lists, clock.now().date()).policy
    text = compose(policy, Audience(audience))
    page = as_html(text, policy.school.colour) if form == "html" else as_markdown(text)
    click.echo(page.encode(), nl=False)  # bytes: UTF-8 wherever it is written to
