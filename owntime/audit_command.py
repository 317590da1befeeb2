"""The command `audit`: what was done on this server, and by whom. It works while the server runs."""

import json
from functools import partial
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from advisory_server.store.audit import Entry, entries
from owntime.school_options import as_json
from owntime.server_data import DataError, data_option, working_on


@click.command()
@click.option("--most", type=click.IntRange(1, 100_000), default=50, show_default=True, help="Entries, at most.")
@click.option("--before", type=click.IntRange(1, 2**62), help="Only entries with a smaller number than this.")
@data_option
@as_json
def audit(most: int, before: int | None, data: Path, *, as_json: bool) -> None:
    """List what was done on this server, by whom and when, the newest first. Entries stay for three years."""
    with working_on(data, DataError) as store:
        found = store.run_here(partial(entries, most=most, before=before))
    if as_json:
        click.echo(json.dumps([_as_row(entry) for entry in found]))
    elif found:
        Console().print(_table(found))
    else:
        click.echo("There is no entry.")


def _as_row(entry: Entry) -> dict[str, object]:
    at = entry.at.isoformat()
    return {"number": entry.number, "at": at, "who": entry.who, "what": entry.what, "facts": entry.facts}


def _table(found: tuple[Entry, ...]) -> Table:
    table = Table("number", "day and time", "who", "what", "facts")
    for entry in found:
        facts = "\n".join(f"{name}: {value}" for name, value in entry.facts.items())
        at = f"{entry.at:%Y-%m-%d %H:%M:%S} UTC"
        table.add_row(str(entry.number), at, Text(entry.who), Text(entry.what), Text(facts))
    return table
