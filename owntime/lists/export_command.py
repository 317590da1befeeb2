"""`owntime lists export`: our lists in the formats of others."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from domain_lists.importers import TRAITS, Format, NameRule, Reach
from domain_lists.importers.formats import FormatTraits
from domain_lists.index import HostIndex
from owntime.lists.own_lists import index_of, own_lists
from school_policy.platform import NeverListed


@click.command("export")
@click.option("--format", "format_", type=click.Choice([item.value for item in Format]), required=True)
@click.option("--output", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="[standard output]")
@own_lists
def export_lists(format_: str, output: Path | None, folder: Path | None) -> None:
    """Write all listed hosts in another format.

    A format that cannot say how far a host reaches leaves it out, and how many are left out is said.
    """
    traits = TRAITS[Format(format_)]
    lines, left_out = _lines(index_of(folder), traits)
    text = "".join(f"{line}\n" for line in (*traits.heading, *lines))
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text, "utf-8")
    if left_out:
        click.echo(f"owntime: {left_out:,} rules are left out: {traits.title} cannot say them", err=True)


def _lines(index: HostIndex, traits: FormatTraits) -> tuple[list[str], int]:
    lines: list[str] = []
    left_out = 0
    for rule in rules_of(index):
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
