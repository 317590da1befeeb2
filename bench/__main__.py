"""`python -m bench`: measure, and print one line a figure."""

import sys

import click
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from bench.figures import FIGURES
from bench.ratio import Figure
from bench.scene import FULL, QUICK, set_scene

_COLUMNS = ("ours", "beside", "ratio", "aim", "repeats", "spread", "met")


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(list(FIGURES)))
@click.option("--quick", is_flag=True, help="Only to see that it runs; the figures mean nothing.")
@click.option("--strict", is_flag=True, help="End with 1 where an aim is missed.")
def main(names: tuple[str, ...], *, quick: bool, strict: bool) -> None:
    """Measure all figures, or the NAMES given, each as a ratio to what stands beside it within this run."""
    figures: list[Figure] = []
    with set_scene(QUICK if quick else FULL) as scene:
        for name in dict.fromkeys(names or FIGURES):
            figures += FIGURES[name](scene)
    Console().print(_table(figures, f"the server's data: {scene.disk}"))
    sys.exit(1 if strict and not all(figure.holds for figure in figures) else 0)


def _table(figures: list[Figure], place: str) -> Table:
    caption = f"ratio: median of the pairs; spread: their middle half; {place}"
    table = Table(box=SIMPLE, padding=0, caption=caption)
    table.add_column("figure", no_wrap=True)
    for column in _COLUMNS:
        table.add_column(column, justify="right", no_wrap=True)
    for figure in figures:
        low, high = figure.spread
        table.add_row(
            figure.name,
            f"{_three_digits(figure.ours)} {figure.unit}",
            f"{_three_digits(figure.bare)} {figure.unit}",
            _ratio(figure.ratio),
            str(figure.aim or ""),
            str(len(figure.pairs)),
            f"{_ratio(low)}..{_ratio(high)}",
            "" if figure.aim is None else "yes" if figure.holds else "no",
        )
    return table


def _three_digits(value: float) -> str:
    return f"{value:.3g}" if value < 1_000 else f"{value:,.0f}"


def _ratio(value: float) -> str:
    return f"{value:.2f}" if value < 100 else f"{value:,.0f}"


if __name__ == "__main__":
    main()
