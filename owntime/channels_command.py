"""The command `channels`: the register of the school's official channels."""

import click

from owntime.channels.check_command import check
from owntime.channels.privacy_notice_command import privacy_notice


@click.group()
def channels() -> None:
    """Look into the register of official channels."""


for _command in (check, privacy_notice):
    channels.add_command(_command)
