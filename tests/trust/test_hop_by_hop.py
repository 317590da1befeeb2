"""Row I17. What a client writes about proxies changes no answer, names no other client and goes no further."""

import contextlib
import socket
import ssl
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from owntime.demo.client import AS_A_BROWSER
from owntime.demo.stage import SAMPLE_SCHOOL
from owntime.demo.stand_in_filter import Address
from owntime.device import Device, DeviceOptions
from owntime.policy_source import PolicySource
from proxy_addons.reminder_page import HEADERS
from school_policy.policy import Upstream
from school_policy.vocabulary import GroupId
from tests.flow.chain import FACEBOOK, LESSON, DeviceAtWork, moment, stage_with
from tests.flow.proxy_here import ProxyHere
from tests.flow.tunnel import send_and_read
from tests.proxy_addons.client_hello import hello_bytes
from tests.trust.steps import AS_THE_REMINDER, CONTINUE
from tests.trust.upstream import NotingFilter

UNLISTED = "www.ashover.example"
SAID_OF_HOPS = {
    "Proxy-Authorization": "Basic Y2FuYXJ5OmNhbmFyeQ==",
    "Forwarded": "for=192.0.2.60;proto=https;host=evil.example",
    "X-Forwarded-For": "192.0.2.60",
    "X-Forwarded-Host": "evil.example",
    "X-Real-IP": "192.0.2.60",
    "Via": "1.1 canary",
    "X-Device": "another",
    "Proxy-Connection": "keep-alive",
    "Connection": "X-Device, Sec-Fetch-Mode, Cache-Control, Location, Content-Security-Policy",
    "TE": "trailers",
}


def tunnel_saying(proxy: Address, host: str, said: Mapping[str, str]) -> bytes:
    """Ask a proxy for a tunnel with headers of one's own, send a ClientHello, and return the first answer."""
    head = "".join(f"{name}: {value}\r\n" for name, value in said.items())
    with socket.create_connection(proxy, timeout=20) as connection:
        connection.sendall(f"CONNECT {host}:443 HTTP/1.1\r\nHost: {host}:443\r\n{head}\r\n".encode())
        answer = connection.recv(65_536)
        with contextlib.suppress(OSError):  # the filter of these tests refuses everything
            send_and_read(connection, hello_bytes(host), 1)
    return answer


@pytest.fixture
def noting(tmp_path: Path) -> Iterator[tuple[NotingFilter, ProxyHere]]:
    with NotingFilter() as school_filter, stage_with(tmp_path) as stage:
        upstream = Upstream(forward="http://{}:{}".format(*school_filter.address))
        options = DeviceOptions(
            state=tmp_path / "device", groups=(GroupId("office"),), proxy_port=0, pac_port=0, at=moment(LESSON)
        )
        with ProxyHere(Device(PolicySource(SAMPLE_SCHOOL, upstream=upstream), options), stage) as proxy:
            yield school_filter, proxy


@pytest.mark.trust("I17")
def test_nothing_that_a_client_says_to_us_is_said_to_the_filter(noting: tuple[NotingFilter, ProxyHere]) -> None:
    school_filter, proxy = noting
    assert tunnel_saying(proxy.address, UNLISTED, SAID_OF_HOPS).startswith(b"HTTP/1.1 200")
    (head,) = school_filter.heads
    assert head.startswith(f"CONNECT {UNLISTED}:443 HTTP/1.1\r\n".encode())
    assert [value for name, value in SAID_OF_HOPS.items() if value.encode() in head and name != "TE"] == []


@pytest.mark.trust("I17", control=True)
def test_the_same_look_sees_what_a_client_says_to_the_filter_itself(
    noting: tuple[NotingFilter, ProxyHere],
) -> None:
    school_filter, _ = noting
    tunnel_saying(school_filter.address, UNLISTED, SAID_OF_HOPS)
    (head,) = school_filter.heads
    assert all(value.encode() in head for value in SAID_OF_HOPS.values())


def answers_to(device: DeviceAtWork, said: Mapping[str, str]) -> list[tuple[int, list[str]]]:
    """Ask for a page, its reminder, a poll and a forged form; return each status and the names of its headers."""
    traveller = device.traveller()
    poll = {"Accept": "*/*", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Site": "same-origin"}
    page = traveller.ask(FACEBOOK, {**AS_A_BROWSER, **said})
    reminder = traveller.ask(page.location, {**AS_A_BROWSER, **said})
    assert {name: reminder.headers.get(name) for name in HEADERS} == dict(HEADERS)
    told = [page, reminder, traveller.ask(FACEBOOK, {**poll, **said})]
    forged = {**AS_THE_REMINDER, "Origin": FACEBOOK[:-1], **said}
    told.append(traveller.ask(CONTINUE, forged, method="POST", body=b"platform=facebook&choice=work"))
    return [(each.status, sorted(each.headers)) for each in told]


@pytest.mark.trust("I17")
@pytest.mark.parametrize("name", SAID_OF_HOPS)
def test_no_such_header_takes_one_of_ours_away_or_adds_one(at_work: DeviceAtWork, name: str) -> None:
    plain = answers_to(at_work, {})
    assert [status for status, _ in plain] == [302, 200, 403, 403]
    assert answers_to(at_work, {name: SAID_OF_HOPS[name]}) == plain


@pytest.mark.trust("I17", control=True)
def test_the_same_look_sees_a_header_that_does_change_an_answer(at_work: DeviceAtWork) -> None:
    assert answers_to_prefetch(at_work) != answers_to(at_work, {})[0]


def answers_to_prefetch(device: DeviceAtWork) -> tuple[int, list[str]]:
    told = device.traveller().ask(FACEBOOK, {**AS_A_BROWSER, "Sec-Purpose": "prefetch"})
    return told.status, sorted(told.headers)


@pytest.mark.trust("I17")
def test_an_address_in_a_header_is_nobodys_client(own_device: DeviceAtWork) -> None:
    """A grant of one client is not another's, whatever a header says."""
    traveller = own_device.traveller()
    token = traveller.ask(FACEBOOK).location.rpartition("/")[2]
    form = f"platform=facebook&token={token}&choice=work".encode()
    elsewhere = {name: SAID_OF_HOPS[name] for name in ("Forwarded", "X-Forwarded-For", "X-Real-IP")}
    assert traveller.ask(CONTINUE, {**AS_THE_REMINDER, **elsewhere}, method="POST", body=form).status == 303
    assert traveller.ask(FACEBOOK).status == 200  # granted to the address that it came from
    with contextlib.closing(from_another_address(own_device)) as other:
        assert other.recv(65_536).startswith(b"HTTP/1.1 302")


def from_another_address(device: DeviceAtWork) -> ssl.SSLSocket:
    """Ask for the page from another address of this machine, saying that one is the first."""
    connection = socket.create_connection(device.address, timeout=20, source_address=("127.0.0.2", 0))
    connection.sendall(b"CONNECT www.facebook.com:443 HTTP/1.1\r\nX-Forwarded-For: 127.0.0.1\r\n\r\n")
    assert connection.recv(65_536).startswith(b"HTTP/1.1 200")
    secured = device.trusted.wrap_socket(connection, server_hostname="www.facebook.com")
    secured.sendall(
        b"GET / HTTP/1.1\r\nHost: www.facebook.com\r\nAccept: text/html\r\nX-Forwarded-For: 127.0.0.1\r\n\r\n"
    )
    return secured
