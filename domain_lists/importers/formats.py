"""The formats of public lists, each with its reader of lines and its writer of rules."""

from collections.abc import Callable
from enum import StrEnum
from functools import partial

import msgspec

from domain_lists.importers import adblock, dnsmasq, hosts_file, plain_names, rpz, squidguard, v2fly
from domain_lists.importers.line_fate import Fate, NameRule

LineReader = Callable[[str], Fate]
"""Reads the lines of one file in turn, and returns the fate of each."""


class Format(StrEnum):
    """A format, by the word for --format."""

    HOSTS = "hosts"
    PLAIN = "plain"
    ADBLOCK = "adblock"
    DNSMASQ = "dnsmasq"
    RPZ = "rpz"
    V2FLY = "v2fly"
    SQUIDGUARD = "squidguard"


class FormatTraits(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be known of a format as a whole."""

    title: str
    write_rule: Callable[[NameRule], tuple[str, ...]]
    """The lines for a rule, none where the format cannot hold it."""
    heading: tuple[str, ...] = ()
    longest_wins: bool = False
    """Whether a longer name wins over a shorter exception; else exceptions win over all."""


TRAITS = {
    Format.HOSTS: FormatTraits(title="a hosts file", write_rule=hosts_file.write_rule),
    Format.PLAIN: FormatTraits(title="a plain list of names", write_rule=plain_names.write_rule),
    Format.ADBLOCK: FormatTraits(title="Adblock syntax", write_rule=adblock.write_rule),
    Format.DNSMASQ: FormatTraits(title="dnsmasq options", write_rule=dnsmasq.write_rule, longest_wins=True),
    Format.RPZ: FormatTraits(
        title="a response policy zone", write_rule=rpz.write_rule, heading=rpz.HEADING, longest_wins=True
    ),
    Format.V2FLY: FormatTraits(title="a v2fly domain list", write_rule=v2fly.write_rule),
    Format.SQUIDGUARD: FormatTraits(title="a squidGuard file", write_rule=squidguard.write_rule),
}

_READERS: dict[Format, LineReader] = {
    Format.HOSTS: hosts_file.read_line,
    Format.PLAIN: plain_names.read_line,
    Format.ADBLOCK: adblock.read_line,
    Format.DNSMASQ: dnsmasq.read_line,
}
_SQUIDGUARD_READERS: dict[str, LineReader] = {
    "urls": squidguard.read_url,
    "expressions": squidguard.read_expression,
    "usage": squidguard.read_usage,
    ".usage": squidguard.read_usage,
}


def reader_of(format_: Format, file_name: str, includes: v2fly.Includes | None = None) -> LineReader:
    """Return a reader for one file; `includes` knows the files of its folder that are read as well."""
    if format_ is Format.RPZ:
        return rpz.ZoneReader().read_line
    if format_ is Format.V2FLY:
        return partial(v2fly.read_line, includes=includes or v2fly.Includes(()), file=file_name)
    if format_ is Format.SQUIDGUARD:
        return _SQUIDGUARD_READERS.get(file_name, squidguard.read_domain)
    return _READERS[format_]
