"""A TLS handshake between two ends in memory, with a leaf such as mitmproxy makes of an authority's files."""

import ssl
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from mitmproxy import certs

from proxy_addons.authority import KEY_FILE


def leaf_for(directory: Path, *names: x509.GeneralName) -> bytes:
    """Return key and leaf (PEM), made by mitmproxy's own code; the leaf shares the authority's key."""
    pem = (directory / KEY_FILE).read_bytes()
    key = load_pem_private_key(pem, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    # mitmproxy's annotation knows RSA only, its code takes both.
    leaf = certs.dummy_cert(
        key,  # type: ignore[arg-type]
        x509.load_pem_x509_certificate(pem),
        "www.facebook.com",
        list(names),
    )
    return pem.partition(b"-----BEGIN CERTIFICATE")[0] + leaf.to_pem()


def shake_hands(leaf: Path, host: str, trusted: bytes) -> str:
    """Return "accepted", or why the client refuses."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(leaf)
    client = ssl.create_default_context(cadata=trusted.decode())
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [
        client.wrap_bio(to_client, to_server, server_hostname=host),
        server.wrap_bio(to_server, to_client, server_side=True),
    ]
    try:
        while ends:
            ends = [end for end in ends if not _is_done(end)]
    except ssl.SSLCertVerificationError as refusal:
        return refusal.verify_message
    return "accepted"


def _is_done(end: ssl.SSLObject) -> bool:
    try:
        end.do_handshake()
    except ssl.SSLWantReadError:
        return False
    return True
