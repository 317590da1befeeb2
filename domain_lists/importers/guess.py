"""Which format a file has, by its name and its first lines."""

import re
from collections import Counter
from collections.abc import Iterable

from domain_lists.importers.formats import Format
from domain_lists.importers.squidguard import FILES

_MARKS = (
    (Format.ADBLOCK, re.compile(r"(?:@@)?\|\|?[^\s|]|\[adblock|\S*#[@?$%]{0,2}#[^#\s]|@@", re.IGNORECASE)),
    (Format.DNSMASQ, re.compile(r"(?:--)?(?:address|server|local|ipset|nftset)\s*=\s*/")),
    (Format.RPZ, re.compile(r"\$(?:TTL|ORIGIN)\s|\S*\s(?:\S+\s+)*(?:CNAME|SOA)\s", re.IGNORECASE)),
    (
        Format.HOSTS,
        re.compile(r"(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:]*::[0-9a-f.:]*(?:%\w+)?)\s+\S", re.IGNORECASE),
    ),
    (Format.V2FLY, re.compile(r"(?:domain|full|keyword|regexp|include):\S|[\w.-]+\s+[@&][\w!-]+")),
    (Format.PLAIN, re.compile(r"(?:\*?\.)?[\w*-]+(?:\.[\w*-]+)+\.?\s*(?:#.*)?\Z")),
)
"""How a line of each format may be known, in the order in which they are tried."""

_COMMENT = re.compile(r"[!;]|//|#(?![@?$%]{0,2}#[^#\s])")


def guess_format(file_name: str, lines: Iterable[str]) -> Format | None:
    """Return the format that most of the lines have, or None where none of them tells.

    Bare names are both plain and v2fly's: one line that only v2fly has makes them so.
    """
    if file_name in FILES:
        return Format.SQUIDGUARD
    marks = Counter(mark for line in lines if (mark := _mark(line)))
    if marks[Format.V2FLY]:
        marks[Format.V2FLY] += marks.pop(Format.PLAIN, 0)
    return marks.most_common(1)[0][0] if marks.total() else None


def _mark(line: str) -> Format | None:
    line = line.lstrip("\ufeff")
    if not line.strip() or _COMMENT.match(line.lstrip()):
        return None
    for format_, mark in _MARKS:
        if mark.match(line) or mark.match(line.strip()):
            return format_
    return None
