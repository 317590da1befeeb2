"""The lines of a file that may be in UTF-8 or UTF-16, with any line ends, and of any length."""

import codecs
import io
from collections.abc import Callable, Iterator
from typing import BinaryIO

from domain_lists.importers.limits import CHUNK, LONGEST_LINE

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_PAGES = (b"<!doctype", b"<!--", b"<html", b"<?xml", b"<head", b"<body")
_PROGRAMS = (b"%pdf", b"{\\rtf", b"{", b"[{", b'["')


class NoListError(ValueError):
    """What was given is no list that can be read; the message says so in one line."""


def check_head(head: bytes) -> None:
    """Raise NoListError where the first bytes are a web page, a program's own file, or nothing."""
    if not head.strip():
        raise NoListError("the file is empty")
    if head.startswith(_UTF_32):  # one of them begins as UTF-16 does
        raise NoListError("this is text in UTF-32: save it as UTF-8")
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()[:1_024].lower()
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        start = decode_head(head).lstrip()[:1_024].lower().encode()
    elif b"\0" in head:
        raise NoListError("this is no text, but a program's own file")
    if start.startswith(_PAGES):
        raise NoListError("this is a web page, not a list: save the raw file instead")
    if b"".join(start.split()).startswith(_PROGRAMS):
        raise NoListError("this is another program's file, not a list")


def decode_head(head: bytes) -> str:
    """Return the text of the first bytes, as far as they can be read."""
    return head.decode(_encoding(head), "replace")


def read_batches(stream: BinaryIO, on_bytes: Callable[[bytes], None]) -> Iterator[list[str]]:
    """Yield the lines, many at once, without their ends; `on_bytes` is told what was read.

    Bytes that are no text stay in it as lone surrogates (PEP 383). A line that is longer than LONGEST_LINE is
    cut, and stays longer than that.
    """
    first = stream.read(CHUNK)
    decoder = codecs.getincrementaldecoder(_encoding(first))(
        "surrogateescape" if not _is_utf_16(first) else "replace"
    )
    newlines = io.IncrementalNewlineDecoder(decoder, translate=True)
    rest, chunk = "", first
    while chunk:
        on_bytes(chunk)
        *lines, rest = (rest + newlines.decode(chunk)).split("\n")
        if len(rest) > LONGEST_LINE:
            rest = rest[: LONGEST_LINE + 1]
        yield lines
        chunk = stream.read(CHUNK)
    *lines, rest = (rest + newlines.decode(b"", final=True)).split("\n")
    yield [*lines, rest] if rest else lines


def _encoding(head: bytes) -> str:
    return next((name for mark, name in _MARKS if head.startswith(mark)), "utf-8")


def _is_utf_16(head: bytes) -> bool:
    return _encoding(head) == "utf-16"
