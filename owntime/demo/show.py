"""What the demo prints: the addresses, how long the clock stays in working time, and two ready-made commands."""

import datetime as dt
import shlex
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from owntime.demo.browser import BrowserHome, installation_line, missing_programs, shell_line
from owntime.demo.server import ACCOUNTS, DemoServer
from owntime.demo.stage import UNLISTED_HOSTS
from owntime.device import Device
from owntime.doors import Running
from school_policy.group_calendar import GroupCalendar
from school_policy.policy import Group, Policy
from school_policy.state_words import explain

LISTED_PAGE = "https://www.facebook.com/"


def write_both_authorities(folder: Path, *certificates: bytes) -> Path:
    """Write the certificates into one file, as curl wants them."""
    path = folder / "both-authorities.pem"
    path.write_bytes(b"".join(certificates))
    return path


def curl_line(proxy: str, authorities: Path) -> str:
    """Return the line that shows the page in a terminal: -L follows to the reminder's own host."""
    words = ["curl", "--silent", "--location", "--noproxy", "", "--proxy", f"http://{proxy}"]
    words += ["--cacert", str(authorities), "--header", "Accept: text/html", LISTED_PAGE]
    return shlex.join(words)


def how_long(policy: Policy, group: Group, at: dt.datetime) -> str:
    """Say which time it is for the group, until when, and why."""
    zone = ZoneInfo(policy.school.zone)
    state = explain(GroupCalendar(group, policy.calendar, zone), at)
    return f"{at.astimezone(zone):%A %d %B %Y, %H:%M}: {state}."


def print_demo(
    device: Device, running: Running, server: DemoServer, *, authorities: Path, home: BrowserHome | None
) -> None:
    """Print everything that a newcomer needs to see the reminder and what the Headteacher sees."""
    clock = how_long(device.policy, device.group, device.at)
    click.echo(f"\n{device.policy.school.name}. The demo's clock starts at {clock}\n")
    click.echo(f"  proxy  http://{running.proxy}")
    click.echo(f"  PAC    {server.url}/proxy.pac\n")
    click.echo("Open Facebook in a browser of its own (nothing of yours is changed):\n")
    click.echo(f"  {_browser_line(f'{server.url}/proxy.pac', home)}\n")
    click.echo("Or in a terminal:\n")
    click.echo(f"  {curl_line(running.proxy, authorities)}\n")
    click.echo(f"What the Headteacher sees of six made-up weeks: {server.url}/summary")
    for role, name in ACCOUNTS.items():
        click.echo(f"  sign in as {name:5} with {server.passwords[role]}   ({role.in_words})")
    click.echo(f"For everybody: {server.url}/staff and {server.url}/what-we-count\n")
    click.echo(f"Other sites pass through unread; here stand in: {', '.join(UNLISTED_HOSTS)}.")
    click.echo("Ctrl-C ends the demo and removes everything it made.")


def _browser_line(pac_url: str, home: BrowserHome | None) -> str:
    if home is None:
        return f"{installation_line(missing_programs())}   (then start the demo again)"
    return shell_line(home, pac_url, LISTED_PAGE)
