"""The command line: `owntime …`."""

import click

from owntime.command_group import TellsOfFullDisks

_COMMANDS = {
    "account": "owntime.account_command",
    "audit": "owntime.audit_command",
    "ca": "owntime.ca_command",
    "channels": "owntime.channels_command",
    "demo": "owntime.demo.command",
    "device": "owntime.device_command",
    "doctor": "owntime.doctor_command",
    "dpia": "owntime.dpia_command",
    "lists": "owntime.lists_command",
    "notice": "owntime.notice_command",
    "proxy": "owntime.proxy_command",
    "record": "owntime.record_command",
    "serve": "owntime.serve_command",
    "simulate": "owntime.simulate.command",
    "timetable": "owntime.timetable_command",
}
"""Each command, and the module that has it under the same name."""


@click.group(
    cls=TellsOfFullDisks,
    modules={name: (module, name) for name, module in _COMMANDS.items()},
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="owntime")
def main() -> None:
    """Show a primary school's social media rule to staff, at the moment it matters."""
