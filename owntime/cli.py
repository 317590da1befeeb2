"""The command line: `owntime …`."""

from importlib import import_module

import click

_COMMANDS = {
    "account": "owntime.account_command",
    "channels": "owntime.channels_command",
    "demo": "owntime.demo.command",
    "device": "owntime.device_command",
    "doctor": "owntime.doctor_command",
    "lists": "owntime.lists_command",
    "notice": "owntime.notice_command",
    "proxy": "owntime.proxy_command",
    "serve": "owntime.serve_command",
    "simulate": "owntime.simulate.command",
    "timetable": "owntime.timetable_command",
}
"""Each command, and the module that has it under the same name."""


class _LoadedWhenAsked(click.Group):
    """Loads the one command that is asked for, and nothing else.

    Quicker by half a second, and more: a proxy that is told to write TLS keys refuses to start before the
    library that would make that file is loaded.
    """

    def list_commands(self, _context: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, _context: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command = getattr(import_module(_COMMANDS[cmd_name]), cmd_name)
        assert isinstance(command, click.Command)  # noqa: S101 (the table says so)
        return command


@click.group(cls=_LoadedWhenAsked, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="owntime")
def main() -> None:
    """Show a primary school's social media rule to staff, at the moment it matters."""
