"""Row T16. The device's authority is what it says and no more: looked at field by field, as made for a school."""

import datetime as dt
import ipaddress
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from owntime.demo.stage import SAMPLE_SCHOOL
from owntime.device import Device, DeviceOptions
from owntime.policy_source import PolicySource
from proxy_addons.authority import CERTIFICATE_FILE, SUBJECT, make_authority
from school_policy.hostname import Hostname
from school_policy.vocabulary import REMINDER_HOST, GroupId, HostKind
from tests.proxy_addons.tls_in_memory import leaf_for
from tests.trust.certificates import issue

EVERY_ADDRESS = {ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0")}
TWO_YEARS, LONGEST_LEAF = dt.timedelta(days=730), dt.timedelta(days=199)
Value = object


def field(certificate: x509.Certificate, kind: type[x509.ExtensionType]) -> tuple[bool, x509.ExtensionType] | None:
    """Return whether an extension is critical, and its value."""
    found = [it for it in certificate.extensions if isinstance(it.value, kind)]
    return (found[0].critical, found[0].value) if found else None


def names_of(certificate: x509.Certificate) -> Value:
    """Return whether the constraints are critical, and what they permit and exclude."""
    found = field(certificate, x509.NameConstraints)
    if found is None or not isinstance(found[1], x509.NameConstraints):
        return None
    permitted = {name.value for name in found[1].permitted_subtrees or ()}
    return found[0], permitted, {name.value for name in found[1].excluded_subtrees or ()}


def usage_of(certificate: x509.Certificate) -> Value:
    found = field(certificate, x509.KeyUsage)
    if found is None or not isinstance(found[1], x509.KeyUsage):
        return None
    kinds = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    return found[0], {kind for kind in (*kinds, "key_cert_sign", "crl_sign") if getattr(found[1], kind)}


def profile(certificate: x509.Certificate) -> dict[str, Value]:
    """Return everything that a certificate says, in words."""
    key, serial = certificate.public_key(), certificate.serial_number
    return {
        "key": key.curve.name if isinstance(key, ec.EllipticCurvePublicKey) else type(key).__name__,
        "signed with": type(certificate.signature_hash_algorithm).__name__,
        "life": certificate.not_valid_after_utc - certificate.not_valid_before_utc,
        "serial of 64 bits at least": serial.bit_length() >= 64,
        "signs itself": certificate.issuer == certificate.subject,
        "constraints": field(certificate, x509.BasicConstraints),
        "names": names_of(certificate),
        "usage": usage_of(certificate),
        "extensions": {it.oid._name for it in certificate.extensions},  # noqa: SLF001 (for people to read)
    }


def wanted(permitted: set[str]) -> dict[str, Value]:
    """What a device's authority says, and nothing besides."""
    return {
        "key": "secp256r1",
        "signed with": hashes.SHA256.__name__,
        "life": TWO_YEARS,
        "serial of 64 bits at least": True,
        "signs itself": True,
        "constraints": (True, x509.BasicConstraints(ca=True, path_length=0)),
        "names": (True, permitted, EVERY_ADDRESS),
        "usage": (True, {"digital_signature", "key_cert_sign", "crl_sign"}),
        "extensions": {"basicConstraints", "keyUsage", "nameConstraints", "subjectKeyIdentifier"},
    }


def read(directory: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate((directory / CERTIFICATE_FILE).read_bytes())


@pytest.fixture(scope="module")
def device(tmp_path_factory: pytest.TempPathFactory) -> tuple[Device, Path]:
    state = tmp_path_factory.mktemp("device") / "state"
    options = DeviceOptions(state=state, groups=(GroupId("office"),), proxy_port=0, pac_port=0)
    return Device(PolicySource(SAMPLE_SCHOOL), options), state / "authority"


@pytest.mark.trust("T16")
def test_the_authority_of_a_school_permits_its_listed_sites_and_the_reminder_alone(
    device: tuple[Device, Path],
) -> None:
    made, directory = device
    rules = [rule for platform in made.policy.platforms for rule in platform.hosts]
    sites = {str(rule.host) for rule in rules if rule.kind is HostKind.SITE}
    assert len(sites) > 100
    certificate = read(directory)
    assert profile(certificate) == wanted(sites | {REMINDER_HOST})
    assert SUBJECT in certificate.subject.rfc4514_string()


@pytest.mark.trust("T16")
def test_no_two_devices_share_a_key_a_serial_or_a_name(tmp_path: Path) -> None:
    now = dt.datetime.now(dt.UTC)  # noqa: TID251 (certificates are checked against real time)
    for number in range(51):
        make_authority(tmp_path / str(number), [Hostname("facebook.com")], now)
    made = [read(tmp_path / str(number)) for number in range(51)]
    for told in ("public_key", "serial_number", "subject"):
        values = [getattr(each, told) for each in made]
        texts = {each().public_numbers() if told == "public_key" else each for each in values}
        assert len(texts) == 51, told


@pytest.mark.trust("T16")
def test_a_leaf_is_for_one_listed_name_and_for_half_a_year_at_most(device: tuple[Device, Path]) -> None:
    pem = leaf_for(device[1], x509.DNSName("www.facebook.com"))
    leaf = x509.load_pem_x509_certificate(pem)
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert list(names) == [x509.DNSName("www.facebook.com")]
    assert leaf.not_valid_after_utc - leaf.not_valid_before_utc <= LONGEST_LEAF
    assert leaf.serial_number.bit_length() >= 64
    assert field(leaf, x509.BasicConstraints) is None


@pytest.mark.trust("T16", control=True)
def test_the_same_look_sees_an_authority_that_may_sign_for_anybody() -> None:
    seen, meant = profile(issue("anybody's root").certificate), wanted({REMINDER_HOST})
    assert {told for told in meant if seen[told] != meant[told]} == {
        "life",
        "constraints",
        "names",
        "usage",
        "extensions",
    }
