import http.client
import socket
import struct
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from proxy_addons.pac_server import PATH, PacServer

PAC = 'function FindProxyForURL() { return "DIRECT"; } // caf\u00e9'


@pytest.fixture
def server() -> Iterator[PacServer]:
    with PacServer({PATH: PAC}) as it:
        yield it


def port_of(server: PacServer) -> int:
    port = urlsplit(server.url).port
    assert port is not None
    return port


def get(server: PacServer, path: str = "/proxy.pac", method: str = "GET") -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection("127.0.0.1", port_of(server), timeout=10)
    try:
        connection.request(method, path)
        response = connection.getresponse()
        return response.status, dict(response.headers), response.read().decode()
    finally:
        connection.close()


def test_it_serves_the_pac_to_browsers(server: PacServer) -> None:
    status, headers, body = get(server)
    assert (status, body) == (200, PAC)
    assert headers["Content-Type"] == "application/x-ns-proxy-autoconfig"
    assert headers["Cache-Control"] == "no-cache"
    assert headers["Server"].strip() == "owntime"


def test_a_new_pac_is_served_from_then_on(server: PacServer) -> None:
    server.pacs = {PATH: "new"}
    assert get(server)[2] == "new"


@pytest.mark.parametrize(
    ("path", "status"), [("/proxy.pac?x=1", 200), ("/", 404), ("/proxy.pac/", 404), ("/../proxy.pac", 404)]
)
def test_there_is_one_page(server: PacServer, path: str, status: int) -> None:
    found, _, body = get(server, path)
    assert (found, bool(body)) == (status, status == 200)


def test_it_listens_on_loopback_alone(server: PacServer) -> None:
    assert urlsplit(server.url).hostname == "127.0.0.1"
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", port_of(server)), timeout=5)


def test_a_client_that_says_nothing_holds_up_nobody(server: PacServer) -> None:
    with socket.create_connection(("127.0.0.1", port_of(server)), timeout=5):
        assert get(server)[0] == 200


def test_clients_that_go_away_leave_no_word_of_it(server: PacServer, capfd: pytest.CaptureFixture[str]) -> None:
    for _ in range(5):
        with socket.create_connection(("127.0.0.1", port_of(server)), timeout=5) as connection:
            connection.sendall(b"GET /proxy.pac HTTP/1.1\r\n")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # reset
    assert get(server)[0] == 200  # by now the others have been accepted
    while any("process_request_thread" in thread.name for thread in threading.enumerate()):
        threading.Event().wait(0.01)
    assert capfd.readouterr() == ("", "")


def test_a_port_that_is_taken_is_told_with_its_number(server: PacServer) -> None:
    port = port_of(server)
    with pytest.raises(OSError, match=f"port {port} on 127.0.0.1"):
        PacServer({PATH: PAC}, port)


def test_afterwards_the_port_is_refused() -> None:
    with PacServer({PATH: PAC}) as server:
        port = port_of(server)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)
