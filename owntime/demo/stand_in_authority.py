"""The certificate authority of the stand-in origins: what a public authority is to the real sites.

It must never be Own Time's own: a page that is passed through shows this issuer, an intercepted one does not.
"""

import datetime as dt
import ssl
import tempfile
import threading
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NAME = "Own Time demo: stand-in origins"
"""The common name of the authority: the issuer that a browser shows for every stand-in origin."""

_WITHOUT_SNI = "localhost"  # a client that names no host still gets a certificate, for this one
_CLOCK_TOLERANCE = dt.timedelta(days=1)  # a laptop's clock that runs behind is no reason to fail
_LIFETIME = dt.timedelta(days=7)  # made anew on each start; longer than any demo
_LONGEST_COMMON_NAME = 64  # RFC 5280 appendix A.1, ub-common-name


class StandInAuthority:
    """A throw-away EC P-256 authority, in memory only, that mints one leaf per host name when first asked."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._leaf_key = ec.generate_private_key(ec.SECP256R1())
        self._certificate = _self_signed(self._key)
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._minting = threading.Lock()

    @property
    def certificate_pem(self) -> bytes:
        """The authority's certificate, for the trust store of a browser or client."""
        return self._certificate.public_bytes(serialization.Encoding.PEM)

    def leaf_pem(self, host: str) -> bytes:
        """Mint a certificate for one host name; raises ValueError for a name that is no DNS name in ASCII."""
        builder = _certificate(host[:_LONGEST_COMMON_NAME], self._certificate.subject, self._leaf_key.public_key())
        leaf = (
            builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(_issued_by(self._key.public_key()), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        return leaf.public_bytes(serialization.Encoding.PEM)

    def server_context(self) -> ssl.SSLContext:
        """Return a context with which one port serves any host name: the leaf follows the client's SNI."""
        context = self._new_context(_WITHOUT_SNI)
        context.sni_callback = self._show_leaf_for
        return context

    def _show_leaf_for(
        self, connection: ssl.SSLObject, sni: str | None, _asked: ssl.SSLContext
    ) -> ssl.AlertDescription | None:
        if sni is None:
            return None
        try:
            connection.context = self._context_for(sni.lower())
        except ValueError:
            return ssl.AlertDescription.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
        return None

    def _context_for(self, host: str) -> ssl.SSLContext:
        with self._minting:
            if host not in self._contexts:
                self._contexts[host] = self._new_context(host)
            return self._contexts[host]

    def _new_context(self, host: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_alpn_protocols(["http/1.1"])  # all that the stand-in origins speak
        self._load_leaf(context, host)
        return context

    def _load_leaf(self, context: ssl.SSLContext, host: str) -> None:
        """Hand over key and leaf by a file that is gone at once: ssl reads them from files only."""
        with tempfile.TemporaryDirectory(prefix="owntime-stand-in-") as folder:
            chain = Path(folder) / "leaf.pem"
            chain.write_bytes(_key_pem(self._leaf_key) + self.leaf_pem(host))
            context.load_cert_chain(chain)


def _self_signed(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    return (
        _certificate(NAME, subject, key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_may_sign_certificates(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _certificate(name: str, issuer: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)  # noqa: TID251 - browsers judge certificates by real time
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCK_TOLERANCE)
        .not_valid_after(now + _LIFETIME)
    )


def _may_sign_certificates() -> x509.KeyUsage:
    return x509.KeyUsage(
        key_cert_sign=True,
        crl_sign=True,
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _issued_by(key: ec.EllipticCurvePublicKey) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(key)


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
