"""The command `account`: who may sign in to this server. It works while the server runs."""

import datetime as dt
import json
from functools import partial
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from advisory_server.accounts.audit import do_and_note_here
from advisory_server.accounts.role import Role
from advisory_server.accounts.set_up_links import new_link, path_of
from advisory_server.store.accounts import (
    Account,
    UnknownAccountError,
    all_accounts,
    disable_account,
    sign_out_account,
)
from advisory_server.store.audit import Deed, What
from owntime.school_options import as_json
from owntime.server_data import data_option, working_on
from owntime.typed_by import typed_by
from proxy_addons.clock import Clock


@click.group()
def account() -> None:
    """Say who may sign in to this server."""


@account.command()
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True, help="What it may see.")
@click.option("--server", default="", help="The server's address, such as https://owntime.school.example.")
@data_option
def add(role: str, server: str, data: Path) -> None:
    """Print a link that makes one account, within a day, once."""
    with working_on(data, UnknownAccountError) as store:
        token = new_link(store, Role(role), Clock().now(), typed_by())
    click.echo(server.rstrip("/") + path_of(token))
    click.echo(f"Hand this to the {Role(role).in_words} alone: it makes one account, within a day.", err=True)


@account.command("list")
@as_json
@data_option
def list_accounts(data: Path, *, as_json: bool) -> None:
    """List the accounts, disabled ones too."""
    with working_on(data, UnknownAccountError) as store:
        accounts = store.run_here(all_accounts)
    if as_json:
        click.echo(json.dumps([_as_row(one) for one in accounts]))
    else:
        Console().print(_table(accounts))


@account.command()
@click.argument("name")
@data_option
def disable(name: str, data: Path) -> None:
    """Let nobody sign in as NAME any more, and end its sessions."""
    now = Clock().now()
    with working_on(data, UnknownAccountError) as store:
        work = partial(disable_account, name=name, now=now)
        ended = do_and_note_here(store, work, partial(_deed, What.ACCOUNT_DISABLED, name, now))
    click.echo(f"{name} can no longer sign in. Sessions ended: {ended}.")


@account.command("sign-out")
@click.argument("name")
@data_option
def sign_out(name: str, data: Path) -> None:
    """End every session of NAME, such as on a device that was lost."""
    now = Clock().now()
    with working_on(data, UnknownAccountError) as store:
        work = partial(sign_out_account, name=name)
        ended = do_and_note_here(store, work, partial(_deed, What.SESSIONS_ENDED, name, now))
    click.echo(f"{name} is signed out everywhere. Sessions ended: {ended}.")


def _deed(what: What, name: str, now: dt.datetime, ended: int) -> Deed:
    return Deed(at=now, who=typed_by(), what=what, facts={"account": name, "sessions": str(ended)})


def _as_row(one: Account) -> dict[str, str | bool]:
    return {"name": one.name, "role": one.role.value, "disabled": one.disabled}


def _table(accounts: list[Account]) -> Table:
    table = Table("name", "role", "")
    for one in accounts:
        table.add_row(one.name, one.role.in_words, "disabled" if one.disabled else "")
    return table
