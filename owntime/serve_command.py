"""`owntime serve`: the school's server."""

import asyncio
import datetime as dt
import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import click

from advisory_server.accounts.set_up_links import FirstLink, ensure_first_links, path_of
from advisory_server.server import ServerError
from advisory_server.settings import LOOPBACK, Now, ServerOptions
from advisory_server.signing import SigningKeyError
from advisory_server.store.database import Store, StoreError
from owntime.lists.new_version import signer_of
from owntime.moment import MOMENT, in_zone
from owntime.policy_source import PolicySource
from owntime.school_options import layer_option, of_a_school
from owntime.school_pac import SchoolPacError, read_school_pac
from owntime.school_server import SchoolServer
from owntime.server_data import DataError, data_option, open_store
from proxy_addons.clock import Clock
from proxy_addons.key_file import LooseRightsError
from proxy_addons.options import BAD_INPUT, place
from proxy_addons.pac import write_pac
from proxy_addons.secrecy import log_to_standard_error
from proxy_addons.signals import on_stop
from school_policy.policy import Policy
from school_policy.toml_source import TomlError

UNUSABLE = (DataError, LooseRightsError, OSError, SchoolPacError, ServerError, StoreError, TomlError)


@click.command()
@of_a_school
@layer_option
@data_option
@click.option("--listen", default=LOOPBACK, show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8480, show_default=True)
@click.option("--certificate", type=click.Path(dir_okay=False, path_type=Path), help="TLS: certificate, PEM.")
@click.option("--key", type=click.Path(dir_okay=False, path_type=Path), help="TLS: its private key, PEM.")
@click.option(
    "--proxy-port",
    default=8481,
    show_default=True,
    help="Where devices' proxies or the gateway listen, for /proxy.pac.",
)
@click.option("--at", type=MOMENT, help="Start the clock at this moment (ISO 8601), to try things out.")
def serve(  # noqa: PLR0913, PLR0917 (click: an option, an argument)
    settings: Path,
    lists: Path | None,
    layer: Path | None,
    data: Path,
    listen: str,
    port: int,
    certificate: Path | None,
    key: Path | None,
    proxy_port: int,
    at: dt.datetime | None,
) -> None:
    """Take counts, release them week by week, and show them to the Headteacher."""
    log_to_standard_error()
    try:
        options = ServerOptions(data=data, port=port, listen=listen, certificate=certificate, key=key)
        with open_store(data) as store:
            clock = Clock()
            pac = partial(_pac, proxy_port, data / "school.pac")
            server = SchoolServer(PolicySource(settings, lists, layer=layer), options, clock.now, pac)
            if at is not None:
                clock.set(in_zone(at, server.in_force.school.zone))
            asyncio.run(_serve(server, store, clock.now, _policy_key(store, data)))
    except* UNUSABLE as problems:
        for problem in problems.exceptions:
            click.echo(f"owntime: {problem}", err=True)
        sys.exit(BAD_INPUT)


async def _serve(server: SchoolServer, store: Store, now: Now, policy_key: str) -> None:
    stopping = asyncio.Event()
    on_stop(asyncio.get_running_loop(), stopping.set)
    async with server.serving(store) as url:
        _tell(url, await ensure_first_links(store, now()), policy_key)
        await stopping.wait()


def _policy_key(store: Store, data: Path) -> str:
    """Return the key that devices are to trust, made where nothing was published; a lost one ends no server."""
    try:
        return signer_of(store, data).public
    except (LooseRightsError, OSError, SigningKeyError) as problem:
        click.echo(f"owntime: nothing can be published: {problem}", err=True)
        return ""


def _tell(url: str, links: Iterable[FirstLink], policy_key: str) -> None:
    click.echo(f"The server is at work: {url}/")
    for link in links:
        address = url + path_of(link.token)
        click.echo(f"To make the {link.role.in_words}'s account, once and within a day: {address}")
    if policy_key:
        click.echo("Devices go by what is published here where their settings name this server and its key:")
        click.echo(f'    [counting]\n    policy_key = "{policy_key}"')


def _pac(proxy_port: int, last_good: Path, policy: Policy) -> str:
    """Return the PAC that names the school's gateway, else each device's own proxy; a PAC it has is wrapped."""
    school_pac = read_school_pac(policy.upstream.pac, last_good)
    address = policy.gateway.address if policy.gateway else LOOPBACK
    return write_pac(policy, proxy=place(address, proxy_port), school_pac=school_pac)
