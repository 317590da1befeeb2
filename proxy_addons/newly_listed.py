"""What changed lists mean for connections that are open already: nothing before the next session.

Hosts that are not listed are kept nowhere: mitmproxy's own live connections are gone over when the lists change.
"""

from collections.abc import Callable, Iterable

from mitmproxy import connection

from proxy_addons.connections import Connections, Live, Way
from proxy_addons.interception import HTTPS, client_of, hostname_of, is_named, speaks_http1
from proxy_addons.situations import Situations
from school_policy.decision import Hello
from school_policy.hostname import Hostname
from school_policy.vocabulary import HostKind


def follow_lists(
    tunnels: Iterable[tuple[connection.Client, connection.Address]],
    connections: Connections,
    situations: Situations,
    covers: Callable[[Hostname], bool],
) -> None:
    """Forget what passes through and is listed no more, or as another platform; note what is newly listed."""
    for live in connections:
        if live.way is not Way.INTERCEPTED and not _is_listed_as_before(live, situations):
            connections.remove(live.id)
    for client, address in tunnels:
        if connections.get(client.id) is None:
            live_now = _newly_listed(client, address, situations, covers)
            if live_now is not None:
                connections.add(live_now)


def _is_listed_as_before(live: Live, situations: Situations) -> bool:
    listing = situations.of_group(live.group).in_force.index.find(live.host)
    return listing is not None and listing.platform.id == live.platform


def _newly_listed(
    client: connection.Client,
    address: connection.Address,
    situations: Situations,
    covers: Callable[[Hostname], bool],
) -> Live | None:
    """Return a connection to a listed site that we could answer if it came anew: no other is ever closed by us."""
    host = hostname_of(address[0]) if address[1] == HTTPS else None
    situation = None if host is None else situations.of(client)
    if host is None or situation is None:
        return None
    listing = situation.in_force.index.find(host)
    if listing is None or listing.kind is not HostKind.SITE:
        return None
    hello = Hello(
        same_host=is_named(client.sni, host),
        covered=covers(host),
        speaks_http1=speaks_http1(client.alpn_offers),
        refused_before=False,  # by this program or not: that was its ClientHello's to tell
    )
    if not hello.can_be_answered:
        return None
    return Live(
        id=client.id,
        group=situation.group,
        client=client_of(client),
        host=host,
        platform=listing.platform.id,
        way=Way.BEFORE_LISTED,
        since=situation.now(),
    )
