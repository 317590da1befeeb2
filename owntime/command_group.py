"""A group of commands that loads the one that is asked for, and nothing else; and the group above them all."""

import contextlib
import errno
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


class LoadedWhenAsked(click.Group):
    """Such a group. `modules` says of each command in which module it stands, and under which name.

    Quicker by half a second, and more: a proxy that is told to write TLS keys refuses to start before the
    library that would make that file is loaded.
    """

    def __init__(self, *args: Any, modules: Mapping[str, tuple[str, str]], **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self._modules = modules

    def list_commands(self, _context: click.Context) -> list[str]:
        """Return the names of all commands, in the order of the table."""
        return list(self._modules)

    def get_command(self, _context: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command, or return None where there is none of this name."""
        if cmd_name not in self._modules:
            return None
        module, name = self._modules[cmd_name]
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)  # noqa: S101 (the table says so)
        return command


_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_WRONG_USE = 2


class TellsOfFullDisks(LoadedWhenAsked):
    """The group above all commands: where what is written finds no place, one line says so, and the end is 2."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command that is asked for."""
        try:
            try:
                return super().invoke(context)
            finally:
                sys.stdout.flush()  # here, and not when the interpreter ends, which could not tell it
        except OSError as error:
            if error.errno not in _FULL:
                raise
            with contextlib.suppress(OSError):
                sys.stdout.close()  # else the interpreter tries once more
            where = f"{error.filename}: " if error.filename else ""
            click.echo(f"owntime: {where}{error.strerror}", err=True)
            sys.exit(_WRONG_USE)
