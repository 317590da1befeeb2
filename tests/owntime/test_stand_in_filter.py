import socket
import threading
from collections.abc import Iterator

import pytest

from owntime.demo.stand_in_filter import Address, Contact, Direction, StandInFilter, led_to
from school_policy.hostname import normalise


class Echo:
    """An origin that sends back what it gets, until the client has finished."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address: Address = self._listener.getsockname()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            with connection:
                first = connection.recv(65536)
                if first == b"stop":
                    return
                chunk = first
                while chunk:
                    connection.sendall(chunk)
                    chunk = connection.recv(65536)

    def close(self) -> None:
        with socket.create_connection(self.address, timeout=10) as last:
            last.sendall(b"stop")
        self._thread.join()
        self._listener.close()


@pytest.fixture
def echo() -> Iterator[Echo]:
    it = Echo()
    yield it
    it.close()


@pytest.fixture
def filter_(echo: Echo) -> Iterator[StandInFilter]:
    with StandInFilter(led_to({"facebook.com": echo.address})) as it:
        yield it


def ask(filter_: StandInFilter, request: str) -> socket.socket:
    connection = socket.create_connection(filter_.address, timeout=10)
    connection.sendall(f"{request}\r\nHost: x\r\n\r\n".encode())
    return connection


def read_all(connection: socket.socket) -> bytes:
    return b"".join(iter(lambda: connection.recv(65536), b""))


def is_over(connection: socket.socket) -> bool:
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


def status(filter_: StandInFilter, request: str) -> str:
    with ask(filter_, request) as connection:
        connection.shutdown(socket.SHUT_WR)
        return read_all(connection).decode().partition("\r\n")[0]


@pytest.mark.parametrize(
    ("request_line", "answer"),
    [
        ("CONNECT facebook.com:443 HTTP/1.1", "HTTP/1.1 200 Connection established"),
        ("CONNECT www.FACEBOOK.com:443 HTTP/1.1", "HTTP/1.1 200 Connection established"),
        ("CONNECT notfacebook.com:443 HTTP/1.1", "HTTP/1.1 502 Bad Gateway"),
        ("CONNECT example.org:443 HTTP/1.1", "HTTP/1.1 502 Bad Gateway"),
        ("CONNECT 192.0.2.1:443 HTTP/1.1", "HTTP/1.1 502 Bad Gateway"),
        ("GET http://facebook.com/ HTTP/1.1", "HTTP/1.1 502 Bad Gateway"),
        ("GET /", "HTTP/1.1 502 Bad Gateway"),
        ("nonsense", "HTTP/1.1 502 Bad Gateway"),
    ],
)
def test_only_names_that_it_was_given_are_led_anywhere(
    filter_: StandInFilter, request_line: str, answer: str
) -> None:
    assert status(filter_, request_line) == answer


def test_every_contact_is_counted_refused_ones_too(filter_: StandInFilter) -> None:
    for line in (
        "CONNECT www.facebook.com:443 HTTP/1.1",
        "CONNECT www.facebook.com:443 HTTP/1.1",
        "CONNECT example.org:443 HTTP/1.1",
        "GET http://plain.example:80/path HTTP/1.1",
    ):
        status(filter_, line)
    assert filter_.contacts == {"www.facebook.com": 2, "example.org": 1, "plain.example": 1}


def test_bytes_arrive_as_they_were_sent(echo: Echo) -> None:
    seen: dict[Direction, bytearray] = {way: bytearray() for way in Direction}
    contacts: set[Contact] = set()

    def tap(contact: Contact, way: Direction, chunk: bytes) -> None:
        contacts.add(contact)
        seen[way] += chunk

    sent = bytes(range(256)) * 4000
    with (
        StandInFilter(led_to({"facebook.com": echo.address}), tap=tap) as filter_,
        ask(filter_, "CONNECT facebook.com:443 HTTP/1.1") as connection,
    ):

        def send() -> None:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)

        sender = threading.Thread(target=send)
        sender.start()
        got = read_all(connection).partition(b"\r\n\r\n")[2]
        sender.join()
    assert got == sent
    assert bytes(seen[Direction.TO_ORIGIN]) == bytes(seen[Direction.TO_CLIENT]) == sent
    assert contacts == {Contact(number=1, host=normalise("facebook.com"))}


def test_the_longest_name_decides() -> None:
    resolve = led_to({"facebook.com": ("127.0.0.1", 1), "m.facebook.com": ("127.0.0.1", 2)})
    assert resolve(normalise("a.m.facebook.com")) == ("127.0.0.1", 2)
    assert resolve(normalise("www.facebook.com")) == ("127.0.0.1", 1)
    assert resolve(normalise("com")) is None


def test_an_origin_that_is_down_is_refused() -> None:
    down = socket.create_server(("127.0.0.1", 0))
    address: Address = down.getsockname()
    down.close()
    with StandInFilter(led_to({"facebook.com": address})) as filter_:
        assert status(filter_, "CONNECT facebook.com:443 HTTP/1.1") == "HTTP/1.1 502 Bad Gateway"


def test_stopping_ends_tunnels_that_are_open(echo: Echo) -> None:
    filter_ = StandInFilter(led_to({"facebook.com": echo.address}))
    filter_.start()
    with ask(filter_, "CONNECT facebook.com:443 HTTP/1.1") as connection:
        assert connection.recv(65536).startswith(b"HTTP/1.1 200")
        filter_.stop()
        assert is_over(connection)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(filter_.address, timeout=10)


def test_a_taken_port_is_said_at_once(filter_: StandInFilter) -> None:
    second = StandInFilter(led_to({}), port=filter_.address[1])
    with pytest.raises(OSError, match="address already in use"):
        second.start()
    second.stop()


def test_one_that_was_never_started_can_be_stopped() -> None:
    StandInFilter(led_to({})).stop()
