"""`owntime proxy`: the reminder on one device."""

import asyncio
import datetime as dt
import os
import sys
from pathlib import Path

import click

from owntime.device import UNUSABLE, Device, DeviceOptions, Running
from owntime.moment import MOMENT
from owntime.policy_source import PolicySource
from proxy_addons.options import BAD_INPUT
from proxy_addons.paths import state_directory
from proxy_addons.secrecy import log_to_standard_error, refuse_key_log
from proxy_addons.signals import on_stop
from proxy_addons.supervisor import Ending
from school_policy.vocabulary import GroupId


@click.command()
@click.option(
    "--settings",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("school.toml"),
    show_default=True,
    help="The school's settings.",
)
@click.option("--lists", type=click.Path(file_okay=False, path_type=Path), help="A folder of lists of your own.")
@click.option("--group", required=True, help="The staff group that this device belongs to.")
@click.option("--proxy-port", type=click.IntRange(0, 65535), default=8481, show_default=True)
@click.option("--pac-port", type=click.IntRange(0, 65535), default=8482, show_default=True)
@click.option(
    "--state", type=click.Path(file_okay=False, path_type=Path), help="Where this device keeps its state."
)
@click.option("--at", type=MOMENT, help="Start the clock at this moment (ISO 8601), to try things out.")
def proxy(  # noqa: PLR0913, PLR0917 (click: an option, an argument)
    settings: Path,
    lists: Path | None,
    group: str,
    proxy_port: int,
    pac_port: int,
    state: Path | None,
    at: dt.datetime | None,
) -> None:
    """Show the reminder on this device: a proxy on loopback, its PAC, and what keeps them running."""
    log_to_standard_error()
    try:
        refuse_key_log(os.environ)
        source = PolicySource(settings, lists)
        device = Device(
            source,
            DeviceOptions(
                state=state or state_directory(),
                group=GroupId(group),
                proxy_port=proxy_port,
                pac_port=pac_port,
                at=at,
            ),
        )
        ending = asyncio.run(_run(device))
    except UNUSABLE as problem:
        click.echo(f"owntime: {problem}", err=True)
        sys.exit(BAD_INPUT)
    sys.exit(BAD_INPUT if ending is Ending.BAD_INPUT else 0)


async def _run(device: Device) -> Ending:
    on_stop(asyncio.get_running_loop(), device.supervisor.stop)
    return await device.run(_tell)


def _tell(running: Running) -> None:
    click.echo(f"The reminder is at work. Proxy: {running.proxy}  PAC: {running.pac_url}")
    click.echo(f"Browsers on this device must trust: {running.certificate}")
