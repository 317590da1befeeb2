"""A form with a file in it (multipart/form-data, RFC 7578), taken apart strictly; nothing is ever unpacked. Pure.

BODY   = PART *(CRLF PART) CRLF "--" BOUNDARY "--" [CRLF]
PART   = "--" BOUNDARY 1*(CRLF HEADER) CRLF CRLF CONTENT
HEADER = Content-Disposition, which names the field, or Content-Type, of which nothing is made. Others are refused,
         as Content-Encoding and Content-Transfer-Encoding would ask for unpacking.
"""

import re
from dataclasses import dataclass

_TYPE = re.compile(r'multipart/form-data *; *boundary=(?:"([^"]+)"|([^\s";]+)) *', re.IGNORECASE)
_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,./:=?-]{1,70}")
_DISPOSITION = re.compile(r'form-data; *name="([^"]*)"(?:; *filename="([^"]*)")?', re.IGNORECASE)
_MOST_PARTS = 24
"""More than any form of ours has fields."""
_LONGEST_HEADERS = 2_048
"""Of one part: a file's name has 255 letters."""
_END = (b"--", b"--\r\n")


class MultipartError(ValueError):
    """This is no such form; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One field."""

    name: str
    file_name: str | None
    """None for a field that was typed; empty where no file was chosen."""
    content: bytes


def boundary_of(content_type: str) -> bytes | None:
    """Return what parts the fields, by a request's Content-Type; None where that is no form with files."""
    found = _TYPE.fullmatch(content_type)
    boundary = (found[1] or found[2]) if found else ""
    return boundary.encode() if _BOUNDARY.fullmatch(boundary) else None


def parts_of(body: bytes | bytearray, boundary: bytes, *, whole: bool = True) -> tuple[Part, ...]:
    """Return the parts in their order; of a body that is not `whole`, those that are. Raises MultipartError."""
    mark = b"\r\n--" + boundary
    if not body.startswith(mark[2:]):
        raise MultipartError("it does not begin with its boundary")
    if body.count(mark) > _MOST_PARTS:
        raise MultipartError(f"it has more than {_MOST_PARTS} fields")
    *pieces, last = bytes(body[len(mark) - 2 :]).split(mark)
    if whole and last not in _END:
        raise MultipartError("it was cut off")
    return tuple(_part(piece) for piece in pieces)


def _part(piece: bytes) -> Part:
    headers, gap, content = piece.partition(b"\r\n\r\n")
    if not headers.startswith(b"\r\n") or not gap or len(headers) > _LONGEST_HEADERS:
        raise MultipartError("a field has no heading that can be read")
    try:
        lines = headers[2:].decode("utf-8").split("\r\n")
    except UnicodeDecodeError:
        raise MultipartError("a field's heading is no text") from None
    disposition = _disposition(lines)
    return Part(name=disposition[1], file_name=disposition[2], content=content)


def _disposition(lines: list[str]) -> re.Match[str]:
    found: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        found[name.lower()] = value.strip()
    disposition = _DISPOSITION.fullmatch(found.get("content-disposition", ""))
    if disposition is None or len(found) != len(lines) or found.keys() - {"content-disposition", "content-type"}:
        raise MultipartError("a field has another heading than a name")
    return disposition
