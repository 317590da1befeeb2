"""`owntime lists diff`: what changes from one set of lists to another, and which ordinary hosts change side."""

import datetime as dt
import json
import pathlib
import sys
from collections.abc import Iterator

import click

from domain_lists.catalogue import Catalogue, load_catalogue, load_lists
from domain_lists.diff import ChangedHost, ListDiff, diff_lists
from domain_lists.layered import load_layered
from domain_lists.reference_hosts import precious_groups, reference_hosts
from owntime.lists.consequence import change_as_data, consequence_lines
from owntime.school_options import as_json
from owntime.timetable.school_time import on_the_clock, refuse
from proxy_addons.clock import Clock
from school_policy.policy_document import PolicyDocumentError, decode
from school_policy.toml_source import TomlError

SHIPPED = "shipped"
_NEEDS_A_YES = 1


@click.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("--yes-really", is_flag=True, help="End with 0 although teaching, health or such hosts are caught.")
@as_json
@on_the_clock
def diff(clock: Clock, before: str, after: str, *, yes_really: bool, as_json: bool) -> None:
    """Say what changes from A to B, in names and for ordinary hosts of school and work.

    A and B are each "shipped", a folder of lists, a school's own list (lists.toml, upon the shipped ones) or a
    compiled policy (policy.json). Ends with 1 where B would catch a host of teaching, government, health or a
    bank, or another that is never listed, and A does not, unless --yes-really; with 2 where one cannot be read.
    """
    today = clock.now().date()
    try:
        was, now = _lists(before, today), _lists(after, today)
    except OSError as error:
        refuse(f"{error.filename}: {error.strerror}")
    except (PolicyDocumentError, TomlError) as error:
        refuse(str(error))
    never = load_catalogue().never_listed + was.never_listed
    found = diff_lists(was, now, reference_hosts(never), precious_groups(never))
    if as_json:
        click.echo(json.dumps(change_as_data(found), indent=2))
    else:
        for line in _lines(found):
            click.echo(line)
    sys.exit(_NEEDS_A_YES if found.precious and not yes_really else 0)


def _lists(named: str, today: dt.date) -> Catalogue:
    """Return the lists of one side. Raises OSError, PolicyDocumentError or TomlError."""
    path = pathlib.Path(named)
    if named == SHIPPED:
        return load_catalogue()
    if path.is_dir():
        return load_lists(path)
    if path.suffix == ".toml":
        return load_layered(None, path, today).catalogue
    policy = decode(path.read_bytes())
    return Catalogue(platforms=policy.platforms, never_listed=policy.never_listed)


def _lines(found: ListDiff) -> Iterator[str]:
    yield from (f"+ platform {name}" for name in found.platforms_added)
    yield from (f"- platform {name}" for name in found.platforms_removed)
    yield from (f"~ platform {each.platform}: {each.before} -> {each.after}" for each in found.platforms_moved)
    yield from (_host_line("host", each) for each in found.hosts)
    yield from (_host_line("never listed", each) for each in found.never_listed)
    yield from consequence_lines(found)


def _host_line(what: str, each: ChangedHost) -> str:
    if each.before is None:
        return f"+ {what} {each.host} ({each.after})"
    if each.after is None:
        return f"- {what} {each.host} ({each.before})"
    return f"~ {what} {each.host}: {each.before} -> {each.after}"
