"""`python -m bench`: measure, and print one line a figure."""

import sys

import click
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from bench.figures import FIGURES
from bench.ratio import Figure
from bench.scene import FULL, QUICK, set_scene

_COLUMNS = ("ours", "mitmproxy", "ratio", "aim", "repeats", "spread", "met")


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(list(FIGURES)))
@click.option("--quick", is_flag=True, help="Only to see that it runs; the figures mean nothing.")
@click.option("--strict", is_flag=True, help="End with 1 where an aim is missed.")
def main(names: tuple[str, ...], *, quick: bool, strict: bool) -> None:
    """Measure all figures, or the NAMES given, each as a ratio to plain mitmproxy within this run."""
    figures: list[Figure] = []
    with set_scene(QUICK if quick else FULL) as scene:
        for name in dict.fromkeys(names or FIGURES):
            figures += FIGURES[name](scene)
    Console().print(_table(figures))
    sys.exit(1 if strict and not all(figure.holds for figure in figures) else 0)


def _table(figures: list[Figure]) -> Table:
    table = Table(box=SIMPLE, padding=0, caption="ratio: median of the pairs; spread: their middle half")
    table.add_column("figure", no_wrap=True)
    for column in _COLUMNS:
        table.add_column(column, justify="right", no_wrap=True)
    for figure in figures:
        low, high = figure.spread
        table.add_row(
            figure.name,
            f"{figure.ours:.3g} {figure.unit}",
            f"{figure.bare:.3g} {figure.unit}",
            f"{figure.ratio:.2f}",
            str(figure.aim or ""),
            str(len(figure.pairs)),
            f"{low:.2f}..{high:.2f}",
            "" if figure.aim is None else "yes" if figure.holds else "no",
        )
    return table


if __name__ == "__main__":
    main()
