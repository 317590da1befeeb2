"""The command `lists`: ask whose hosts are and why, read public lists, write ours in their formats."""

import click

from owntime.command_group import LoadedWhenAsked

_COMMANDS = {
    "classify": ("owntime.lists.classify_command", "classify"),
    "check": ("owntime.lists.check_command", "check"),
    "diff": ("owntime.lists.diff_command", "diff"),
    "explain": ("owntime.lists.explain_command", "explain"),
    "exam": ("owntime.lists.exam_command", "exam"),
    "platforms": ("owntime.lists.platforms_command", "platforms"),
    "import": ("owntime.lists.import_command", "import_list"),
    "export": ("owntime.lists.export_command", "export_lists"),
    "publish": ("owntime.lists.publish_command", "publish"),
    "history": ("owntime.lists.history_command", "history"),
    "show": ("owntime.lists.history_command", "show"),
    "rollback": ("owntime.lists.publish_command", "rollback"),
}


@click.group(cls=LoadedWhenAsked, modules=_COMMANDS)
def lists() -> None:
    """Look into the domain lists, and bring public ones in."""
