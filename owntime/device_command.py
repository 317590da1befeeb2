"""The command `device`: which devices may send counts. It works while the server runs."""

import datetime as dt
import json
from functools import partial
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from advisory_server.accounts.audit import do_and_note_here
from advisory_server.store.audit import Deed, What
from advisory_server.store.devices import DeviceError, ListedDevice, add_device, listed_devices, revoke_device
from owntime.school_options import as_json
from owntime.server_data import data_option, working_on
from owntime.typed_by import typed_by
from proxy_addons.clock import Clock
from proxy_addons.device_token import TOKEN_FILE
from proxy_addons.key_file import write_private
from school_policy.count_report import Sender


@click.group()
def device() -> None:
    """Say which devices may send counts to this server."""


@device.command()
@click.argument("name")
@click.option(
    "--token-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the token into this file, which nobody else can read, instead of printing it.",
)
@click.option("--gateway", is_flag=True, help="It is a gateway, which serves many machines.")
@data_option
def add(name: str, token_file: Path | None, data: Path, *, gateway: bool) -> None:
    """Add the device NAME ("Room 3 laptop") and print its token, once.

    A school counts by devices or by gateways: while one kind is there, the other is refused.
    """
    sender = Sender.GATEWAY if gateway else Sender.DEVICE
    with working_on(data, DeviceError) as store:
        added = _deed(What.DEVICE_ADDED, name)
        token = do_and_note_here(
            store, partial(add_device, name=name, today=_today(), sender=sender), lambda _: added
        )
    if token_file is not None:
        write_private(token_file, token.encode() + b"\n")
        click.echo(f"Put {token_file} into the device's state folder, as {TOKEN_FILE}.")
        return
    click.echo(token)
    click.echo(f"Put this into the file {TOKEN_FILE} in the device's state folder. It is shown once.", err=True)


@device.command("list")
@as_json
@data_option
def list_devices(data: Path, *, as_json: bool) -> None:
    """List the devices, and the last week in which each reported."""
    with working_on(data, DeviceError) as store:
        devices = store.run_here(listed_devices)
    if as_json:
        click.echo(json.dumps([_as_row(one) for one in devices]))
    else:
        Console().print(_table(devices))


@device.command()
@click.argument("name")
@data_option
def revoke(name: str, data: Path) -> None:
    """Take the token of the device NAME away, within a minute and for good."""
    with working_on(data, DeviceError) as store:
        revoked = _deed(What.DEVICE_REVOKED, name)
        do_and_note_here(store, partial(revoke_device, name=name, today=_today()), lambda _: revoked)
    click.echo(f'The device "{name}" sends no more.')


def _today() -> dt.date:
    return Clock().now().astimezone().date()


def _deed(what: What, name: str) -> Deed:
    return Deed(at=Clock().now(), who=typed_by(), what=what, facts={"device": name})


def _as_row(one: ListedDevice) -> dict[str, str | None]:
    days = {"added_on": one.added_on, "revoked_on": one.revoked_on, "last_week": one.last_week}
    return {
        "name": one.name,
        "kind": one.sender,
        **{key: day.isoformat() if day else None for key, day in days.items()},
    }


def _table(devices: tuple[ListedDevice, ...]) -> Table:
    table = Table("device", "kind", "added", "last week with a report", "revoked")
    for one in devices:
        row = _as_row(one)
        table.add_row(
            Text(one.name), one.sender, row["added_on"], row["last_week"] or "none yet", row["revoked_on"] or ""
        )
    return table
