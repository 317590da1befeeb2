"""The command `lists`: ask which platform hosts belong to, and why."""

import io
import json
import pathlib
import sys
from collections.abc import Callable, Iterator
from typing import Any, cast
from urllib.parse import urlsplit

import click

from domain_lists.catalogue import load_catalogue, load_lists
from domain_lists.index import Explanation, HostIndex, Listing
from domain_lists.plain_english import explain_in_words
from owntime.lists.history_command import history, show
from owntime.lists.publish_command import publish, rollback
from owntime.school_options import as_json
from school_policy.hostname import Hostname, HostnameError, normalise
from school_policy.platform import NeverListed
from school_policy.toml_source import TomlError

_WRONG_USE = 2
_CHUNK = 64 * 1024  # bytes asked for at once; a pipe on Linux holds as many
_BYTE_ORDER_MARK = "\ufeff"  # Windows editors put it before the first line


def _own_lists[F: Callable[..., Any]](command: F) -> F:
    return click.option(
        "--lists",
        "folder",
        metavar="FOLDER",
        type=click.Path(exists=True, file_okay=False, path_type=pathlib.Path),
        help="Use the list files in this folder instead of those that come with the program.",
    )(command)


@click.group()
def lists() -> None:
    """Look into the domain lists, and publish them."""


for _command in (publish, history, show, rollback):
    lists.add_command(_command)


@lists.command()
@_own_lists
@as_json
def classify(folder: pathlib.Path | None, *, as_json: bool) -> None:
    """Read hosts, one a line, and say which platform each belongs to.

    Each line that is not empty is answered by one line: host, platform, category and kind ("site" or
    "asset"), with tabs between them, and "-" where a host is not listed or the line is no host.
    """
    find = _index(folder).find
    row: Callable[[str, Listing | None], str] = _json_row if as_json else _tsv_row
    answers = sys.stdout.buffer
    for hosts in _batches(cast("io.BufferedReader", sys.stdin.buffer)):
        rows = "".join([row(host, _find(host, find)) for host in hosts if host])
        answers.write(rows.encode("utf-8", "surrogateescape"))
        answers.flush()


@lists.command()
@click.argument("host")
@_own_lists
@as_json
def explain(host: str, folder: pathlib.Path | None, *, as_json: bool) -> None:
    """Say in plain words why HOST (or a URL's host) is listed or not."""
    try:
        name = normalise(_host_of(host))
    except ValueError as error:
        reason = error if isinstance(error, HostnameError) else f"{host!r} is no host and no URL with a host"
        click.echo(f"owntime: {reason}", err=True)
        sys.exit(_WRONG_USE)
    explanation = _index(folder).explain(name)
    click.echo(json.dumps(_as_data(explanation), indent=2) if as_json else explain_in_words(explanation))


def _batches(stream: io.BufferedReader) -> Iterator[list[str]]:
    """Yield the hosts of the lines that have come in so far: who waits for each answer gets it at once.

    Bytes that are no UTF-8 are kept as they are (PEP 383), so that one odd line does not end the run.
    """
    rest = b""
    while chunk := stream.read1(_CHUNK):
        *whole, rest = (rest + chunk).split(b"\n")
        yield [_given(line) for line in whole]
    yield [_given(rest)]


def _given(line: bytes) -> str:
    return line.decode("utf-8", "surrogateescape").removeprefix(_BYTE_ORDER_MARK).strip()


def _index(folder: pathlib.Path | None) -> HostIndex:
    try:
        catalogue = load_catalogue() if folder is None else load_lists(folder)
    except TomlError as error:
        click.echo(str(error), err=True)
        sys.exit(_WRONG_USE)
    return HostIndex(catalogue.platforms, catalogue.never_listed)


def _find(text: str, find: Callable[[Hostname], Listing | None]) -> Listing | None:
    try:
        return find(normalise(text))
    except HostnameError:
        return None


def _tsv_row(host: str, listing: Listing | None) -> str:
    if "\t" in host:
        host = host.replace("\t", " ")  # no host has one, and the columns must hold
    if listing is None:
        return f"{host}\t-\t-\t-\n"
    return f"{host}\t{listing.platform.id}\t{listing.platform.category}\t{listing.kind}\n"


def _json_row(host: str, listing: Listing | None) -> str:
    answer: dict[str, str | None] = {"host": host, "platform": None, "category": None, "kind": None}
    if listing is not None:
        answer |= {
            "platform": listing.platform.id,
            "category": listing.platform.category,
            "kind": listing.kind,
        }
    return json.dumps(answer) + "\n"


def _host_of(text: str) -> str:
    """Return a URL's host, or the text itself. Raises ValueError for a URL that has none."""
    text = text.strip()
    if "://" in text:
        return urlsplit(text).netloc.rpartition("@")[2]
    return text.partition("/")[0]


def _as_data(explanation: Explanation) -> dict[str, Any]:
    """Return an explanation as JSON: the answer, then every rule that has to do with it."""
    listing = explanation.listing
    return {
        "host": explanation.host,
        "platform": listing.platform.id if listing else None,
        "name": listing.platform.name if listing else None,
        "category": listing.platform.category if listing else None,
        "kind": listing.kind if listing else None,
        "matches": [_rule_as_data(rule) for rule in explanation.matches],
        "too_narrow": [_rule_as_data(rule) for rule in explanation.too_narrow],
    }


def _rule_as_data(rule: Listing | NeverListed) -> dict[str, Any]:
    place = {"host": rule.host, "below": rule.below}
    if isinstance(rule, NeverListed):
        return place | {"never_listed": rule.reason}
    return place | {"platform": rule.platform.id, "kind": rule.kind}
