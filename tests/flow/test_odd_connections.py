"""Whatever is not surely ours to answer passes as it came, and is never broken by us."""

import dataclasses
import datetime as dt
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from mitmproxy.addons.next_layer import NextLayer

from proxy_addons.authority import SUBJECT, make_authority
from school_policy.hostname import Hostname
from tests.flow.chain import ORIGIN_ISSUER, DeviceAtWork, device_on, stage_with
from tests.flow.proxy_here import ProxyHere
from tests.flow.tunnel import Echo, open_tunnel, send_and_read, whose_page
from tests.proxy_addons.client_hello import hello_bytes

FB = "www.facebook.com"


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeviceAtWork]:
    """A device whose authority was made when only facebook.com was listed."""
    folder = tmp_path_factory.mktemp("stage")
    (folder / "device").mkdir(mode=0o700)
    now = dt.datetime.now(dt.UTC)  # noqa: TID251 (certificates are checked against real time)
    make_authority(folder / "device" / "authority", [Hostname("facebook.com")], now)
    with stage_with(folder) as stage, DeviceAtWork(device_on(stage), stage) as it:
        yield it


@pytest.fixture(scope="module")
def to_echo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeviceAtWork]:
    """A device behind which every site only sends back what it gets."""
    folder = tmp_path_factory.mktemp("stage")
    with (
        Echo() as echo,
        stage_with(folder, origin=echo.address) as stage,
        DeviceAtWork(device_on(stage), stage) as it,
    ):
        yield it


def who_answers(device: DeviceAtWork, target: str, sni: str | None, *alpn: str) -> str:
    context = device.trusted
    context.set_alpn_protocols(list(alpn) or ["http/1.1"])
    context.check_hostname = sni is not None
    issuer, status = whose_page(open_tunnel(device.address, target), context, sni)
    assert status in {200, 302}
    return issuer


@pytest.mark.trust("T3")
@pytest.mark.parametrize(
    ("target", "sni", "alpn"),
    [
        ("www.reddit.com:443", "www.reddit.com", ()),
        (f"{FB}:443", "example.org", ()),
        (f"{FB}:443", "m.facebook.com", ()),
        (f"{FB}:443", "www.instagram.com", ()),
        (f"{FB}:443", None, ()),
        (f"{FB}:8443", FB, ()),
        (f"{FB}:443", FB, ("h2",)),
        (f"{FB}:443", FB, ("mqtt",)),
        ("example.org:443", FB, ()),
        ("static.fbcdn.net:443", "static.fbcdn.net", ()),
    ],
    ids=[
        "outside the authority's constraints",
        "SNI of an unlisted host",
        "SNI of another host",
        "SNI of another platform",
        "no SNI",
        "another port",
        "h2 only",
        "another protocol",
        "listed SNI in a tunnel to an unlisted host",
        "asset host",
    ],
)
def test_it_arrives_with_the_origins_own_certificate(
    narrow: DeviceAtWork, target: str, sni: str | None, alpn: tuple[str, ...]
) -> None:
    assert who_answers(narrow, target, sni, *alpn) == ORIGIN_ISSUER


@pytest.mark.parametrize(
    ("target", "sni"),
    [(f"{FB}:443", FB), ("WWW.Facebook.COM:443", FB), (f"{FB}.:443", FB), (f"{FB}:443", "WWW.FACEBOOK.com")],
    ids=["as browsers write it", "capitals", "trailing dot", "SNI in capitals"],
)
def test_a_listed_site_however_it_is_written_gets_a_certificate_that_clients_accept(
    narrow: DeviceAtWork, target: str, sni: str
) -> None:
    assert who_answers(narrow, target, sni).startswith(SUBJECT)


HELLO = hello_bytes(FB)
RAW = {
    "a ClientHello that cannot be parsed": b"\x16\x03\x01\x00\x20\x01\x00\x00\x1c" + b"\xff" * 28,
    "a ClientHello cut short by its lengths": HELLO[:43] + b"\xff\xff" + HELLO[45:],
    "garbage like a record": b"\x16\x03\x01\x02\x00" + bytes(range(256)) * 2,
    "an endless ClientHello": b"\x16\x03\x01\x40\x00\x01\xff\xff\xff" + b"x" * 16_384,
    "an alert": b"\x15\x03\x01\x00\x02\x02\x28",
    "plain http": b"GET /canary HTTP/1.1\r\nhOST: x.example\r\n\r\n",
    "plain http that is odd": b"GET  /canary\tHTTP/9.9\nX\r\n\r\n\xff",
    "a large plain upload": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 400000\r\n\r\n" + b"x" * 400_000,
    "SSH": b"SSH-2.0-x\r\n",
    "one byte": b"\x00",
}


@pytest.mark.trust("T3")
@pytest.mark.parametrize("host", [FB, "example.org"])
@pytest.mark.parametrize("data", RAW.values(), ids=RAW)
def test_what_is_no_client_hello_goes_through_byte_by_byte(to_echo: DeviceAtWork, host: str, data: bytes) -> None:
    with open_tunnel(to_echo.address, f"{host}:443") as connection:
        assert send_and_read(connection, data, len(data)) == data


@pytest.mark.trust("T3", control=True)
def test_without_our_choice_of_layers_mitmproxy_breaks_the_same_bytes(
    to_echo: DeviceAtWork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("proxy_addons.proxy.Tunnels", lambda _edge: NextLayer())
    data = RAW["a ClientHello that cannot be parsed"]
    stage = dataclasses.replace(to_echo.stage, folder=tmp_path)
    with ProxyHere(device_on(stage), stage) as proxy, open_tunnel(proxy.address, f"{FB}:443") as connection:
        assert send_and_read(connection, data, len(data)) == b""


def is_done(client: ssl.SSLObject) -> bool:
    try:
        client.do_handshake()
    except ssl.SSLWantReadError:
        return False
    return True


def test_a_client_hello_in_pieces_is_read_as_one(narrow: DeviceAtWork) -> None:
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = narrow.trusted.wrap_bio(incoming, outgoing, server_hostname=FB)
    with open_tunnel(narrow.address, f"{FB}:443") as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # each piece a segment
        while not is_done(client):
            data = outgoing.read()
            for piece in (data[:2], data[2:7], data[7:100], data[100:]):
                connection.sendall(piece)
            incoming.write(connection.recv(65_536))
        connection.sendall(outgoing.read())
        assert connection.recv(1)  # a session ticket: the handshake is over at both ends
    assert client.getpeercert()


def test_an_address_is_led_to_the_filter_and_never_answered_by_us(narrow: DeviceAtWork) -> None:
    narrow.stage.school_filter.forget_contacts()
    with open_tunnel(narrow.address, "192.0.2.7:443") as connection:
        # The filter refuses addresses; behind us that is a connection that ends.
        assert send_and_read(connection, HELLO, 1) == b""
    assert not narrow.stage.school_filter.contacts


def test_what_a_page_on_an_intercepted_connection_asks_of_others_reaches_nobody(narrow: DeviceAtWork) -> None:
    """A request may name another host than the connection's; it is answered, and nothing is dialled."""
    narrow.stage.school_filter.forget_contacts()
    context = narrow.trusted
    with context.wrap_socket(open_tunnel(narrow.address, f"{FB}:443"), server_hostname=FB) as secured:
        secured.sendall(b"GET https://example.org/ HTTP/1.1\r\nHost: example.org\r\nAccept: text/html\r\n\r\n")
        answer = secured.recv(65_536)
    assert answer.startswith(b"HTTP/1.1 302")
    assert not narrow.stage.school_filter.contacts
