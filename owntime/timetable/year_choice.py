"""How a school year is named on the command line: by the year in which it starts."""

from collections.abc import Callable
from typing import Any

import click


def school_year_option[F: Callable[..., Any]](words: str) -> Callable[[F], F]:
    """Return the option `--school-year` with its help."""
    return click.option("--school-year", type=click.IntRange(2000, 2098), metavar="YEAR", help=words)
