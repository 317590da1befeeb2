"""`owntime ca`: the certificate authority of this device."""

import datetime as dt
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click
import msgspec

from owntime.ca.standing import RENEW_BEFORE, Standing, listed_sites, standing
from owntime.ca.words import next_step, standing_in_lines, trust_in_words
from owntime.doctor.case import PATIENCE_SECONDS, this_machine
from owntime.doctor.trust import look_for
from owntime.policy_source import PolicySource
from owntime.school_options import as_json, layer_option, of_a_school
from proxy_addons.authority import AuthorityError
from proxy_addons.authority_renewal import activate_authority, renew_authority
from proxy_addons.key_file import LooseRightsError
from proxy_addons.paths import state_directory
from school_policy.hostname import Hostname
from school_policy.toml_source import TomlError

_NOT_SO, _WRONG_USE = 1, 2


def _of_a_device[F: Callable[..., Any]](command: F) -> F:
    """Add the options that say which device, and which lists it is to cover."""
    folder = click.Path(file_okay=False, path_type=Path)
    state = click.option("--state", type=folder, help="Where this device keeps its state.")
    return of_a_school(layer_option(state(as_json(command))))


@click.group()
def ca() -> None:
    """Look after this device's certificate authority, which signs for listed sites alone and never leaves it.

    Hosts that are listed later pass without a reminder until it covers them: `renew` makes a second authority,
    browsers are told to trust it, `activate` switches. No proxy has to be stopped.
    """


@ca.command()
@_of_a_device
def show(settings: Path, lists: Path | None, layer: Path | None, state: Path | None, *, as_json: bool) -> None:
    """Say how the authority stands, and which listed sites it does not cover."""
    its = _Device(settings, lists, layer, state).standing()
    if as_json:
        click.echo(msgspec.json.encode(its))
        return
    for line in standing_in_lines(its):
        click.echo(line)
    if step := next_step(its):
        click.echo(step)


@ca.command()
@click.option("--again", is_flag=True, help="Make another, in the place of one that waits or is not needed.")
@_of_a_device
def renew(  # noqa: PLR0913 (click: an option, an argument)
    settings: Path, lists: Path | None, layer: Path | None, state: Path | None, *, as_json: bool, again: bool
) -> None:
    """Make a second authority for the lists as they are. The one in use stays until `owntime ca activate`."""
    device = _Device(settings, lists, layer, state)
    before = device.standing()
    enough = before.waiting or before.in_use
    if again or not enough.is_good_until(device.now + RENEW_BEFORE):
        device.renew()
    its = device.standing()
    if as_json:
        click.echo(msgspec.json.encode(its))
    elif its.waiting is None:
        click.echo(
            "Nothing to renew: the one in use covers every listed site (--again makes another all the same)."
        )
    else:
        for line in standing_in_lines(its):
            click.echo(line)
        click.echo(next_step(its))


@ca.command()
@click.option("--trusted", is_flag=True, help="Browsers trust it, though that cannot be seen from here.")
@_of_a_device
def activate(  # noqa: PLR0913 (click: an option, an argument)
    settings: Path, lists: Path | None, layer: Path | None, state: Path | None, *, as_json: bool, trusted: bool
) -> None:
    """Switch to the authority that waits, once browsers trust it. A proxy that runs takes it within a second.

    Ends with 1, and changes nothing, where none waits, or where this machine is not seen to trust it.
    """
    device = _Device(settings, lists, layer, state)
    waiting = device.standing().waiting
    if waiting is None:
        _end("no authority waits: owntime ca renew makes one", _NOT_SO)
    seen = look_for(Path(waiting.certificate), this_machine(), PATIENCE_SECONDS)
    if not (seen.trusted_by or trusted):
        words = f"{trust_in_words(seen)}: staff would meet a certificate warning in the place of the reminder"
        _end(f"{waiting.certificate}: {words}. If browsers trust it in another way: --trusted", _NOT_SO)
    activate_authority(device.authority)
    its = device.standing()
    if as_json:
        click.echo(msgspec.json.encode(its))
        return
    for line in standing_in_lines(its):
        click.echo(line)
    click.echo("The key of the one before is gone; browsers need not trust its certificate any more.")


class _Device:
    """The device that a command is about. Ends the command where its files cannot be used."""

    def __init__(self, settings: Path, lists: Path | None, layer: Path | None, state: Path | None) -> None:
        state = state or state_directory()
        self.authority = state / "authority"
        self.now = dt.datetime.fromtimestamp(time.time(), dt.UTC)  # certificates go by real time
        self._sites = self._listed(PolicySource(settings, lists, layer=layer), state)

    def standing(self) -> Standing:
        try:
            return standing(self.authority, self._sites, self.now)
        except FileNotFoundError:
            _end(f"there is no authority in {self.authority}: owntime proxy makes one at its first start", _NOT_SO)
        except (AuthorityError, LooseRightsError, OSError) as problem:
            _end(str(problem), _WRONG_USE)

    def renew(self) -> None:
        try:
            renew_authority(self.authority, self._sites, self.now)
        except OSError as problem:
            _end(str(problem), _WRONG_USE)

    @staticmethod
    def _listed(source: PolicySource, state: Path) -> tuple[Hostname, ...]:
        try:
            return listed_sites(source, state)
        except TomlError as problem:
            _end(str(problem), _WRONG_USE)


def _end(words: str, code: int) -> NoReturn:
    click.echo(words, err=True)
    sys.exit(code)
