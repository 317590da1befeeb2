"""Where a server keeps its data, for every command that works on it."""

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import click
import platformdirs

from advisory_server.settings import DATABASE
from advisory_server.store.database import Store, StoreError
from proxy_addons.key_file import LooseRightsError, check_private, make_private_directory

_WRONG_USE = 2


class DataError(ValueError):
    """The server's data cannot be used; the message says why."""


def data_option[F: Callable[..., Any]](command: F) -> F:
    """Give a command the option --data."""
    return click.option(
        "--data",
        type=click.Path(file_okay=False, path_type=Path),
        default=lambda: platformdirs.user_data_path("owntime-server", appauthor=False),
        show_default="a folder of this user's own",
        help="Where the server keeps its data.",
    )(command)


@contextlib.contextmanager
def working_on(data: Path, *expected: type[ValueError]) -> Iterator[Store]:
    """Lend the server's database to a command; what is expected to go wrong is said in one line, and ends it."""
    try:
        with open_store(data) as store:
            yield store
    except expected as problem:
        _end_with(problem)
    except (DataError, LooseRightsError, OSError, StoreError) as problem:
        _end_with(problem)


@contextlib.contextmanager
def looking_into(data: Path, *expected: type[ValueError]) -> Iterator[Store]:
    """Lend the database to a command that makes none: a folder that was mistyped stays as it is."""
    if not (data / DATABASE).exists():
        _end_with(
            DataError(
                f"{data}: no server keeps its data here, and nothing was published from it; --data names another"
            )
        )
    with working_on(data, *expected) as store:
        yield store


def _end_with(problem: Exception) -> NoReturn:
    click.echo(f"owntime: {problem}", err=True)
    sys.exit(_WRONG_USE)


@contextlib.contextmanager
def open_store(data: Path) -> Iterator[Store]:
    """Open the server's database, made where there is none. Raises DataError, LooseRightsError or OSError."""
    make_private_directory(data)
    check_private(data)
    try:
        store = Store(data / DATABASE)
    except StoreError as error:
        raise DataError(f"{data / DATABASE}: {error}") from error
    with store:
        yield store
