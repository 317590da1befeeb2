"""Closes live connections and goes over them: the only module that touches mitmproxy's private API.

Its test fails loudly when mitmproxy changes it. There is no public way: passed-through connections have no
flow, and flow.kill() does nothing on a live WebSocket.
"""

from collections.abc import Iterator

from mitmproxy import connection
from mitmproxy.addons.proxyserver import Proxyserver


def open_tunnels(proxyserver: Proxyserver) -> Iterator[tuple[connection.Client, connection.Address]]:
    """Yield each live connection that began with a ClientHello, and the host and port of its CONNECT."""
    for handler in list(proxyserver.connections.values()):
        client, address = handler.client, handler.layer.context.server.address
        if client.sni is not None and address is not None and client.timestamp_end is None:
            yield client, address


def disconnect(proxyserver: Proxyserver, connection_id: str) -> bool:
    """Close a client's connection and with it everything it carries; False where it was closed already."""
    handler = proxyserver.connections.get(connection_id)
    if handler is None:
        return False
    transport = handler.transports.get(handler.client)
    if transport is None or transport.handler is None:
        return False
    return transport.handler.cancel("closed at a boundary")


async def disconnect_all(proxyserver: Proxyserver) -> None:
    """Stop listening and close every connection, so that nothing outlives the proxy."""
    await proxyserver.servers.update([])
    for connection_id in list(proxyserver.connections):
        disconnect(proxyserver, str(connection_id))
