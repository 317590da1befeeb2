import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from owntime.demo.stand_in_authority import NAME, StandInAuthority


@pytest.fixture
def authority() -> StandInAuthority:
    return StandInAuthority()


def trusting(*authorities: StandInAuthority) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    for each in authorities:
        context.load_verify_locations(cadata=each.certificate_pem.decode())
    return context


class Handshake:
    """The server's half of one handshake, in a thread; the client's half is the test's."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self.client, self._server = socket.socketpair()
        self.client.settimeout(10)
        self._context = context
        self._thread = threading.Thread(target=self._shake_hands)
        self._thread.start()

    def _shake_hands(self) -> None:
        try:
            with self._context.wrap_socket(self._server, server_side=True) as connection:
                connection.recv(1)
        except OSError:
            pass  # the client refused: the client's side says so

    def close(self) -> None:
        self.client.close()
        self._thread.join()
        self._server.close()


@pytest.fixture
def handshake(authority: StandInAuthority) -> Iterator[Handshake]:
    it = Handshake(authority.server_context())
    yield it
    it.close()


@pytest.mark.parametrize(
    "host", ["www.facebook.com", "a.b.c.example", "with_underscore.example", "x" * 60 + ".example"]
)
def test_one_context_shows_each_host_a_certificate_of_its_own(
    authority: StandInAuthority, handshake: Handshake, host: str
) -> None:
    with trusting(authority).wrap_socket(handshake.client, server_hostname=host) as connection:
        leaf = connection.getpeercert()
    assert leaf is not None
    assert leaf["subjectAltName"] == (("DNS", host),)
    assert leaf["issuer"] == ((("commonName", NAME),),)


def test_a_client_that_does_not_trust_the_authority_refuses(handshake: Handshake) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match="unable to get local issuer"):
        trusting(StandInAuthority()).wrap_socket(handshake.client, server_hostname="www.facebook.com")


def test_a_client_that_names_no_host_gets_a_certificate_all_the_same(
    authority: StandInAuthority, handshake: Handshake
) -> None:
    context = trusting(authority)
    context.check_hostname = False
    with context.wrap_socket(handshake.client) as connection:
        assert connection.getpeercert() is not None


def test_the_authority_is_an_ec_p256_certificate_that_may_sign(authority: StandInAuthority) -> None:
    certificate = x509.load_pem_x509_certificate(authority.certificate_pem)
    key = certificate.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert key.curve.name == "secp256r1"
    assert certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def test_the_leaf_of_a_host_is_minted_once(authority: StandInAuthority) -> None:
    context = authority.server_context()
    leaves = set()
    for _ in range(2):
        it = Handshake(context)
        with trusting(authority).wrap_socket(it.client, server_hostname="one.example") as connection:
            leaves.add(connection.getpeercert(binary_form=True))
        it.close()
    assert len(leaves) == 1


def test_no_key_stays_on_disk(
    authority: StandInAuthority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    authority.server_context()
    assert list(tmp_path.iterdir()) == []
