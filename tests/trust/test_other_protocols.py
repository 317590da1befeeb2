"""Row I12. WebSockets, event streams, tunnels in tunnels, h2, h2c and QUIC: answered at once, or not ours."""

import os
import socket
import ssl
import time
from pathlib import Path

import pytest

from tests.flow.chain import EVENING, FACEBOOK, ORIGIN_ISSUER, DeviceAtWork, device_on, stage_with
from tests.flow.proxy_here import ProxyHere
from tests.flow.traveller import issuer_of, trusting
from tests.flow.tunnel import open_tunnel
from tests.trust.certificates import chain_for
from tests.trust.processes import waiting_for_datagrams
from tests.trust.site import Site

FB = "www.facebook.com"
_AT_ONCE = 5.0
"""Seconds; on a quiet machine an answer takes a few thousandths."""

HEAD = f"Host: {FB}\r\n"
SAME_SITE = "Sec-Fetch-Mode: cors\r\nSec-Fetch-Site: same-origin\r\n"
WEB_SOCKET = (
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    f"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nOrigin: https://{FB}\r\n"
)
H2C = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n"
ASKED = {
    "WebSocket": (f"GET /chat HTTP/1.1\r\n{HEAD}{WEB_SOCKET}\r\n", {"403"}),
    "event stream": (f"GET /live HTTP/1.1\r\n{HEAD}Accept: text/event-stream\r\n{SAME_SITE}\r\n", {"403"}),
    "long poll": (f"POST /poll HTTP/1.1\r\n{HEAD}{SAME_SITE}Content-Length: 2\r\n\r\n{{}}", {"403"}),
    "h2c": (f"GET / HTTP/1.1\r\n{HEAD}{H2C}{SAME_SITE}\r\n", {"403"}),
    "tunnel in a tunnel": (f"CONNECT {FB}:443 HTTP/1.1\r\nHost: {FB}:443\r\n\r\n", {"307", "400", "403", ""}),
    "tunnel to another": (
        "CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n",
        {"307", "400", "403", ""},
    ),
    "h2 by itself": ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {"307", "400", "403", "505", ""}),
}


def status_of(proxy: tuple[str, int], context: ssl.SSLContext, asked: str) -> str:
    """Send words over TLS to Facebook, and return the status of the answer; empty where it was closed."""
    with context.wrap_socket(open_tunnel(proxy, f"{FB}:443"), server_hostname=FB) as secured:
        secured.sendall(asked.encode())
        try:
            answer = secured.recv(65_536)
        except ConnectionResetError:
            answer = b""
    assert b"alt-svc" not in answer.lower(), "nobody is invited to QUIC"
    return answer.split(b" ", 2)[1].decode() if answer else ""


@pytest.mark.trust("I12")
@pytest.mark.parametrize(("asked", "statuses"), ASKED.values(), ids=ASKED)
def test_it_is_answered_at_once_without_a_switch_and_without_the_site(
    at_work: DeviceAtWork, asked: str, statuses: set[str]
) -> None:
    at_work.stage.school_filter.forget_contacts()
    began = time.monotonic()
    status = status_of(at_work.address, at_work.trusted, asked)
    assert status in statuses
    assert time.monotonic() - began < _AT_ONCE
    assert not at_work.stage.school_filter.contacts
    if status in {"307", ""}:  # taken for a program that is no browser: one connection is let through
        at_work.traveller().ask(FACEBOOK)
    assert at_work.traveller().ask(FACEBOOK).status == 302, "all else is as before"


@pytest.mark.trust("I12", control=True)
def test_the_same_look_sees_a_switch_to_a_web_socket_in_own_time(tmp_path: Path) -> None:
    chain = chain_for(FB)
    switches = {"Upgrade": "websocket"}
    with (
        Site(chain.server(tmp_path), switches, status="101 Switching Protocols") as site,
        stage_with(tmp_path, origin=site.address) as stage,
        ProxyHere(device_on(stage, EVENING), stage) as proxy,
    ):
        asked, statuses = ASKED["WebSocket"]
        status = status_of(proxy.address, trusting(chain.root.pem), asked)
        assert status == "101"
        assert status not in statuses
        assert stage.school_filter.contacts[FB] == 1


@pytest.mark.trust("I12")
@pytest.mark.parametrize(
    ("offered", "chosen", "is_ours"),
    [(["h2", "http/1.1"], "http/1.1", True), (["http/1.1"], "http/1.1", True), (["h2"], None, False)],
    ids=["h2 and 1.1", "1.1", "h2 alone"],
)
def test_a_reminder_speaks_http_1_1_and_who_speaks_h2_alone_passes(
    at_work: DeviceAtWork, offered: list[str], chosen: str | None, *, is_ours: bool
) -> None:
    context = at_work.trusted
    context.set_alpn_protocols(offered)
    with context.wrap_socket(open_tunnel(at_work.address, f"{FB}:443"), server_hostname=FB) as secured:
        assert secured.selected_alpn_protocol() == chosen
        assert (issuer_of(secured) != ORIGIN_ISSUER) is is_ours


@pytest.mark.trust("I12")
def test_the_proxy_has_no_ear_for_quic(at_work: DeviceAtWork) -> None:
    assert waiting_for_datagrams(at_work.pid) == set()


@pytest.mark.trust("I12", control=True)
def test_the_same_look_sees_an_open_port_for_datagrams() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.bind(("127.0.0.1", 0))
        assert waiting_for_datagrams(os.getpid()) == {"0100007F"}
