"""Ordinary hosts of school and work, none of which a list may catch: the measure of what a list does.

FILE = lines of UTF-8 text: a host | "#" and a comment | nothing
"""

from importlib import resources

from school_policy.hostname import Hostname, HostnameError, normalise

_FILE = "ordinary_hosts.txt"


class OrdinaryHostsError(ValueError):
    """A line of the file is no host, or stands there twice; the message has its place."""


def load_ordinary_hosts() -> tuple[Hostname, ...]:
    """Return the hosts that come with the program, in the order of their file."""
    return read_ordinary_hosts(resources.files("domain_lists").joinpath(_FILE).read_text("utf-8"))


def read_ordinary_hosts(text: str) -> tuple[Hostname, ...]:
    """Return the hosts of a text, normalised, in its order. Raises OrdinaryHostsError."""
    lines: dict[Hostname, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        word = line.strip()
        if not word or word.startswith("#"):
            continue
        try:
            host = normalise(word)
        except HostnameError as error:
            raise OrdinaryHostsError(f"{_FILE}:{number}: {error}") from error
        if host in lines:
            raise OrdinaryHostsError(f"{_FILE}:{number}: {host} stands here twice, first in line {lines[host]}")
        lines[host] = number
    return tuple(lines)
