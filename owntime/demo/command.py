"""`owntime demo`: the main job on one machine, in lesson time, with stand-ins for everybody else."""

import asyncio
import contextlib
import datetime as dt
import sys

import click

from owntime.demo.browser import BrowserHome, missing_programs
from owntime.demo.check import check_device
from owntime.demo.show import print_demo, write_both_authorities
from owntime.demo.stage import SAMPLE_SCHOOL, Stage, set_stage
from owntime.device import UNUSABLE, Device, DeviceOptions, Running
from owntime.moment import MOMENT
from owntime.policy_source import PolicySource
from proxy_addons.options import BAD_INPUT
from proxy_addons.secrecy import log_to_standard_error
from proxy_addons.signals import on_stop
from proxy_addons.supervisor import Ending
from school_policy.vocabulary import GroupId

LESSON_TIME = "2026-11-23T10:42"
SERVER_PORT = 8480
PROXY_PORT = 8481


@click.command()
@click.option("--at", type=MOMENT, default=LESSON_TIME, show_default=True, help="When the demo's clock starts.")
@click.option("--check", is_flag=True, help="Do the main job once without a browser, print each step, and end.")
@click.option("--group", default="teaching", show_default=True, help="The staff group to be.")
@click.option(
    "--server-port",
    type=click.IntRange(0, 65535),
    help=f"Where the PAC is served [{SERVER_PORT}; --check: any free].",
)
@click.option(
    "--proxy-port",
    type=click.IntRange(0, 65535),
    help=f"Where the proxy listens [{PROXY_PORT}; --check: any free].",
)
def demo(at: dt.datetime, group: str, server_port: int | None, proxy_port: int | None, *, check: bool) -> None:
    """Show the reminder for a sample school in lesson time. Needs no internet."""
    log_to_standard_error()
    try:
        with set_stage() as stage:
            options = DeviceOptions(
                state=stage.folder / "device",
                group=GroupId(group),
                proxy_port=_port(proxy_port, PROXY_PORT, check=check),
                pac_port=_port(server_port, SERVER_PORT, check=check),
                at=at,
            )
            device = Device(PolicySource(SAMPLE_SCHOOL, upstream=stage.upstream), options)
            code = asyncio.run(check_device(device, stage) if check else _show(device, stage))
    except UNUSABLE as problem:
        click.echo(f"owntime: {problem}", err=True)
        code = BAD_INPUT
    sys.exit(code)


def _port(given: int | None, usual: int, *, check: bool) -> int:
    return given if given is not None else (0 if check else usual)


async def _show(device: Device, stage: Stage) -> int:
    on_stop(asyncio.get_running_loop(), device.supervisor.stop)
    shown = False
    with contextlib.ExitStack() as closing:

        def tell(running: Running) -> None:
            nonlocal shown
            if shown:
                return  # the proxy was started anew; everything printed still holds
            shown = True
            certificates = (running.certificate.read_bytes(), stage.authority.certificate_pem)
            authorities = write_both_authorities(stage.folder, *certificates)
            home = None if missing_programs() else closing.enter_context(BrowserHome(certificates))
            print_demo(device, running, authorities=authorities, home=home)

        ending = await device.run(tell)
    return BAD_INPUT if ending is Ending.BAD_INPUT else 0
