"""The command line: `owntime …`."""

import click

from owntime.demo.command import demo
from owntime.lists_command import lists
from owntime.proxy_command import proxy


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="owntime")
def main() -> None:
    """Show a primary school's social media rule to staff, at the moment it matters."""


main.add_command(demo)
main.add_command(lists)
main.add_command(proxy)
