"""Whether a question comes from the school's own network: by the address it came from, and by nothing it says."""

import ipaddress
from collections.abc import Iterable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

LOCAL: tuple[Network, ...] = tuple(
    ipaddress.ip_network(text)
    for text in (
        *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"),  # private (RFC 1918)
        *("127.0.0.0/8", "::1/128"),  # this machine
        *("169.254.0.0/16", "fe80::/10"),  # the same cable (RFC 3927, 4291)
        "fc00::/7",  # unique local (RFC 4193)
    )
)
"""What no address on the internet lies in. `is_private` takes in more, such as tunnels (2001::/32, 2002::/16)."""


def networks_of(ranges: Iterable[str]) -> tuple[Network, ...]:
    """Return the school's networks from its settings (checked ranges); without any, every local address."""
    return tuple(ipaddress.ip_network(text) for text in ranges) or LOCAL


def is_on_site(peer: str, networks: Iterable[Network]) -> bool:
    """Tell whether a connection's other end (its address as text) lies in one of these networks."""
    try:
        address = _plain(ipaddress.ip_address(peer))
    except ValueError:
        return False
    return any(address in network for network in networks)


def _plain(address: Address) -> Address:
    """Return an IPv4 address as such where a socket for both kinds shows it as ::ffff:10.20.0.5."""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address
