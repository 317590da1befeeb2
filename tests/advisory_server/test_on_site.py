"""Which addresses are the school's own."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_server.on_site import LOCAL, is_on_site, networks_of

UNNAMED = [
    pytest.param("10.20.0.5", True, id="private, large"),
    pytest.param("172.16.0.1", True, id="private, middle"),
    pytest.param("172.31.255.254", True, id="the last of it"),
    pytest.param("172.32.0.1", False, id="and one behind"),
    pytest.param("192.168.1.20", True, id="private, small"),
    pytest.param("127.0.0.1", True, id="this machine"),
    pytest.param("::1", True, id="this machine, IPv6"),
    pytest.param("169.254.3.4", True, id="the same cable"),
    pytest.param("fe80::1", True, id="the same cable, IPv6"),
    pytest.param("fe80::1%eth0", True, id="the same cable, with its interface"),
    pytest.param("fd12:3456::5", True, id="unique local"),
    pytest.param("::ffff:10.20.0.5", True, id="private, mapped"),
    pytest.param("::ffff:203.0.113.8", False, id="public, mapped"),
    pytest.param("203.0.113.8", False, id="public"),
    pytest.param("8.8.8.8", False, id="public, well known"),
    pytest.param("100.64.0.9", False, id="shared by a provider"),
    pytest.param("2a00:1450::1", False, id="public, IPv6"),
    pytest.param("2001:0:4136:e378::1", False, id="a tunnel from anywhere (Teredo)"),
    pytest.param("2002:a14:5::1", False, id="a tunnel that holds a private address (6to4)"),
    pytest.param("::10.20.0.5", False, id="compatible, not mapped"),
    pytest.param("0.0.0.0", False, id="none"),  # noqa: S104
    pytest.param("", False, id="not known"),
    pytest.param("10.20.0.5, 8.8.8.8", False, id="a list"),
    pytest.param("localhost", False, id="a name"),
]


@pytest.mark.parametrize(("peer", "on_site"), UNNAMED)
def test_without_named_networks_every_local_address_is_at_school(peer: str, *, on_site: bool) -> None:
    assert is_on_site(peer, networks_of(())) is on_site


NAMED = ("203.0.113.8/32", "10.20.0.0/16", "2a00:23c4::/32")


@pytest.mark.parametrize(
    ("peer", "on_site"),
    [
        pytest.param("203.0.113.8", True, id="the school's public address"),
        pytest.param("203.0.113.9", False, id="the neighbour's"),
        pytest.param("10.20.255.255", True, id="its range"),
        pytest.param("10.21.0.0", False, id="one behind"),
        pytest.param("::ffff:203.0.113.8", True, id="mapped"),
        pytest.param("::ffff:192.168.1.20", False, id="private, but not named"),
        pytest.param("2a00:23c4:1::9", True, id="IPv6"),
        pytest.param("192.168.1.20", False, id="private, not named"),
        pytest.param("127.0.0.1", False, id="this machine, not named"),
    ],
)
def test_named_networks_are_the_only_ones(peer: str, *, on_site: bool) -> None:
    assert is_on_site(peer, networks_of(NAMED)) is on_site


@given(st.ip_addresses())
def test_no_address_of_the_internet_is_local(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if address.is_global:
        assert not is_on_site(str(address), LOCAL)


@given(st.ip_addresses(v=4))
def test_a_mapped_address_is_where_it_is_without_its_dress(address: ipaddress.IPv4Address) -> None:
    assert is_on_site(f"::ffff:{address}", LOCAL) is is_on_site(str(address), LOCAL)
