"""A site's certificate as real ones are: a root that clients trust, an authority below it, and a leaf."""

import datetime as dt
import ssl
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Key = ec.EllipticCurvePrivateKey
_PROMISES = x509.ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2")
_A_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: Key

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def key_pem(self) -> bytes:
        return self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """What a site presents (leaf, then the authority in between), and the root above it."""

    root: Issued
    between: Issued
    leaf: Issued

    @property
    def presented(self) -> list[bytes]:
        """The certificates that a client is shown, DER, the leaf first."""
        return [each.certificate.public_bytes(serialization.Encoding.DER) for each in (self.leaf, self.between)]

    def server(self, folder: Path) -> ssl.SSLContext:
        """Return the site's own TLS settings."""
        file = folder / "site.pem"
        file.write_bytes(self.leaf.key_pem + self.leaf.pem + self.between.pem)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_alpn_protocols(["http/1.1"])
        context.load_cert_chain(file)
        return context


def issue(
    name: str,
    issuer: Issued | None = None,
    *,
    hosts: tuple[str, ...] = (),
    is_leaf: bool = False,
    more: x509.ExtensionType | None = None,
) -> Issued:
    """Issue a certificate; without an issuer it is a root."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    above = issuer.certificate.subject if issuer else subject
    signer = issuer.key if issuer else key
    builder = _begin(subject, above, key).add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
    )
    if hosts:
        names = x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts])
        builder = builder.add_extension(names, critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=not is_leaf, path_length=None), critical=True)
    builder = builder.add_extension(_usage(is_authority=not is_leaf), critical=True)
    if more is not None:
        builder = builder.add_extension(more, critical=False)
    return Issued(certificate=builder.sign(signer, hashes.SHA256()), key=key)


def chain_for(*hosts: str) -> Chain:
    """Return a chain for host names, made anew."""
    root = issue("Trust exam: root")
    between = issue("Trust exam: in between", root)
    return Chain(root=root, between=between, leaf=issue(hosts[0], between, hosts=hosts, is_leaf=True))


def public_log_entry() -> x509.UnrecognizedExtension:
    """Return what a public log's (made-up) promise looks like in a certificate (RFC 6962 section 3.3)."""
    promise = b"\x00" + bytes(32) + bytes(8) + b"\x00\x00" + b"\x04\x03" + b"\x00\x08" + bytes(8)
    one = len(promise).to_bytes(2) + promise
    listed = len(one).to_bytes(2) + one
    return x509.UnrecognizedExtension(_PROMISES, b"\x04" + bytes([len(listed)]) + listed)


def _usage(*, is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _begin(subject: x509.Name, issuer: x509.Name, key: Key) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)  # noqa: TID251 (certificates are checked against real time)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _A_DAY)
        .not_valid_after(now + 7 * _A_DAY)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
