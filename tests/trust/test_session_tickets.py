"""Row T19. A TLS session that began with us is never taken up again by the site, nor by us after a restart."""

import dataclasses
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from owntime.demo.stage import Stage
from owntime.demo.stand_in_filter import Address
from tests.flow.chain import ORIGIN_ISSUER, device_on, stage_with
from tests.flow.proxy_here import ProxyHere
from tests.flow.traveller import issuer_of
from tests.flow.tunnel import open_tunnel
from tests.trust.steps import carry_on

FB = "www.facebook.com"
Visit = tuple[bool, str, ssl.SSLSession]
"""Whether an earlier session was taken up, who signed the certificate, and the ticket for the next time."""


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with stage_with(tmp_path) as it:
        yield it


def visit(proxy: Address, context: ssl.SSLContext, host: str = FB, ticket: ssl.SSLSession | None = None) -> Visit:
    with context.wrap_socket(open_tunnel(proxy, f"{host}:443"), server_hostname=host, session=ticket) as secured:
        secured.sendall(f"GET / HTTP/1.1\r\nHost: {host}\r\nAccept: text/html\r\n\r\n".encode())
        assert secured.recv(65_536).startswith(b"HTTP/1.1 ")
        reused, session = secured.session_reused, secured.session
        assert reused is not None
        assert session is not None
        assert session.has_ticket
        return reused, issuer_of(secured), session


@pytest.mark.trust("T19")
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=str)
def test_after_carrying_on_the_reminders_session_is_worth_nothing_at_the_site(
    stage: Stage, version: ssl.TLSVersion
) -> None:
    with ProxyHere(device_on(stage), stage) as proxy:
        proxy.trusted.maximum_version = version
        _, ours, ticket = visit(proxy.address, proxy.trusted)
        assert ours != ORIGIN_ISSUER
        carry_on(proxy.traveller())
        reused, issuer, _ = visit(proxy.address, proxy.trusted, ticket=ticket)
        assert (reused, issuer) == (False, ORIGIN_ISSUER)


@pytest.mark.trust("T19")
def test_after_a_restart_we_take_up_no_session_of_before(stage: Stage) -> None:
    device = device_on(stage)
    with ProxyHere(device, stage) as proxy:
        _, _, ticket = visit(proxy.address, proxy.trusted)
        trusted = proxy.trusted
    with ProxyHere(device, stage) as proxy:
        reused, issuer, _ = visit(proxy.address, trusted, ticket=ticket)
        assert not reused
        assert issuer != ORIGIN_ISSUER


@pytest.mark.trust("T19", control=True)
def test_the_same_look_sees_a_session_that_is_taken_up(stage: Stage, tmp_path: Path) -> None:
    apart = dataclasses.replace(stage, folder=tmp_path)
    with ProxyHere(device_on(apart), stage) as proxy:
        carry_on(proxy.traveller())
        _, _, ticket = visit(proxy.address, proxy.trusted)
        assert visit(proxy.address, proxy.trusted, ticket=ticket)[0]
