"""`owntime lists check`: what is wrong in the lists, and what looks like a mistake."""

import json
import pathlib
import sys
from typing import Any

import click
import msgspec
from click.core import ParameterSource

from domain_lists.lint import Covers
from domain_lists.list_check import ListCheck, check_lists
from owntime.lists.own_lists import WRONG_USE, own_layer, own_lists
from owntime.policy_source import layer_beside
from owntime.school_options import as_json, settings_option
from owntime.settings_problems import tell_problems
from owntime.timetable.school_time import on_the_clock, refuse
from proxy_addons.authority import AuthorityError, load_authority
from proxy_addons.clock import Clock
from proxy_addons.key_file import LooseRightsError

_FOUND = 1
_WIDTH = 80


@click.command()
@own_lists
@own_layer
@settings_option
@click.option(
    "--state",
    type=click.Path(exists=True, file_okay=False, path_type=pathlib.Path),
    help="A device's state: finds sites that its certificate does not cover.",
)
@as_json
@on_the_clock
def check(  # noqa: PLR0913 (click: an option, an argument)
    clock: Clock,
    folder: pathlib.Path | None,
    layer: pathlib.Path | None,
    settings: pathlib.Path,
    state: pathlib.Path | None,
    *,
    as_json: bool,
) -> None:
    """Find what is wrong in the lists, yours (lists.toml beside the settings) among them, and what looks odd.

    Each finding has its file, its line and what to do. Ends with 2 where a file cannot be read, with 1 where there
    is a finding, else with 0. Remarks are of entries that do nothing: an update of the lists may bring them.
    """
    stated = click.get_current_context().get_parameter_source("settings") is not ParameterSource.DEFAULT
    if stated and not settings.exists():
        refuse(f"{settings}: there is no such file, and so no list of yours beside it")
    found = check_lists(folder, layer or layer_beside(settings), clock.now().date(), _covers(state))
    if as_json:
        click.echo(json.dumps(_as_data(found), indent=2))
    else:
        _tell(found)
    sys.exit(WRONG_USE if found.problems else _FOUND if found.findings else 0)


def _covers(state: pathlib.Path | None) -> Covers | None:
    if state is None:
        return None
    try:
        return load_authority(state / "authority").covers
    except (AuthorityError, LooseRightsError, OSError) as error:
        refuse(str(error))


def _as_data(found: ListCheck) -> dict[str, Any]:
    data: dict[str, Any] = msgspec.to_builtins(found)
    return data


def _tell(found: ListCheck) -> None:
    tell_problems(list(found.problems), as_json=False)
    for each in found.findings:
        click.echo(f"{each.file}:{each.line}: {each.text}")
        click.echo(click.wrap_text(f"To do: {each.to_do}.", _WIDTH, initial_indent="  ", subsequent_indent="    "))
    for remark in found.remarks:
        click.echo(f"{remark} (a remark)")
    if not found.problems and not found.findings:
        click.echo(f"{found.hosts} hosts are listed: nothing to look at.")
