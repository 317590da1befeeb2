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
from advisory_server.pages.device_words import (
    NOT_SAID,
    Day,
    behind_since,
    contact_words,
    day_of,
    health_words,
    version_words,
)
from advisory_server.store.audit import Deed, What
from advisory_server.store.database import Connection
from advisory_server.store.devices import DeviceError, add_device, revoke_device
from advisory_server.store.listed_devices import ListedDevice, listed_devices
from advisory_server.store.publications import history
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
    """List the devices: group, version, the day of the last contact, and how each is."""
    with working_on(data, DeviceError) as store:
        devices, day = store.run_here(_listed)
    if as_json:
        click.echo(json.dumps([_as_row(one, day) for one in devices]))
    else:
        Console().print(_table(devices, day))


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


def _listed(connection: Connection) -> tuple[tuple[ListedDevice, ...], Day]:
    return listed_devices(connection), day_of(Clock().now(), None, history(connection))


def _deed(what: What, name: str) -> Deed:
    return Deed(at=Clock().now(), who=typed_by(), what=what, facts={"device": name})


def _as_row(one: ListedDevice, day: Day) -> dict[str, object]:
    said = one.contact.said if one.contact else None
    return {
        "name": one.name,
        "kind": one.sender,
        "groups": list(said.groups) if said else [],
        "version": said.version if said else None,
        "behind_since": _iso(behind_since(one, day)),
        "last_contact": _iso(one.contact.day if one.contact else None),
        "health": health_words(one, day),
        "added_on": _iso(one.added_on),
        "revoked_on": _iso(one.revoked_on),
    }


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _table(devices: tuple[ListedDevice, ...], day: Day) -> Table:
    table = Table("device", "groups", "version", "last contact", "how it is")
    for one in devices:
        name = f"{one.name} (gateway)" if one.sender is Sender.GATEWAY else one.name
        groups = ", ".join(one.contact.said.groups if one.contact else ()) or NOT_SAID
        words = (name, groups, version_words(one, day), contact_words(one, day), health_words(one, day))
        table.add_row(*map(Text, words))
    return table
