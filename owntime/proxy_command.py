"""`owntime proxy`: the reminder on one device."""

import asyncio
import datetime as dt
import os
import sys
from collections.abc import Iterable
from pathlib import Path

import click
import msgspec

from owntime.device import UNUSABLE, Device, DeviceOptions
from owntime.doors import Running
from owntime.moment import MOMENT
from owntime.notice.given import not_told
from owntime.policy_source import PolicySource
from owntime.proxy_status import counting_status, in_lines
from owntime.school_options import layer_option, of_a_school
from proxy_addons.options import BAD_INPUT
from proxy_addons.paths import state_directory
from proxy_addons.secrecy import log_to_standard_error, refuse_key_log
from proxy_addons.signals import on_stop
from proxy_addons.supervisor import Ending
from school_policy.vocabulary import GroupId


@click.command()
@of_a_school
@layer_option
@click.option(
    "--group",
    "groups",
    multiple=True,
    help="The staff group that this device belongs to; again for each further group that works at it.",
)
@click.option("--gateway", is_flag=True, help="Serve the school's other machines, as [gateway] says.")
@click.option("--proxy-port", type=click.IntRange(0, 65535), default=8481, show_default=True)
@click.option("--pac-port", type=click.IntRange(0, 65535), default=8482, show_default=True)
@click.option(
    "--state", type=click.Path(file_okay=False, path_type=Path), help="Where this device keeps its state."
)
@click.option("--at", type=MOMENT, help="Start the clock at this moment (ISO 8601), to try things out.")
@click.option("--status", is_flag=True, help="Say how this device's counting stands, and end.")
@click.option("--json", "as_json", is_flag=True, help="With --status: answer in JSON, for programs.")
def proxy(  # noqa: PLR0913, PLR0917 (click: an option, an argument)
    settings: Path,
    lists: Path | None,
    layer: Path | None,
    groups: tuple[str, ...],
    proxy_port: int,
    pac_port: int,
    state: Path | None,
    at: dt.datetime | None,
    *,
    gateway: bool,
    status: bool,
    as_json: bool,
) -> None:
    """Show the reminder on this device: a proxy on loopback, its PAC, and what keeps them running."""
    if status:
        sys.exit(_tell_status(state or state_directory(), as_json=as_json))
    if as_json:
        raise click.UsageError("--json goes with --status.")
    if gateway and groups:
        raise click.UsageError("A gateway serves every group: leave --group out.")
    log_to_standard_error()
    try:
        refuse_key_log(os.environ)
        source = PolicySource(settings, lists, layer=layer)
        device = Device(
            source,
            DeviceOptions(
                state=state or state_directory(),
                groups=tuple(dict.fromkeys(GroupId(group) for group in groups)),
                proxy_port=proxy_port,
                pac_port=pac_port,
                at=at,
                is_gateway=gateway,
            ),
        )
        ending = asyncio.run(_run(device))
    except UNUSABLE as problem:
        click.echo(f"owntime: {problem}", err=True)
        sys.exit(BAD_INPUT)
    sys.exit(BAD_INPUT if ending is Ending.BAD_INPUT else 0)


def _tell_status(state: Path, *, as_json: bool) -> int:
    status = counting_status(state)
    if as_json:
        click.echo(msgspec.json.encode(status))
    else:
        for line in in_lines(status):
            click.echo(line)
    return 0 if status.is_fine else 1


async def _run(device: Device) -> Ending:
    on_stop(asyncio.get_running_loop(), device.supervisor.stop)
    return await device.run(lambda running: _tell(running, not_told(device.policy, device.at.date())))


def _tell(running: Running, remarks: Iterable[str]) -> None:
    for door in running.doors:
        whose = "" if len(running.doors) == 1 else f" for {door.group}"
        click.echo(f"The reminder is at work{whose}. Proxy: {door.proxy}  PAC: {door.pac_url}")
    click.echo(f"Browsers must trust: {running.certificate}")
    for remark in remarks:
        click.echo(remark)
