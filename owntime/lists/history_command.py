"""`owntime lists history` and `show`: which versions were published, by whom and why, and what each changed."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from advisory_server.store.publications import Version, find
from advisory_server.store.publications import history as all_versions
from owntime.lists.new_version import VersionError, changes_since, policy_of, version_of
from owntime.lists.policy_changes import counted, in_lines
from owntime.school_options import as_json
from owntime.server_data import data_option, looking_into


@click.command()
@data_option
@as_json
def history(data: Path, *, as_json: bool) -> None:
    """List every version that was published, the newest first."""
    with looking_into(data, VersionError) as store:
        versions = store.run_here(all_versions)
    if as_json:
        click.echo(json.dumps([_as_data(version) for version in versions]))
    elif versions:
        Console().print(_table(versions))
    else:
        click.echo("Nothing was published yet.")


@click.command()
@click.argument("number", type=int)
@data_option
@as_json
def show(number: int, data: Path, *, as_json: bool) -> None:
    """Say what version NUMBER changed; with --json, its whole policy document too."""
    with looking_into(data, VersionError) as store:
        published = store.run_here(partial(version_of, number=number))
        before = store.run_here(partial(find, number=number - 1))
        policy = policy_of(published)
    changes = changes_since(before, policy)
    if as_json:
        document = msgspec.json.decode(published.document)
        said = {**_as_data(published.version), "changes": msgspec.to_builtins(changes), "document": document}
        click.echo(json.dumps(said))
        return
    version = published.version
    click.echo(f"Version {number}, published {_moment(version)} by {version.author}{_content(version)}")
    if version.note:
        click.echo(f"Note: {version.note}")
    click.echo(f"Digest: {version.digest}")
    click.echo(f"It lists {counted(policy.platforms)}.")
    for line in in_lines(changes):
        click.echo(line)


def _as_data(version: Version) -> dict[str, Any]:
    return {
        "version": version.number,
        "published_at": version.published_at.isoformat(),
        "author": version.author,
        "note": version.note,
        "content_of": version.content_of,
        "digest": version.digest,
    }


def _table(versions: tuple[Version, ...]) -> Table:
    table = Table("version", "published", "by", "note", "digest")
    for version in versions:
        note = Text(f"{version.note}{_content(version)}".removeprefix(", "))
        table.add_row(str(version.number), _moment(version), Text(version.author), note, version.digest[:12])
    return table


def _moment(version: Version) -> str:
    return f"{version.published_at:%Y-%m-%d %H:%M} UTC"


def _content(version: Version) -> str:
    return f", with the content of version {version.content_of}" if version.content_of else ""
