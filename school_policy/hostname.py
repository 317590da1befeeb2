"""Host names in one normal form, so that two spellings of a host never count as two hosts."""

import ipaddress
from collections.abc import Iterator
from typing import NewType

import idna

Hostname = NewType("Hostname", str)
"""A normalised DNS name: lower case, A-labels (RFC 5890), no port, no trailing dot, never an IP address."""

_MOST_OCTETS = 253  # RFC 1035 section 2.3.4, without the root label
_MOST_LABEL_OCTETS = 63
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_.")


class HostnameError(ValueError):
    """The text is no DNS host name; the message says why, in words for an IT admin."""


def normalise(text: str) -> Hostname:
    """Return the normal form of a host as people and programs write it.

    Accepts any case, a trailing dot, a port, surrounding white space and Unicode names (UTS 46, IDNA 2008).
    Underscores pass, as real hosts carry them. Raises HostnameError for anything else, IP addresses among it.
    """
    host = _without_port(text.strip())
    if _is_ip_address(host):
        raise HostnameError(f"{text.strip()!r} is an IP address, not a host name")
    host = _to_a_labels(host).removesuffix(".")
    if not host:
        raise HostnameError("the host name is empty")
    if len(host) > _MOST_OCTETS:
        raise HostnameError(f"the host name is longer than {_MOST_OCTETS} characters")
    for label in host.split("."):
        _check_label(label, text.strip())
    if _ends_in_a_number(host):
        raise HostnameError(f"{text.strip()!r} ends in a number, as only an IP address does")
    return Hostname(host)


def lineage(host: Hostname) -> Iterator[Hostname]:
    """Yield the host and then each of its parents, the longest first: a.b.uk, b.uk, uk."""
    yield host
    start = host.find(".") + 1
    while start:
        yield Hostname(host[start:])
        start = host.find(".", start) + 1


def _without_port(text: str) -> str:
    if text.startswith("["):
        return text.partition("]")[0] + "]"
    name, colon, port = text.rpartition(":")
    if colon and ":" not in name and port.isascii() and port.isdigit():
        return name
    return text


def _is_ip_address(host: str) -> bool:
    if ":" not in host and not host.rstrip(".")[-1:].isdigit():
        return False  # the hot path: no ordinary name ends in a digit
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _ends_in_a_number(host: str) -> bool:
    """Apply the WHATWG URL rule: a last label that is a number makes the host an IPv4 address."""
    last = host.rpartition(".")[2]
    return last.isdigit() or (last[:2] == "0x" and all(digit in "0123456789abcdef" for digit in last[2:]))


def _to_a_labels(host: str) -> str:
    lowered = host.lower()
    if _PLAIN.issuperset(lowered) and "xn--" not in lowered:
        return lowered  # the hot path: what browsers send
    try:
        mapped = idna.uts46_remap(host, std3_rules=False, transitional=False)
        return ".".join(_to_a_label(label) for label in mapped.split("."))
    except (idna.IDNAError, UnicodeError) as error:
        raise HostnameError(f"{host!r} is no host name: {error}") from error


def _to_a_label(label: str) -> str:
    if _PLAIN.issuperset(label) and not label.startswith("xn--"):
        return label  # IDNA would refuse "_x" and "r3---x", which real hosts carry
    return idna.alabel(label).decode("ascii")


def _check_label(label: str, text: str) -> None:
    if not label:
        raise HostnameError(f"{text!r} has an empty part between two dots")
    if len(label) > _MOST_LABEL_OCTETS:
        raise HostnameError(f"{text!r} has a part longer than {_MOST_LABEL_OCTETS} characters")
    if label.startswith("-") or label.endswith("-"):
        raise HostnameError(f"{text!r} has a part that starts or ends with a hyphen")
