"""A name as lists write it, judged: a host that may be taken, or the reason why not.

Most lines of most lists are plain names, so that these cost one regular expression and a few look-ups.
"""

import ipaddress
import re

from domain_lists.importers.line_fate import NameRule, Reach, Unsupported, Why, Wrong
from domain_lists.public_suffix import public_suffixes
from school_policy.hostname import Hostname, HostnameError, normalise

_LABEL = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
# What `normalise` leaves as it is, unless it is too long or has A-labels, which may be wrong.
_plain = re.compile(rf"(?:{_LABEL}\.)+[a-z](?:[a-z0-9_-]{{0,61}}[a-z0-9_])?").fullmatch
_MOST_OCTETS = 253
_A_LABEL = "xn--"
_NEARBY = frozenset({"localhost", "localdomain", "local", "internal", "arpa", "lan", "home", "broadcasthost"})
_NEARBY_PREFIX = "ip6-"  # ip6-localhost, ip6-allnodes … stand in the hosts file of every system
_EVERYTHING = frozenset({"*", "#", ".", "*.", "*.*"})
_MOST_SHOWN = 80  # characters of an odd text in a reason


def judge_name(
    text: str, reach: Reach, *, exception: bool = False, attributes: tuple[str, ...] = ()
) -> NameRule | Unsupported | Wrong:
    """Return the rule for a name, or why it is not taken. Neither a port nor a path is dropped from it."""
    host: Hostname | Unsupported | Wrong
    if len(text) <= _MOST_OCTETS and _plain(text) and _A_LABEL not in text:
        host = Hostname(text)
    else:
        host = host_of(text)
        if not isinstance(host, str):
            return host
    suffixes = public_suffixes()
    if host in suffixes.all or host.partition(".")[2] in suffixes.wild or host.rpartition(".")[2] in _NEARBY:
        refused = _refused(host)
        if refused is not None:
            return Unsupported(why=refused, detail=host)
    return NameRule(host=host, reach=reach, exception=exception, attributes=attributes)


def host_of(text: str) -> Hostname | Unsupported | Wrong:
    """Return the host that a text names, in normal form, or why it names none."""
    no_name = _no_name(text)
    if no_name is not None:
        return Unsupported(why=no_name, detail=shown(text))
    try:
        host = normalise(text)
    except HostnameError as error:
        return Wrong(reason=f"{shown(text)!r} is no host name: {shown(str(error))}")
    if "." not in host and not public_suffixes().stands_for_many(host) and not is_nearby(host):
        return Wrong(reason=f"{host!r} is a single word, which would stand for every name that ends in it")
    return host


def is_nearby(host: str) -> bool:
    """Tell whether a name is of this machine or network: localhost, printer.local, ip6-allnodes."""
    return host.rpartition(".")[2] in _NEARBY or ("." not in host and host.startswith(_NEARBY_PREFIX))


def shown(text: str) -> str:
    """Return a text from a list so that it can be shown in one line: cut, and without control characters."""
    cut = text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in cut)


def _refused(host: Hostname) -> Why | None:
    if is_nearby(host):
        return Why.NEARBY
    suffixes = public_suffixes()
    if not suffixes.stands_for_many(host):
        return None
    return Why.HOSTING_PROVIDER if suffixes.is_provider(host) else Why.PUBLIC_SUFFIX


def _no_name(text: str) -> Why | None:
    """Return what it is instead, where it is something that a list may well name."""
    name, colon, port = text.rpartition(":")
    if text in _EVERYTHING:
        return Why.EVERYTHING
    if _is_address(text):
        return Why.IP_ADDRESS
    if "/" in text or (colon and port.isdigit() and ":" not in name):
        return Why.PATH
    return Why.KEYWORD if "*" in text else None


def _is_address(text: str) -> bool:
    if ":" not in text and not text[-1:].isdigit() and "/" not in text:
        return False
    try:
        ipaddress.ip_network(text.strip("[]"), strict=False)
    except ValueError:
        return False
    return True
