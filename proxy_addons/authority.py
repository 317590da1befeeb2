"""The certificate authority of one device: made there, trusted there alone, able to sign for listed hosts only.

RFC 5280 section 4.2.1.10 (name constraints): Chromium, Firefox and OpenSSL enforce them on a trusted root too.
"""

import datetime as dt
import ipaddress
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.x509.oid import NameOID

from proxy_addons.key_file import check_private, make_private_directory, write_private
from school_policy.hostname import Hostname, lineage
from school_policy.vocabulary import REMINDER_HOST

KEY_FILE = "mitmproxy-ca.pem"
"""Key and certificate, under the name that mitmproxy loads."""

CERTIFICATE_FILE = "owntime-ca.pem"
"""The certificate alone, for the device's own trust store."""

SUBJECT = "Own Time on this device"

LIFE = dt.timedelta(days=730)
"""How long an authority is valid."""
_BACKDATED = dt.timedelta(days=3)
"""mitmproxy dates its leaves two days back; a root younger than its leaf is refused."""

_EVERY_ADDRESS = (ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0"))


class AuthorityError(ValueError):
    """The authority's files cannot be used; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """A loaded authority: which hosts it may sign for, and for how long."""

    permitted: frozenset[Hostname]
    not_before: dt.datetime
    not_after: dt.datetime
    fingerprint: str = ""
    """SHA-256 of the certificate, in hexadecimal: how trust stores show it."""

    def covers(self, host: Hostname) -> bool:
        """Tell whether the name constraints permit a host."""
        return any(name in self.permitted for name in lineage(host))

    def is_valid(self, at: dt.datetime) -> bool:
        """Tell whether the certificate is valid at an instant of real time."""
        return self.not_before <= at < self.not_after


def ensure_authority(directory: Path, site_hosts: Iterable[Hostname], now: dt.datetime) -> Authority:
    """Load the device's authority, or make it at the first start."""
    if not (directory / KEY_FILE).exists():
        make_authority(directory, site_hosts, now)
    return load_authority(directory)


def certificate_in(pem: bytes) -> bytes:
    """Return the certificate alone of a file that holds it with its key. Raises ValueError."""
    return x509.load_pem_x509_certificate(pem).public_bytes(serialization.Encoding.PEM)


def make_authority(directory: Path, site_hosts: Iterable[Hostname], now: dt.datetime) -> None:
    """Make a key and a root certificate that may sign for the site hosts and the reminder's own."""
    make_private_directory(directory)
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _build(key, sorted({*site_hosts, REMINDER_HOST}), now)
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    write_private(directory / CERTIFICATE_FILE, pem)
    write_private(directory / KEY_FILE, secret + pem)


def load_authority(directory: Path) -> Authority:
    """Load the authority. Raises LooseRightsError or AuthorityError; the key itself stays in its file."""
    check_private(directory)
    check_private(directory / KEY_FILE)
    pem = (directory / KEY_FILE).read_bytes()
    try:
        certificate = x509.load_pem_x509_certificate(pem)
        constraints = certificate.extensions.get_extension_for_class(x509.NameConstraints).value
        _check_key(serialization.load_pem_private_key(pem, None), certificate)
    except (TypeError, ValueError, x509.ExtensionNotFound) as error:
        raise AuthorityError(f"{directory / KEY_FILE} is no authority of Own Time: {error}") from error
    permitted = constraints.permitted_subtrees or ()
    return Authority(
        permitted=frozenset(Hostname(name.value) for name in permitted if isinstance(name, x509.DNSName)),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
    )


def _check_key(key: PrivateKeyTypes, certificate: x509.Certificate) -> None:
    if key.public_key() != certificate.public_key():
        raise ValueError("its key is not its certificate's")


def _build(key: ec.EllipticCurvePrivateKey, permitted: list[str], now: dt.datetime) -> x509.Certificate:
    # Two authorities of one name confuse NSS (it takes the first for the issuer), so each has a name of its own.
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{SUBJECT} ({secrets.token_hex(4)})")])
    constraints = x509.NameConstraints(
        permitted_subtrees=[x509.DNSName(host) for host in permitted],
        excluded_subtrees=[x509.IPAddress(network) for network in _EVERY_ADDRESS],
    )
    usage = x509.KeyUsage(
        digital_signature=True,  # mitmproxy's leaves share the key
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _BACKDATED)
        .not_valid_after(now - _BACKDATED + LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(constraints, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
