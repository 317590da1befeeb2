"""`owntime lists import`: a public list looked through before anything of it is in force."""

import contextlib
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, BinaryIO, NoReturn, cast

import click
import msgspec
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

from domain_lists.importers import (
    Container,
    Fate,
    Format,
    ImportedList,
    NoListError,
    Watch,
    open_path,
    open_stream,
    read_lists,
)
from owntime.lists.fate_report import TSV_HEADING, json_row, tsv_row
from owntime.lists.import_words import as_data, in_words
from owntime.lists.own_lists import WRONG_USE, catalogue_of, own_lists
from owntime.lists.preview import PreviewCounts, Wish, write_preview
from owntime.school_options import as_json
from school_policy.count_report import LONGEST_VALUE
from school_policy.vocabulary import Category, PlatformId

_STDIN = Path("-")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_OUT = click.Path(dir_okay=False, writable=True, path_type=Path)


def _id(_context: click.Context, _parameter: click.Parameter, text: str | None) -> PlatformId | None:
    if text is None:
        return None
    if not _ID.fullmatch(text) or len(text) > LONGEST_VALUE:
        raise click.BadParameter(f"{text!r} is no id: small letters, digits and hyphens, {LONGEST_VALUE} at most")
    return PlatformId(text)


@click.command("import")
@click.argument("given", metavar="FILE|FOLDER", type=click.Path(exists=True, allow_dash=True, path_type=Path))
@click.option("--format", "format_", type=click.Choice([item.value for item in Format]), help="[guessed]")
@click.option(
    "--category",
    type=click.Choice([item.value for item in Category]),
    default=Category.SOCIAL.value,
    show_default=True,
    help="Of platforms that nobody has named yet.",
)
@click.option("--platform", callback=_id, metavar="ID", help="Give all names to this platform, ours or a new one.")
@click.option("--output", type=_OUT, help="Write the list file here, and not to standard output.")
@click.option(
    "--exceptions",
    type=_OUT,
    help="Keep the list's exceptions: write them here, as the never_listed.toml of the list file.",
)
@click.option("--report", type=_OUT, help="Write here what became of each line, with tabs between columns.")
@own_lists
@as_json
def import_list(folder: Path | None, **options: Any) -> None:
    """Read a public list and show what it would bring. Nothing is changed by it.

    FILE is a hosts file, a plain list of names, a list in Adblock syntax, for dnsmasq, a response policy zone, one
    of v2fly's or squidGuard's, also packed (gz, xz, tar, zip), or - for standard input; FOLDER holds such files.
    What would be taken comes out as a list file, grouped by platform. Each line is taken, unsupported or wrong,
    and the summary says how many and why. With --json, each line's fate comes out instead, and the summary last.
    It ends with 1 where no name is taken.

    A list file cannot hold exceptions. Names that have some are left out and named, unless --exceptions keeps them
    in a file of their own.
    """
    wanted = _Wanted(**options)
    catalogue = catalogue_of(folder)
    try:
        imported = _read(wanted)
        with _list_file(wanted) as write, _exceptions_file(wanted) as write_exceptions:
            wish = Wish(
                category=Category(wanted.category), platform=wanted.platform, write_exceptions=write_exceptions
            )
            counts = write_preview(imported, catalogue, wish, write)
    except BrokenPipeError:
        raise  # who reads our output has seen enough
    except NoListError as problem:
        _refuse(f"{wanted.given}: {problem}")
    except OSError as problem:
        _refuse(f"{problem.filename or _any_of(wanted)}: {problem.strerror}")
    _say(wanted, imported, counts)
    sys.exit(0 if imported.counts.taken else 1)


class _Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked for."""

    given: Path
    as_json: bool
    format_: str | None
    category: str
    platform: PlatformId | None
    output: Path | None
    exceptions: Path | None
    report: Path | None


def _read(wanted: _Wanted) -> ImportedList:
    with contextlib.ExitStack() as stack:
        watchers = []
        if wanted.report is not None:
            report = stack.enter_context(wanted.report.open("w", encoding="utf-8"))
            report.write(TSV_HEADING)
            watchers.append(_rows(report, tsv_row))
        if wanted.as_json:
            watchers.append(_rows(sys.stdout, json_row))
        container = stack.enter_context(_open(wanted.given))
        on_bytes = stack.enter_context(_progress(container.size))
        format_ = Format(wanted.format_) if wanted.format_ else None
        return read_lists(container, format_, Watch(on_line=_all(watchers), on_bytes=on_bytes))


def _open(given: Path) -> contextlib.AbstractContextManager[Container]:
    if given == _STDIN:
        return open_stream(cast("BinaryIO", sys.stdin.buffer), "standard input")
    return open_path(given)


_OnLine = Callable[[str, int, str, Fate], None]


def _rows(out: IO[str], row: Callable[[str, int, str, Fate], str]) -> _OnLine:
    def on_line(file: str, line: int, text: str, fate: Fate) -> None:
        out.write(row(file, line, text, fate))

    return on_line


def _all(watchers: list[_OnLine]) -> _OnLine | None:
    """Return one watcher for all of them, and none for none: a million lines are quicker without."""
    if not watchers:
        return None

    def on_line(file: str, line: int, text: str, fate: Fate) -> None:
        for watcher in watchers:
            watcher(file, line, text, fate)

    return on_line


@contextlib.contextmanager
def _progress(size: int) -> Iterator[Callable[[int], None]]:
    """Show how much was read, on a terminal only."""
    columns = (TextColumn("Reading"), BarColumn(), DownloadColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("Reading", total=size)
        yield lambda count: progress.advance(task, count)


@contextlib.contextmanager
def _list_file(wanted: _Wanted) -> Iterator[Callable[[str], object]]:
    if wanted.output is not None:
        with wanted.output.open("w", encoding="utf-8") as file:
            yield file.write
    elif wanted.as_json:
        yield len  # the lines' fates stand there
    else:
        yield sys.stdout.write


@contextlib.contextmanager
def _exceptions_file(wanted: _Wanted) -> Iterator[Callable[[str], object] | None]:
    if wanted.exceptions is None:
        yield None
        return
    with wanted.exceptions.open("w", encoding="utf-8") as file:
        yield file.write


def _refuse(words: str) -> NoReturn:
    click.echo(f"owntime: {words}", err=True)
    sys.exit(WRONG_USE)


def _any_of(wanted: _Wanted) -> str:
    """Name the files of a talk with the disk, as the system does not say which of them it was."""
    files = (wanted.given, wanted.output, wanted.exceptions, wanted.report)
    return ", ".join(str(file) for file in files if file is not None)


def _say(wanted: _Wanted, imported: ImportedList, counts: PreviewCounts) -> None:
    if wanted.as_json:
        click.echo(msgspec.json.encode({"summary": as_data(imported, counts)}))
    for sentence in in_words(imported, counts):
        click.echo(sentence, err=True)
