"""`owntime lists classify`: which platform each of many hosts belongs to."""

import io
import json
import pathlib
import sys
from collections.abc import Callable, Iterator
from typing import cast

import click

from domain_lists.index import HostIndex, Listing
from owntime.lists.own_lists import layered_lists, own_layer, own_lists
from owntime.school_options import as_json
from owntime.timetable.school_time import on_the_clock
from proxy_addons.clock import Clock
from school_policy.hostname import Hostname, HostnameError, normalise

_CHUNK = 64 * 1024  # bytes asked for at once; a pipe on Linux holds as many
_BYTE_ORDER_MARK = "\ufeff"  # Windows editors put it before the first line


@click.command()
@own_lists
@own_layer
@as_json
@on_the_clock
def classify(clock: Clock, folder: pathlib.Path | None, layer: pathlib.Path | None, *, as_json: bool) -> None:
    """Read hosts, one a line, and say which platform each belongs to.

    Each line that is not empty is answered by one line: host, platform, category and kind ("site" or
    "asset"), with tabs between them, and "-" where a host is not listed or the line is no host.
    """
    catalogue = layered_lists(folder, layer, clock.now().date()).catalogue
    find = HostIndex(catalogue.platforms, catalogue.never_listed).find
    row: Callable[[str, Listing | None], str] = _json_row if as_json else _tsv_row
    answers = sys.stdout.buffer
    for hosts in _batches(cast("io.BufferedReader", sys.stdin.buffer)):
        rows = "".join([row(host, _find(host, find)) for host in hosts if host])
        answers.write(rows.encode("utf-8", "surrogateescape"))
        answers.flush()


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
