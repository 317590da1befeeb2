"""Which lists a command looks into: those that come with the program, or a folder of one's own."""

import datetime as dt
import pathlib
import sys
from collections.abc import Callable
from typing import Any

import click

from domain_lists.catalogue import Catalogue, load_catalogue, load_lists
from domain_lists.index import HostIndex
from domain_lists.layered import LayeredLists, load_layered
from school_policy.toml_source import TomlError

WRONG_USE = 2


def own_lists[F: Callable[..., Any]](command: F) -> F:
    """Add the option --lists."""
    return click.option(
        "--lists",
        "folder",
        metavar="FOLDER",
        type=click.Path(exists=True, file_okay=False, path_type=pathlib.Path),
        help="Use the list files in this folder instead of those that come with the program.",
    )(command)


def catalogue_of(folder: pathlib.Path | None) -> Catalogue:
    """Return the lists, or end the program with 2 and every problem of every file."""
    try:
        return load_catalogue() if folder is None else load_lists(folder)
    except TomlError as error:
        click.echo(str(error), err=True)
        sys.exit(WRONG_USE)


def index_of(folder: pathlib.Path | None) -> HostIndex:
    """Return the index of the lists, as `catalogue_of` reads them."""
    catalogue = catalogue_of(folder)
    return HostIndex(catalogue.platforms, catalogue.never_listed)


def own_layer[F: Callable[..., Any]](command: F) -> F:
    """Add the option --layer."""
    return click.option(
        "--layer",
        metavar="FILE",
        type=click.Path(exists=True, dir_okay=False, path_type=pathlib.Path),
        help="Your own changes to the lists (a lists.toml).",
    )(command)


def layered_lists(folder: pathlib.Path | None, layer: pathlib.Path | None, today: dt.date) -> LayeredLists:
    """Return the lists with a layer upon them, or end the program with 2 and every problem of every file."""
    try:
        return load_layered(folder, layer, today)
    except TomlError as error:
        click.echo(str(error), err=True)
        sys.exit(WRONG_USE)
