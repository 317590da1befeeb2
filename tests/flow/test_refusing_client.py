"""A program that does not accept our certificate fails once and then works; nobody else is let through."""

import ssl

import pytest

from proxy_addons.authority import SUBJECT
from tests.flow.chain import FACEBOOK, ORIGIN_ISSUER, DeviceAtWork
from tests.flow.traveller import Traveller, trusting
from tests.flow.tunnel import open_tunnel

INSTAGRAM = "https://www.instagram.com/"


def stranger(device: DeviceAtWork) -> Traveller:
    """One who trusts the sites' authority and not ours, as a program with pinned certificates."""
    return Traveller(proxy=device.address, trusted=trusting(device.stage.authority.certificate_pem))


def another_program(device: DeviceAtWork) -> Traveller:
    context = device.trusted
    context.set_ciphers("ECDHE+AESGCM")
    return Traveller(proxy=device.address, trusted=context)


def refuse(program: Traveller, url: str) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        program.ask(url)


@pytest.mark.trust("T10")
def test_after_one_refusal_a_program_that_never_trusted_us_gets_the_origins_own_certificate(
    own_device: DeviceAtWork,
) -> None:
    program = stranger(own_device)
    refuse(program, FACEBOOK)
    for url in (FACEBOOK, FACEBOOK, "https://m.facebook.com/"):  # the same platform
        arrival = program.ask(url)
        assert (arrival.status, arrival.issuer) == (200, ORIGIN_ISSUER)
    refuse(program, INSTAGRAM)  # another platform is intercepted as before
    reminded = another_program(own_device).ask(FACEBOOK)
    assert reminded.status == 302
    assert reminded.issuer.startswith(SUBJECT)


@pytest.mark.trust("T10")
def test_one_refusal_of_a_program_that_trusts_us_changes_nothing(own_device: DeviceAtWork) -> None:
    assert own_device.traveller().ask(FACEBOOK).status == 302
    refuse(stranger(own_device), FACEBOOK)
    assert own_device.traveller().ask(FACEBOOK).status == 302
    refuse(stranger(own_device), FACEBOOK)
    assert own_device.traveller().ask(FACEBOOK).issuer == ORIGIN_ISSUER


def test_going_away_in_the_middle_of_a_handshake_is_no_outright_refusal(own_device: DeviceAtWork) -> None:
    hello = ssl.MemoryBIO()
    half = stranger(own_device).trusted.wrap_bio(ssl.MemoryBIO(), hello, server_hostname="www.facebook.com")
    with pytest.raises(ssl.SSLWantReadError):
        half.do_handshake()
    with open_tunnel(own_device.address, "www.facebook.com:443") as tunnel:
        tunnel.sendall(hello.read())
        assert tunnel.recv(1), "the proxy's half of the handshake has come"
    assert own_device.traveller().ask(FACEBOOK).status == 302


def test_connections_that_are_opened_ahead_and_never_used_are_no_refusals(own_device: DeviceAtWork) -> None:
    context = own_device.trusted
    for _ in range(4):
        tunnel = open_tunnel(own_device.address, "www.facebook.com:443")
        with context.wrap_socket(tunnel, server_hostname="www.facebook.com") as opened:
            opened.sendall(b"G")  # arrives after the handshake is over at the proxy's end too
    assert own_device.traveller().ask(FACEBOOK).status == 302
