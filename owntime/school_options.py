"""The options by which commands are told whose settings and lists to read, and to answer in JSON."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click


def settings_option[F: Callable[..., Any]](command: F) -> F:
    """Add the option --settings."""
    return click.option(
        "--settings",
        type=click.Path(dir_okay=False, path_type=Path),
        default=Path("school.toml"),
        show_default=True,
        help="The school's settings.",
    )(command)


def of_a_school[F: Callable[..., Any]](command: F) -> F:
    """Add the options that say whose policy it is: --settings and --lists."""
    folder = click.Path(file_okay=False, path_type=Path)
    return settings_option(click.option("--lists", type=folder, help="A folder of lists of your own.")(command))


def layer_option[F: Callable[..., Any]](command: F) -> F:
    """Add the option --layer."""
    return click.option(
        "--layer",
        metavar="FILE",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Your own changes to the lists [lists.toml beside the settings, if it is there].",
    )(command)


def as_json[F: Callable[..., Any]](command: F) -> F:
    """Add the option --json."""
    return click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for programs.")(command)
