"""`owntime demo`: the whole job on one machine, in lesson time, with stand-ins for everybody else."""

import asyncio
import contextlib
import datetime as dt
import logging
import sys

import click

from owntime.demo.browser import BrowserHome, missing_programs
from owntime.demo.check import check_main_job
from owntime.demo.free_port import free_port
from owntime.demo.server import DemoServer, serve_demo
from owntime.demo.show import print_demo, write_both_authorities
from owntime.demo.stage import SAMPLE_SCHOOL, Stage, set_stage
from owntime.device import UNUSABLE, Device, DeviceOptions
from owntime.doors import Running
from owntime.moment import MOMENT
from owntime.policy_source import PolicySource
from owntime.serve_command import UNUSABLE as SERVER_UNUSABLE
from proxy_addons.device_token import TOKEN_FILE
from proxy_addons.key_file import make_private_directory, write_private
from proxy_addons.options import BAD_INPUT
from proxy_addons.secrecy import log_to_standard_error
from proxy_addons.signals import on_stop
from proxy_addons.supervisor import Ending
from school_policy.policy import Counting
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
    help=f"Where the server listens [{SERVER_PORT}; --check: any free].",
)
@click.option(
    "--proxy-port",
    type=click.IntRange(0, 65535),
    help=f"Where the proxy listens [{PROXY_PORT}; --check: any free].",
)
def demo(at: dt.datetime, group: str, server_port: int | None, proxy_port: int | None, *, check: bool) -> None:
    """Show the reminder, and the Headteacher's page, for a sample school in lesson time. Needs no internet."""
    log_to_standard_error()
    logging.getLogger("owntime.server").setLevel(logging.WARNING)  # a line a request is not for a newcomer
    ports = _port(server_port, SERVER_PORT, check=check), _port(proxy_port, PROXY_PORT, check=check)
    code = BAD_INPUT
    try:
        with set_stage() as stage:
            code = asyncio.run(_demo(stage, at, GroupId(group), ports, check=check))
    except* (*UNUSABLE, *SERVER_UNUSABLE) as problems:
        for problem in problems.exceptions:
            click.echo(f"owntime: {problem}", err=True)
    sys.exit(code)


def _port(given: int | None, usual: int, *, check: bool) -> int:
    return (given if given is not None else (0 if check else usual)) or free_port()


async def _demo(stage: Stage, at: dt.datetime, group: GroupId, ports: tuple[int, int], *, check: bool) -> int:
    server_port, proxy_port = ports
    async with serve_demo(stage, at, port=server_port, proxy_port=proxy_port) as server:
        state = stage.folder / "device"
        make_private_directory(state)
        write_private(state / TOKEN_FILE, server.device_token.encode())
        counting = Counting(server=server.url, policy_key=server.policy_key)
        source = PolicySource(SAMPLE_SCHOOL, upstream=stage.upstream, counting=counting)
        options = DeviceOptions(state=state, groups=(group,), proxy_port=proxy_port, pac_port=0, at=at)
        device = Device(source, options)
        return await (check_main_job(device, stage, server) if check else _show(device, stage, server))


async def _show(device: Device, stage: Stage, server: DemoServer) -> int:
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
            print_demo(device, running, server, authorities=authorities, home=home)

        ending = await device.run(tell)
    return BAD_INPUT if ending is Ending.BAD_INPUT else 0
