"""`owntime lists platforms`: every listed platform, by kind."""

import json
import pathlib
import textwrap

import click

from advisory_server.pages.listed_words import listed_lines
from owntime.lists.own_lists import catalogue_of, own_lists
from owntime.school_options import as_json

_WIDTH = 100  # characters


@click.command()
@own_lists
@as_json
def platforms(folder: pathlib.Path | None, *, as_json: bool) -> None:
    """Name every listed platform, by kind."""
    listed = catalogue_of(folder).platforms
    if as_json:
        rows = [{"platform": one.id, "name": one.name, "category": one.category} for one in listed]
        click.echo(json.dumps(rows, indent=2))
        return
    for line in listed_lines(listed):
        click.echo(f"{line.kind} ({len(line.names)})")
        click.echo(textwrap.fill(", ".join(line.names), _WIDTH, initial_indent="  ", subsequent_indent="  "))
