import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mitmproxy import options
from mitmproxy.proxy import events, layer, layers
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.http import HTTPMode
from mitmproxy.proxy.layers.tls import ClientTLSLayer, ServerTLSLayer
from mitmproxy.test import taddons, tflow

from proxy_addons.fail_open import Edge
from proxy_addons.tunnels import Begin, Tunnels, begin_of
from tests.proxy_addons.client_hello import hello_bytes

HELLO = hello_bytes("www.facebook.com")
BROKEN = b"\x16\x03\x01\x00\x20\x01\x00\x00\x1c" + b"\xff" * 28

BEGINNINGS = [
    (HELLO, Begin.HELLO),
    (HELLO + b"early data", Begin.HELLO),
    (HELLO[:1], Begin.UNKNOWN),
    (HELLO[:5], Begin.UNKNOWN),
    (HELLO[:-1], Begin.UNKNOWN),
    (BROKEN, Begin.OTHER),
    (BROKEN[:20], Begin.UNKNOWN),
    (b"\x16\x03\x01\x00\x00", Begin.OTHER),  # an empty record
    (b"\x16\x03\x01\x00\x05\x02\x00\x00\x01x", Begin.OTHER),  # a ServerHello
    (b"\x16\x03\x01\x40\x00\x01\x7f\xff\xff", Begin.OTHER),  # 8 MB of ClientHello
    (b"\x16\x03\x01\xff\xff\x01\x00\xff\xff" + b"x" * 70_000, Begin.OTHER),
    (b"\x15\x03\x01\x00\x02\x02\x28", Begin.OTHER),  # an alert
    (b"\x16\x04\x01", Begin.OTHER),
    (b"\x80\x2e\x01\x03\x01", Begin.OTHER),  # SSL 2
    (b"GET / HTTP/1.1\r\n", Begin.OTHER),
    (b"G", Begin.OTHER),
    (b"SSH-2.0-x\r\n", Begin.OTHER),
]


@pytest.mark.parametrize(
    ("data", "begin"), BEGINNINGS, ids=[f"{data[:9]!r}, {len(data)} bytes" for data, _ in BEGINNINGS]
)
def test_a_beginning_is_told_from_the_first_bytes(data: bytes, begin: Begin) -> None:
    assert begin_of(data) is begin


@given(st.data())
def test_no_damage_to_a_client_hello_is_a_fault(data: st.DataObject) -> None:
    damaged = bytearray(HELLO)
    for _ in range(data.draw(st.integers(1, 8))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    edge = Edge()
    edge.call(None, begin_of, bytes(damaged[: data.draw(st.integers(1, len(damaged)))]))
    assert edge.faults == 0


def chosen(*chunks: bytes, in_tunnel: bool = True, has_tls: bool = False) -> tuple[layer.Layer | None, Edge]:
    """Return the layer that is chosen for these bytes."""
    client = tflow.tclient_conn()
    client.timestamp_tls_setup = 1.0 if has_tls else None
    client.tls, client.alpn = has_tls, b"http/1.1" if has_tls else None
    edge = Edge()
    addon = Tunnels(edge)
    with taddons.context(addon) as context:
        around = Context(client, context.options)
        around.server.address = ("www.facebook.com", 443)
        below: Any = layers.HttpLayer(around, HTTPMode.regular) if in_tunnel else layers.modes.HttpProxy(around)
        assert below in around.layers
        asked = layer.NextLayer(around)
        for chunk in chunks:
            asked.events.append(events.DataReceived(client, chunk))
            addon.next_layer(asked)
    assert isinstance(context.options, options.Options)
    return asked.layer, edge


def test_a_client_hello_in_a_tunnel_is_left_to_mitmproxy_whole_or_in_pieces() -> None:
    cut = random.Random(1).randrange(1, len(HELLO))  # noqa: S311 (no secret)
    for chunks in ([HELLO], [HELLO[:cut], HELLO[cut:]], [HELLO[:1], HELLO[1:4], HELLO[4:]]):
        layer_chosen, _ = chosen(*chunks)
        assert isinstance(layer_chosen, ServerTLSLayer)
        assert isinstance(layer_chosen.child_layer, ClientTLSLayer)
        assert layer_chosen.child_layer.server_tls_available


def test_a_piece_alone_waits_for_the_next() -> None:
    assert chosen(HELLO[:100])[0] is None


@pytest.mark.parametrize("data", [BROKEN, b"GET / HTTP/1.1\r\n\r\n", b"\x00", b"SSH-2.0-x\r\n"], ids=repr)
def test_anything_else_in_a_tunnel_passes_unread(data: bytes) -> None:
    layer_chosen, _ = chosen(data)
    assert isinstance(layer_chosen, layers.TCPLayer)
    assert layer_chosen.flow is None  # ignored: no flow, nothing kept


@pytest.mark.parametrize("where", [{"in_tunnel": False}, {"has_tls": True}], ids=str)
def test_requests_to_the_proxy_and_in_intercepted_connections_are_left_to_mitmproxy(
    where: dict[str, bool],
) -> None:
    assert isinstance(chosen(b"GET http://example.org/ HTTP/1.1\r\n", **where)[0], layers.HttpLayer)


def test_a_fault_passes_the_tunnel(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_data: bytes) -> Begin:
        raise LookupError

    monkeypatch.setattr("proxy_addons.tunnels.parse_client_hello", broken)
    layer_chosen, edge = chosen(HELLO)
    assert isinstance(layer_chosen, layers.TCPLayer)
    assert edge.faults == 1
