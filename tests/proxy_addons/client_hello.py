"""Real ClientHellos, as Python's own TLS writes them, and the value that mitmproxy hands to an add-on."""

import ssl

from mitmproxy import options, tls
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.tls import parse_client_hello
from mitmproxy.test import tflow

from school_policy.vocabulary import ClientId
from tests.proxy_addons.sample import ANNE


def client_context(*alpn: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # quick: without the system's authorities
    if alpn:
        context.set_alpn_protocols(list(alpn))
    return context


def hello_bytes(sni: str | None, context: ssl.SSLContext | None = None) -> bytes:
    context = context or client_context("http/1.1")
    if sni is None:
        context.check_hostname = False
    outgoing = ssl.MemoryBIO()
    connection = context.wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname=sni)
    try:
        connection.do_handshake()
    except ssl.SSLWantReadError:
        return outgoing.read()
    raise AssertionError("a handshake cannot end without an answer")


def hello(sni: str | None, context: ssl.SSLContext | None = None) -> tls.ClientHello:
    parsed = parse_client_hello(hello_bytes(sni, context))
    assert parsed is not None
    return parsed


def hello_data(
    connect: tuple[str, int],
    sni: str | None,
    *,
    context: ssl.SSLContext | None = None,
    name: str = "1",
    client: ClientId = ANNE,
) -> tls.ClientHelloData:
    connection = tflow.tclient_conn()
    connection.id = name
    connection.peername = (client, 50_000)
    around = Context(connection, options.Options())
    around.server.address = connect
    return tls.ClientHelloData(around, hello(sni, context))
