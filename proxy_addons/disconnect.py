"""Closes one live connection: the only module that touches mitmproxy's private API.

Its test fails loudly when mitmproxy changes it. There is no public way: passed-through connections have no
flow, and flow.kill() does nothing on a live WebSocket.
"""

from mitmproxy.addons.proxyserver import Proxyserver


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
