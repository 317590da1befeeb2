"""The address ranges of a `school.toml`: the school's networks, a gateway's clients, and whose devices are where.

Ranges are CIDR ("10.20.0.0/16"), or one address. The narrowest range that fits an address says its group.
"""

import ipaddress
from collections.abc import Iterator, Sequence
from typing import Any

from school_policy.structure import Path
from school_policy.toml_source import TomlSource

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def check_networks(source: TomlSource) -> None:
    """Complain of every range that is none, of what two groups claim, and of what no gateway answers."""
    _ranges_at(source, ("school", "networks"))
    gateway = source.data.get("gateway")
    clients = [network for _, network in _ranges_at(source, ("gateway", "clients"))]
    if isinstance(gateway, dict):
        _check_gateway(source, gateway)
    claimed: dict[Network, str] = {}
    for index, name in _groups(source):
        for path, network in _ranges_at(source, ("group", index, "addresses")):
            if claimed.setdefault(network, name) != name:
                source.complain(path, f'{network} belongs to the group "{claimed[network]}" already')
            elif gateway is None:
                source.complain(path, "addresses are for a gateway; the file has no [gateway]")
            elif clients and not any(_holds(client, network) for client in clients):
                source.complain(path, f"{network} is outside of the clients that [gateway] answers")


def _check_gateway(source: TomlSource, gateway: dict[str, Any]) -> None:
    address = gateway.get("address")
    if isinstance(address, str) and (problem := _address_problem(address)):
        source.complain(("gateway", "address"), problem)
    if gateway.get("clients") == []:
        source.complain(("gateway", "clients"), "a gateway answers nobody without clients; name their ranges")


def _address_problem(text: str) -> str:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return f'"{text}" is no address; write the gateway\'s own as "10.20.0.5"'
    return f"{text} would listen on every address; name the one that clients use" if address.is_unspecified else ""


def _groups(source: TomlSource) -> Iterator[tuple[int, str]]:
    groups = source.data.get("group", [])
    for index, group in enumerate(groups if isinstance(groups, list) else []):
        if isinstance(group, dict):
            yield index, str(group.get("id", ""))


def _ranges_at(source: TomlSource, path: Path) -> list[tuple[Path, Network]]:
    found: list[tuple[Path, Network]] = []
    for index, text in enumerate(_texts(source.data, path)):
        at = (*path, index)
        try:
            found.append((at, ipaddress.ip_network(text)))
        except ValueError:
            source.complain(at, f'"{text}" is no address range{_hint(text)}; write it as "10.20.0.0/16"')
    return found


def _hint(text: str) -> str:
    """Return what was probably meant where bits after the prefix are set."""
    try:
        return f' (did you mean "{ipaddress.ip_network(text, strict=False)}"?)'
    except ValueError:
        return ""


def _texts(data: Any, path: Path) -> Sequence[str]:
    for key in path:
        if isinstance(data, dict):
            data = data.get(str(key))
        elif isinstance(data, list) and isinstance(key, int):
            data = data[key]
        else:
            return ()
    return data if isinstance(data, list) and all(isinstance(text, str) for text in data) else ()


def _holds(wide: Network, narrow: Network) -> bool:
    if isinstance(wide, ipaddress.IPv4Network):
        return isinstance(narrow, ipaddress.IPv4Network) and narrow.subnet_of(wide)
    return isinstance(narrow, ipaddress.IPv6Network) and narrow.subnet_of(wide)
