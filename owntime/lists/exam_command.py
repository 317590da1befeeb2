"""`owntime lists exam`: how the lists answer somebody else's list of hosts and what they are."""

import decimal
import json
import pathlib
import sys
from fractions import Fraction
from typing import Any, NoReturn

import click
import msgspec
from rich.console import Console

from domain_lists.catalogue import Catalogue
from domain_lists.exam import NamesError, OurNames, Paper, PaperError, mark, read_names, read_paper
from domain_lists.index import HostIndex
from owntime.lists.exam_report import as_data, exam_lines, exam_table
from owntime.lists.own_lists import WRONG_USE, layered_lists, own_layer, own_lists
from owntime.policy_source import layer_beside
from owntime.school_options import as_json
from owntime.settings_problems import tell_problems
from owntime.timetable.school_time import on_the_clock
from proxy_addons.clock import Clock
from school_policy.vocabulary import PlatformId

_DOES_NOT_HOLD = 1
_AIM = "0.97"
_MOST_BYTES = 32 * 1024 * 1024
"""Half a million rows; a larger file is something else than an exam."""

_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=pathlib.Path)


def _part(_context: click.Context, _parameter: click.Parameter, text: str) -> Fraction:
    """Read a part of one, exactly as it is written: 0.97 is 97 in 100."""
    try:
        part = decimal.Decimal(text)
    except decimal.InvalidOperation:
        part = decimal.Decimal("NaN")
    if not (part.is_finite() and 0 <= part <= 1):
        raise click.BadParameter(f"{text!r} is not from 0 to 1, as in {_AIM}")
    return Fraction(part)


class _Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked for."""

    expected: pathlib.Path
    names_file: pathlib.Path | None
    folder: pathlib.Path | None
    layer: pathlib.Path | None
    settings: pathlib.Path | None
    aim: Fraction
    as_json: bool


@click.command()
@click.argument("expected", metavar="EXPECTED.tsv", type=_FILE)
@click.option("--names", "names_file", type=_FILE, help="A file of two columns: their platform, our id.")
@click.option("--aim", default=_AIM, show_default=True, callback=_part, help="Recall on sites, macro-averaged.")
@own_lists
@own_layer
@click.option(
    "--settings",
    type=click.Path(exists=True, dir_okay=False, path_type=pathlib.Path),
    help="The school's settings: the lists.toml beside them counts.",
)
@as_json
@on_the_clock
def exam(clock: Clock, /, **options: Any) -> None:
    """Examine the lists by a file of yours: hosts, and which platform, category and kind each is.

    EXPECTED.tsv has a row a host as `owntime lists classify` prints it, with tabs between the columns: host,
    platform, category, kind ("site" or "asset"); "-" in the last three for a host that must not be listed.
    Comments (#) and a heading are passed over; - is standard input.

    A platform may have another name there than here: --names says which of ours it is; else it is found by our
    id, our name or a part of it ("X (Twitter)" has two), our front page's host, or the first words of our name,
    never by the hosts that are examined. How many were found by what is said. Ends with 1 where the recall on
    sites, averaged over the platforms, is below the aim or a host is caught that must not be listed, and with 2
    where a row cannot be read: all of them are told.
    """
    wanted = _Wanted(**options)
    layer = wanted.layer or (layer_beside(wanted.settings) if wanted.settings else None)
    catalogue = layered_lists(wanted.folder, layer, clock.now().date()).catalogue
    paper, names = _read(wanted, catalogue)
    marks = mark(paper, HostIndex(catalogue.platforms, catalogue.never_listed), names)
    if wanted.as_json:
        click.echo(json.dumps(as_data(marks, paper, wanted.aim), indent=2))
    else:
        Console().print(exam_table(marks))
        for line in exam_lines(marks, paper, wanted.aim):
            click.echo(line)
    sys.exit(0 if marks.holds(wanted.aim) else _DOES_NOT_HOLD)


def _read(wanted: _Wanted, catalogue: Catalogue) -> tuple[Paper, OurNames]:
    """Return the questions and our names, or end the command with every wrong line."""
    problems = []
    paper, given = None, dict[str, PlatformId]()
    try:
        paper = read_paper(_text(wanted.expected), _shown(wanted.expected))
    except PaperError as error:
        problems += error.problems
    known = [platform.id for platform in catalogue.platforms]
    try:
        if wanted.names_file is not None:
            given = read_names(_text(wanted.names_file), _shown(wanted.names_file), known)
    except NamesError as error:
        problems += error.problems
    if problems or paper is None:
        tell_problems(problems, as_json=wanted.as_json)
        sys.exit(WRONG_USE)
    return paper, OurNames(catalogue.platforms, given)


def _text(file: pathlib.Path) -> str:
    """Return a file's text, or end the command with one line."""
    try:
        with click.open_file(str(file), "rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            _refuse(f"{_shown(file)}: larger than {_MOST_BYTES // 1024 // 1024} MiB, so no exam")
        text: str = data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        _refuse(f"{_shown(file)}: cannot be read as UTF-8 text: {error}")
    return text


def _shown(file: pathlib.Path) -> str:
    return "standard input" if str(file) == "-" else str(file)


def _refuse(text: str) -> NoReturn:
    click.echo(f"owntime: {text}", err=True)
    sys.exit(WRONG_USE)
