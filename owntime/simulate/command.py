"""`owntime simulate`: see what the Headteacher would see, before any device is at work."""

import asyncio
import datetime as dt
import json
import sys
from pathlib import Path

import click

from advisory_server.store.releases import released_half_terms, released_weeks
from owntime.moment import MOMENT
from owntime.policy_source import PolicySource
from owntime.school_options import as_json as as_json_option
from owntime.school_options import settings_option
from owntime.serve_command import UNUSABLE
from owntime.server_data import data_option, open_store
from owntime.simulate.habits import Habits
from owntime.simulate.made_up_device import SimulationError
from owntime.simulate.released import as_released
from owntime.simulate.school import DataInUseError
from owntime.simulate.school import simulate as make_up
from owntime.simulate.weeks import Plan
from proxy_addons.clock import Clock
from proxy_addons.options import BAD_INPUT
from school_policy.period import week_of


@click.command()
@settings_option
@data_option
@click.option("--devices", type=click.IntRange(1, 500), default=30, show_default=True)
@click.option("--weeks", type=click.IntRange(1, 60), default=6, show_default=True)
@click.option(
    "--habits", type=click.Choice(Habits, case_sensitive=False), default=Habits.SKEWED.value, show_default=True
)
@click.option(
    "--reminders-a-day",
    type=click.IntRange(0, 1_000),
    default=20,
    show_default=True,
    help="Of all devices together, on average.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed makes the same weeks.")
@click.option("--until", type=MOMENT, help="The weeks before this moment (ISO 8601) are made up [now].")
@click.option(
    "--closed",
    type=click.DateTime(["%Y-%m-%d"]),
    multiple=True,
    help="A day of a week in which nobody is at work, from Monday to Friday.",
)
@as_json_option
def simulate(  # noqa: PLR0913, PLR0917 (click: an option, an argument)
    settings: Path,
    data: Path,
    devices: int,
    weeks: int,
    habits: Habits,
    reminders_a_day: int,
    seed: int,
    until: dt.datetime | None,
    closed: tuple[dt.datetime, ...],
    *,
    as_json: bool,
) -> None:
    """Send made-up weeks of made-up devices through a real server into an empty --data folder.

    Days between the terms of the calendar are without anybody. With --json, print what was released, word
    for word; pages show no more of it, and of the devices in use a band alone.
    """
    try:
        moment = until or Clock().now()
        plan = Plan(
            until=moment,
            devices=devices,
            weeks=weeks,
            habits=habits,
            reminders_a_day=reminders_a_day,
            seed=seed,
            closed=frozenset(week_of(day.date()) for day in closed),
        )
        with open_store(data) as store:
            asyncio.run(make_up(plan, PolicySource(settings), data, store))
            released = store.run_here(released_weeks), store.run_here(released_half_terms)
    except* (*UNUSABLE, DataInUseError, SimulationError) as problems:
        for problem in problems.exceptions:
            click.echo(f"owntime: {problem}", err=True)
        sys.exit(BAD_INPUT)
    if as_json:
        click.echo(json.dumps(as_released(plan, *released), indent=2))
        return
    click.echo(f"Made up {weeks} weeks of {devices} devices. To see them, start a server on the same data:")
    click.echo(f"  owntime serve --settings {settings} --data {data} --at {moment:%Y-%m-%dT%H:%M}")
