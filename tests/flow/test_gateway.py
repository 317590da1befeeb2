"""A gateway: listed hosts for the school's own ranges, each by the rules of its group, and nothing beside."""

import contextlib
import http.client
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from owntime.demo.stage import SAMPLE_SCHOOL
from owntime.device import Device, DeviceOptions
from owntime.policy_source import PolicySource
from school_policy.vocabulary import REMINDER_HOST
from tests.flow.chain import FACEBOOK, LESSON, DeviceAtWork, moment, stage_with
from tests.flow.test_at_school import until
from tests.flow.traveller import PATIENCE, Arrival, Traveller

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="127.0.0.0/8 as addresses of many machines")

GATEWAY = "127.20.0.5"
TEACHER, CLERK, VISITOR = "127.20.4.7", "127.20.8.7", "127.20.99.7"
OUTSIDER = "127.0.0.1"
YOUTUBE = "https://www.youtube.com/"


def with_gateway(folder: Path) -> Path:
    text = SAMPLE_SCHOOL.read_text("utf-8")
    for group, addresses in (("teaching", "127.20.4.0/24"), ("office", "127.20.8.0/24")):
        text = text.replace(f'id = "{group}"\n', f'id = "{group}"\naddresses = ["{addresses}"]\n')
    path = folder / "school.toml"
    path.write_text(f'{text}\n[gateway]\naddress = "{GATEWAY}"\nclients = ["127.20.0.0/16"]\n', "utf-8")
    return path


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeviceAtWork]:
    with gateway_in(tmp_path_factory.mktemp("gateway")) as it:
        yield it


@contextlib.contextmanager
def gateway_in(folder: Path) -> Iterator[DeviceAtWork]:
    with stage_with(folder) as stage:
        options = DeviceOptions(
            state=stage.folder / "gateway", proxy_port=0, pac_port=0, at=moment(LESSON), is_gateway=True
        )
        device = Device(PolicySource(with_gateway(stage.folder), upstream=stage.upstream), options)
        with DeviceAtWork(device, stage) as it:
            yield it


def from_address(gateway: DeviceAtWork, source: str) -> Traveller:
    return Traveller(proxy=gateway.address, trusted=gateway.trusted, source=source)


def is_reminded(arrival: Arrival) -> bool:
    return arrival.status == 302 and arrival.location.startswith(f"https://{REMINDER_HOST}/")


def test_it_listens_on_its_own_address_alone(gateway: DeviceAtWork) -> None:
    assert gateway.address[0] == GATEWAY
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", gateway.address[1]), timeout=1)


@pytest.mark.parametrize(
    ("source", "url", "reminded"),
    [
        pytest.param(TEACHER, FACEBOOK, True, id="a teacher's, Facebook"),
        pytest.param(TEACHER, YOUTUBE, False, id="a teacher's, YouTube is quiet"),
        pytest.param(CLERK, YOUTUBE, True, id="the office's, YouTube"),
        pytest.param(VISITOR, YOUTUBE, False, id="in no group's range: the widest own time, which is teaching's"),
        pytest.param(VISITOR, FACEBOOK, True, id="and its working time"),
    ],
)
def test_the_address_says_whose_rules_hold(
    gateway: DeviceAtWork, source: str, url: str, *, reminded: bool
) -> None:
    assert is_reminded(from_address(gateway, source).ask(url)) is reminded


def test_nobody_outside_of_the_ranges_is_answered(gateway: DeviceAtWork) -> None:
    before = dict(gateway.stage.school_filter.contacts)
    with pytest.raises((OSError, http.client.HTTPException)):
        from_address(gateway, OUTSIDER).ask(FACEBOOK)
    assert said(gateway, OUTSIDER, b"GET http://example.org/ HTTP/1.1\r\nHost: example.org\r\n\r\n") == b""
    assert dict(gateway.stage.school_filter.contacts) == before


@pytest.mark.parametrize(
    "target",
    [
        "www.bbc.co.uk:443",
        "www.facebook.com:80",
        "www.facebook.com:8443",
        "127.0.0.1:443",
        "127.0.0.1:22",
        "[::1]:443",
        "[::ffff:127.0.0.1]:443",
        "0x7f.1:443",
        "2130706433:443",
        "169.254.169.254:443",
        "localhost:443",
        f"{GATEWAY}:443",
        "www.facebook.com.evil.example:443",
        "accounts.youtube.com:443",
        "-:443",
    ],
)
def test_any_other_tunnel_is_answered_with_403_and_goes_nowhere(gateway: DeviceAtWork, target: str) -> None:
    before = dict(gateway.stage.school_filter.contacts)
    answer = said(gateway, TEACHER, f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 403 ")
    assert dict(gateway.stage.school_filter.contacts) == before


@pytest.mark.parametrize(
    "request_line",
    [
        b"GET http://www.facebook.com/ HTTP/1.1",
        b"GET http://127.0.0.1:8480/admin HTTP/1.1",
        b"GET https://www.facebook.com/ HTTP/1.1",
        b"POST http://example.org/ HTTP/1.1",
        b"GET / HTTP/1.1",
    ],
)
def test_plain_http_is_not_relayed(gateway: DeviceAtWork, request_line: bytes) -> None:
    before = dict(gateway.stage.school_filter.contacts)
    head = b"\r\nHost: www.facebook.com\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    answer = said(gateway, TEACHER, request_line + head)
    assert answer.startswith((b"HTTP/1.1 403 ", b"HTTP/1.1 400 "))
    assert dict(gateway.stage.school_filter.contacts) == before


def test_what_is_listed_and_free_passes_unread(gateway: DeviceAtWork) -> None:
    arrival = from_address(gateway, TEACHER).ask(YOUTUBE)
    assert arrival.status == 200
    assert "stand-in origins" in arrival.issuer


def test_without_a_server_it_counts_nothing_and_serves_its_pac_to_its_clients_alone(gateway: DeviceAtWork) -> None:
    assert gateway.device.supervisor.options.spool == ""
    parts = urlsplit(gateway.running.pac_url)
    assert parts.hostname == GATEWAY
    pac = fetch(parts.netloc, TEACHER)
    assert f'"PROXY {gateway.running.proxy}"' in pac
    assert fetch(parts.netloc, OUTSIDER) == ""


def test_its_pac_names_where_it_listens_though_the_settings_name_another_address_by_now(tmp_path: Path) -> None:
    with gateway_in(tmp_path) as own:
        settings = tmp_path / "school.toml"
        settings.write_text(settings.read_text("utf-8").replace(GATEWAY, "127.20.0.6"), "utf-8")
        until(lambda: own.device.policy.gateway is not None and own.device.policy.gateway.address != GATEWAY)
        assert f'"PROXY {own.running.proxy}"' in own.device.pacs()["/proxy.pac"]


def said(gateway: DeviceAtWork, source: str, request: bytes) -> bytes:
    """Send bytes from an address, and return what comes back until the end or the first whole head."""
    connection = socket.create_connection(gateway.address, timeout=PATIENCE, source_address=(source, 0))
    with connection:
        answer = b""
        try:
            connection.sendall(request)
            while b"\r\n\r\n" not in answer and (chunk := connection.recv(65_536)):
                answer += chunk
        except ConnectionError:
            pass
        return answer


def fetch(netloc: str, source: str) -> str:
    connection = http.client.HTTPConnection(netloc, timeout=PATIENCE, source_address=(source, 0))
    try:
        connection.request("GET", "/proxy.pac")
        return connection.getresponse().read().decode()
    finally:
        connection.close()
