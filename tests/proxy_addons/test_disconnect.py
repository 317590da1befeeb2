"""Against mitmproxy itself, with live connections: what is private there may change with any version."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from mitmproxy import master, options, tls
from mitmproxy.addons import next_layer, proxyserver
from mitmproxy.proxy.server import ConnectionIO

from proxy_addons.disconnect import disconnect, disconnect_all, open_tunnels
from tests.proxy_addons.client_hello import client_context, hello_bytes

PATIENCE = 10


@dataclass(frozen=True, slots=True)
class Running:
    """A plain mitmproxy, and an origin that echoes."""

    server: proxyserver.Proxyserver
    origin_port: int

    @property
    def port(self) -> int:
        return int(self.server.listen_addrs()[0][1])

    async def connect(self, first: bytes = b"\x00hello") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Open a tunnel through the proxy to the origin, and see it echo."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(f"CONNECT 127.0.0.1:{self.origin_port} HTTP/1.1\r\n\r\n".encode())
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
        writer.write(first)
        assert await asyncio.wait_for(reader.readexactly(len(first)), PATIENCE) == first
        return reader, writer


class PassesThrough:
    """An add-on that intercepts nothing."""

    def tls_clienthello(self, data: tls.ClientHelloData) -> None:
        data.ignore_connection = True


async def _echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while chunk := await reader.read(1024):
            writer.write(chunk)
    writer.close()


@contextlib.asynccontextmanager
async def running(mode: str = "regular") -> AsyncIterator[Running]:
    server = proxyserver.Proxyserver()
    made = master.Master(options.Options())
    made.addons.add(server, next_layer.NextLayer(), PassesThrough())
    made.options.update(mode=[mode], listen_host="127.0.0.1", listen_port=0, connection_strategy="lazy")
    origin = await asyncio.start_server(_echo, "127.0.0.1", 0)
    serving = asyncio.ensure_future(made.run())
    while not server.is_running:  # noqa: ASYNC110 (a flag of mitmproxy's)
        await asyncio.sleep(0.01)
    try:
        yield Running(server, origin.sockets[0].getsockname()[1])
    finally:
        await disconnect_all(server)
        made.shutdown()
        await serving
        origin.close()


async def close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()


async def test_one_connection_is_closed_and_the_others_live() -> None:
    async with running() as proxy:
        first, second = await proxy.connect(), await proxy.connect()
        by_port = {handler.client.peername[1]: name for name, handler in proxy.server.connections.items()}
        name = by_port[first[1].get_extra_info("sockname")[1]]
        assert disconnect(proxy.server, str(name))
        assert await asyncio.wait_for(first[0].read(), PATIENCE) == b""
        second[1].write(b"still here")
        assert await asyncio.wait_for(second[0].readexactly(10), PATIENCE) == b"still here"
        for _, writer in (first, second):
            await close(writer)


async def test_what_is_closed_already_is_said_to_be_so() -> None:
    async with running() as proxy:
        assert not disconnect(proxy.server, "no such connection")
        reader, writer = await proxy.connect()
        (name,) = proxy.server.connections
        assert disconnect(proxy.server, str(name))
        await asyncio.wait_for(reader.read(), PATIENCE)
        while proxy.server.connections:  # noqa: ASYNC110 (a dictionary of mitmproxy's)
            await asyncio.sleep(0)
        assert not disconnect(proxy.server, str(name))
        await close(writer)


async def test_in_the_end_the_port_is_refused_and_every_connection_is_over() -> None:
    async with running() as proxy:
        ends = [await proxy.connect() for _ in range(3)]
        port = proxy.port
        await disconnect_all(proxy.server)
        for reader, writer in ends:
            assert await asyncio.wait_for(reader.read(), PATIENCE) == b""
            await close(writer)
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", port)


@pytest.mark.parametrize("forward", ["regular", "upstream"])
async def test_open_tunnels_are_known_by_their_clienthello_and_their_connect(forward: str) -> None:
    async with running() as school, running(_mode(forward, school)) as proxy:
        opened = [
            await proxy.connect(hello_bytes(name, client_context("h2"))) for name in ("a.example", "b.example")
        ]
        odd = await proxy.connect()
        assert len(school.server.connections) == (3 if forward == "upstream" else 0)
        found = {client.sni: (client, address) for client, address in open_tunnels(proxy.server)}
        assert {sni: address for sni, (_, address) in found.items()} == {
            "a.example": ("127.0.0.1", proxy.origin_port),
            "b.example": ("127.0.0.1", proxy.origin_port),
        }
        assert {client.id for client, _ in found.values()} < set(proxy.server.connections)
        assert list(found["a.example"][0].alpn_offers) == [b"h2"]
        for _, writer in (*opened, odd):
            await close(writer)


def _mode(forward: str, school: Running) -> str:
    return forward if forward == "regular" else f"upstream:http://127.0.0.1:{school.port}"


async def test_a_tunnel_whose_end_was_told_is_open_no_more() -> None:
    async with running() as proxy:
        _, writer = await proxy.connect(hello_bytes("a.example"))
        ((client, _),) = open_tunnels(proxy.server)
        client.timestamp_end = 1.0  # set before the add-ons are told, and before it is gone from the dictionary
        assert list(open_tunnels(proxy.server)) == []
        await close(writer)


async def test_mitmproxy_still_has_what_is_private_to_it() -> None:
    async with running() as proxy:
        _, writer = await proxy.connect()
        ((name, handler),) = proxy.server.connections.items()
        assert name == handler.client.id
        transport = handler.transports[handler.client]
        assert isinstance(transport, ConnectionIO)
        assert isinstance(transport.handler, asyncio.Task)
        await close(writer)


@pytest.mark.parametrize("gone", ["connections", "transports"])
async def test_without_any_of_it_the_failure_is_loud(gone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running() as proxy:
        _, writer = await proxy.connect()
        ((name, handler),) = proxy.server.connections.items()
        with monkeypatch.context() as without:
            without.delattr(proxy.server if gone == "connections" else handler, gone)
            with pytest.raises(AttributeError, match=gone):
                disconnect(proxy.server, str(name))
        await close(writer)
