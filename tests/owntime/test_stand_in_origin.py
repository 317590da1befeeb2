import http.client
import socket
import ssl
from collections.abc import Iterator

import pytest

from owntime.demo.stand_in_authority import StandInAuthority
from owntime.demo.stand_in_origin import StandInOrigin


@pytest.fixture(scope="module")
def authority() -> StandInAuthority:
    return StandInAuthority()


@pytest.fixture
def origin(authority: StandInAuthority) -> Iterator[StandInOrigin]:
    with StandInOrigin(authority) as it:
        yield it


def connect(origin: StandInOrigin, authority: StandInAuthority, host: str) -> ssl.SSLSocket:
    context = ssl.create_default_context(cadata=authority.certificate_pem.decode())
    return context.wrap_socket(socket.create_connection(origin.address, timeout=10), server_hostname=host)


def ask(connection: ssl.SSLSocket, host: str, method: str = "GET") -> tuple[int, str]:
    connection.sendall(f"{method} /some/path HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    response = http.client.HTTPResponse(connection, method=method)
    response.begin()
    return response.status, response.read().decode()


@pytest.mark.parametrize("host", ["www.facebook.com", "bbc.co.uk"])
def test_the_page_names_the_host_that_it_stands_in_for(
    origin: StandInOrigin, authority: StandInAuthority, host: str
) -> None:
    with connect(origin, authority, host) as connection:
        status, page = ask(connection, host)
    assert status == 200
    assert f"This page stands in for {host}." in page


def test_requests_are_counted_for_each_host(origin: StandInOrigin, authority: StandInAuthority) -> None:
    for host, times in {"one.example": 2, "two.example": 1}.items():
        with connect(origin, authority, host) as connection:
            for _ in range(times):
                ask(connection, host.upper() + ":443")
    assert origin.requests == {"one.example": 2, "two.example": 1}


def test_a_host_that_is_no_name_is_shown_as_text_only(origin: StandInOrigin, authority: StandInAuthority) -> None:
    with connect(origin, authority, "one.example") as connection:
        _, page = ask(connection, "<script>")
    assert "<script>" not in page


def test_a_head_request_gets_no_body(origin: StandInOrigin, authority: StandInAuthority) -> None:
    with connect(origin, authority, "one.example") as connection:
        assert ask(connection, "one.example", "HEAD") == (200, "")
        assert ask(connection, "one.example")[0] == 200


def test_a_client_that_never_shakes_hands_holds_up_nobody(
    origin: StandInOrigin, authority: StandInAuthority
) -> None:
    with (
        socket.create_connection(origin.address, timeout=10),
        connect(origin, authority, "one.example") as connection,
    ):
        assert ask(connection, "one.example")[0] == 200


def test_stopping_ends_connections_that_are_open(authority: StandInAuthority) -> None:
    origin = StandInOrigin(authority)
    origin.start()
    with (
        connect(origin, authority, "one.example") as connection,
        socket.create_connection(origin.address, timeout=10),
    ):
        ask(connection, "one.example")
        origin.stop()
        assert connection.recv(1) == b""
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(origin.address, timeout=10)


def test_one_that_was_never_started_can_be_stopped(authority: StandInAuthority) -> None:
    StandInOrigin(authority).stop()
