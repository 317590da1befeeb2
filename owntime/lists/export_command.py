"""`owntime lists export`: our lists, or a school's own entries, in the formats of others."""

import datetime as dt
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from domain_lists.importers import TRAITS, Format, NameRule, Reach
from domain_lists.importers.formats import FormatTraits
from domain_lists.index import HostIndex
from domain_lists.layer import Addition, Exemption, Layer, LayerHost, Removal
from domain_lists.layered import load_layer
from owntime.lists.own_lists import WRONG_USE, index_of, own_lists
from owntime.timetable.school_time import on_the_clock
from proxy_addons.clock import Clock
from school_policy.platform import HostRule, NeverListed
from school_policy.toml_source import TomlError


@click.command("export")
@click.option("--format", "format_", type=click.Choice([item.value for item in Format]), required=True)
@click.option("--output", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="[standard output]")
@click.option(
    "--layer",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Write what this list of your own says (a lists.toml), and nothing of the lists below it.",
)
@own_lists
@on_the_clock
def export_lists(clock: Clock, format_: str, output: Path | None, folder: Path | None, layer: Path | None) -> None:
    """Write all listed hosts in another format, or with --layer those of your own list.

    A format that cannot say how far a host reaches leaves it out, and how many are left out is said. Of your own
    list the entries that hold today are written: hosts that it adds, and as exceptions those that it exempts or
    takes off.
    """
    if layer is not None and folder is not None:
        raise click.UsageError("--layer writes your own list alone: leave --lists out.")
    traits = TRAITS[Format(format_)]
    own = None if layer is None else _own(layer, clock.now().date())
    lines, left_out = _lines(rules_of(index_of(folder)) if own is None else own_rules(own), traits)
    _write(output, "".join(f"{line}\n" for line in (*traits.heading, *lines)))
    if left_out:
        click.echo(f"owntime: {left_out:,} rules are left out: {traits.title} cannot say them", err=True)
    if own is not None and (unsaid := _never_said(own)):
        what = "no list of hosts says a move, or a whole platform taken off"
        click.echo(f"owntime: {unsaid:,} entries are left out: {what}", err=True)


def _write(output: Path | None, text: str) -> None:
    if output is None:
        sys.stdout.write(text)
        return
    try:
        output.write_text(text, "utf-8")
    except OSError as error:
        click.echo(f"owntime: {output} cannot be written: {error.strerror}", err=True)
        sys.exit(WRONG_USE)


def _own(file: Path, today: dt.date) -> Layer:
    """Return the entries that hold on a day, or end the program with 2 and every problem of the file."""
    try:
        return load_layer(file, today).on(today)
    except TomlError as error:
        click.echo(str(error), err=True)
        sys.exit(WRONG_USE)


def _lines(rules: Iterable[NameRule], traits: FormatTraits) -> tuple[list[str], int]:
    lines: list[str] = []
    left_out = 0
    for rule in rules:
        written = traits.write_rule(rule)
        lines += written
        left_out += not written
    return lines, left_out


def rules_of(index: HostIndex) -> Iterator[NameRule]:
    """Yield the listed hosts, and as exceptions those that are cut out of them, each as far as it reaches."""
    for listing in index.listings():
        yield NameRule(host=listing.host, reach=Reach.WITH_BELOW if listing.below else Reach.EXACT)
    for host in index.cut_outs():
        entry = index.explain(host).winner
        assert isinstance(entry, NeverListed)  # noqa: S101 (a cut-out is one)
        yield NameRule(host=host, reach=Reach.WITH_BELOW if entry.below else Reach.EXACT, exception=True)


def own_rules(layer: Layer) -> Iterator[NameRule]:
    """Yield what a school's own list adds, and as exceptions what it exempts or takes off, in the file's order."""
    entries: tuple[Addition | Removal | Exemption, ...] = (*layer.add, *layer.remove, *layer.exempt)
    for entry in sorted(entries, key=lambda entry: entry.line):
        for each in entry.hosts:
            yield _own_rule(each)


def _own_rule(each: HostRule | LayerHost) -> NameRule:
    reach = Reach.WITH_BELOW if each.below else Reach.EXACT
    return NameRule(host=each.host, reach=reach, exception=isinstance(each, LayerHost))


def _never_said(layer: Layer) -> int:
    return len(layer.move) + sum(entry.platform is not None for entry in layer.remove)
