"""The first bytes of a tunnel: only one that begins with a TLS ClientHello is looked at any further.

mitmproxy by itself breaks off a ClientHello that it cannot parse, and reads plain http.
"""

from enum import Enum, auto

from mitmproxy.addons import next_layer
from mitmproxy.proxy import layer, layers
from mitmproxy.proxy.layers.tls import parse_client_hello

from proxy_addons.fail_open import Edge

_LONGEST_HELLO = 64 * 1024
"""Bytes; the longest of today's browsers are 2 KB."""

_HELLO = (b"\x16", b"\x03", b"\x00\x01\x02\x03", None, None, b"\x01", b"\x00")
"""What the first bytes may be: a handshake record (RFC 8446 section 5.1) with a ClientHello below 64 KiB."""


class Begin(Enum):
    """What a tunnel begins with."""

    HELLO = auto()
    OTHER = auto()
    UNKNOWN = auto()
    """More bytes must come first."""


class Tunnels(next_layer.NextLayer):
    """mitmproxy's own choice of layers, but for tunnels that it would break or read."""

    name = "nextlayer"
    """As mitmproxy knows the add-on that it cannot do without."""

    def __init__(self, edge: Edge) -> None:
        super().__init__()
        self._edge = edge

    def next_layer(self, nextlayer: layer.NextLayer) -> None:
        """Choose the layer for what follows; without one, mitmproxy asks again when more has come."""
        if nextlayer.context.client.tls_established or not _in_tunnel(nextlayer):
            super().next_layer(nextlayer)
            return
        match self._edge.call(Begin.OTHER, begin_of, nextlayer.data_client()):
            case Begin.HELLO:
                super().next_layer(nextlayer)
            case Begin.OTHER:
                nextlayer.layer = layers.TCPLayer(nextlayer.context, ignore=True)
            case Begin.UNKNOWN:
                pass


def begin_of(data: bytes) -> Begin:
    """Tell what a client's first bytes are the beginning of."""
    if any(allowed is not None and byte not in allowed for byte, allowed in zip(data, _HELLO, strict=False)):
        return Begin.OTHER
    try:
        hello = parse_client_hello(data)
    except ValueError:
        return Begin.OTHER
    if hello is None:
        return Begin.UNKNOWN if len(data) < _LONGEST_HELLO else Begin.OTHER
    return Begin.HELLO


def _in_tunnel(nextlayer: layer.NextLayer) -> bool:
    return any(isinstance(below, layers.HttpLayer) for below in nextlayer.context.layers)
