import datetime as dt
import ipaddress
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from proxy_addons.authority import (
    CERTIFICATE_FILE,
    KEY_FILE,
    Authority,
    AuthorityError,
    ensure_authority,
    load_authority,
    make_authority,
)
from proxy_addons.key_file import LooseRightsError
from school_policy.hostname import Hostname
from school_policy.vocabulary import REMINDER_HOST
from tests.proxy_addons.tls_in_memory import leaf_for, shake_hands

HOSTS = [Hostname("facebook.com"), Hostname("youtube.com")]
NOW = dt.datetime.now(dt.UTC)  # noqa: TID251 (certificates are checked against real time)
Builder = x509.CertificateBuilder
INSIDE = "permitted subtree violation"


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("state") / "authority"
    make_authority(path, HOSTS, NOW)
    return path


@pytest.fixture(scope="module")
def loaded(directory: Path) -> Authority:
    return load_authority(directory)


def certificate(directory: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate((directory / CERTIFICATE_FILE).read_bytes())


def test_it_is_an_elliptic_root_for_two_years_that_signs_leaves_only(directory: Path) -> None:
    made = certificate(directory)
    key = made.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert key.curve.name == "secp256r1"
    assert made.not_valid_after_utc - made.not_valid_before_utc == dt.timedelta(days=730)
    assert made.not_valid_before_utc <= NOW - dt.timedelta(days=2)  # as old as mitmproxy's leaves
    basic = made.extensions.get_extension_for_class(x509.BasicConstraints)
    assert (basic.critical, basic.value.ca, basic.value.path_length) == (True, True, 0)


def test_its_name_constraints_are_critical_and_exclude_every_address(directory: Path) -> None:
    constraints = certificate(directory).extensions.get_extension_for_class(x509.NameConstraints)
    assert constraints.critical
    permitted = [name.value for name in constraints.value.permitted_subtrees or ()]
    assert permitted == ["facebook.com", REMINDER_HOST, "youtube.com"]
    excluded = {name.value for name in constraints.value.excluded_subtrees or ()}
    assert excluded == {ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0")}


def test_the_file_to_trust_holds_no_key(directory: Path) -> None:
    assert b"PRIVATE" not in (directory / CERTIFICATE_FILE).read_bytes()
    assert b"PRIVATE" in (directory / KEY_FILE).read_bytes()


@pytest.mark.parametrize(
    ("host", "covered"),
    [
        ("facebook.com", True),
        ("www.facebook.com", True),
        ("a.b.facebook.com", True),
        (REMINDER_HOST, True),
        ("notfacebook.com", False),
        ("facebook.com.other.example", False),
        ("com", False),
        ("owntime.internal", False),
    ],
)
def test_it_covers_what_its_certificate_permits(*, loaded: Authority, host: str, covered: bool) -> None:
    assert loaded.covers(Hostname(host)) is covered


DNS, IP = x509.DNSName, x509.IPAddress
FB = "www.facebook.com"
LEAVES = [
    (FB, [DNS(FB)], "accepted"),
    (REMINDER_HOST, [DNS(REMINDER_HOST)], "accepted"),
    ("www.bank.example", [DNS("www.bank.example")], INSIDE),
    ("notfacebook.com", [DNS("notfacebook.com")], INSIDE),
    (FB, [DNS(FB), DNS("www.bank.example")], INSIDE),  # one name outside spoils the leaf
    (FB, [DNS(FB), IP(ipaddress.ip_address("192.0.2.7"))], "excluded subtree violation"),
    ("192.0.2.7", [IP(ipaddress.ip_address("192.0.2.7"))], "excluded subtree violation"),
]


@pytest.mark.trust("T16")
@pytest.mark.parametrize(("host", "names", "verdict"), LEAVES, ids=[f"{case[0]} {case[2]}" for case in LEAVES])
def test_a_real_handshake_accepts_leaves_inside_and_no_others(
    directory: Path, tmp_path: Path, host: str, names: list[x509.GeneralName], verdict: str
) -> None:
    leaf = tmp_path / "leaf.pem"
    leaf.write_bytes(leaf_for(directory, *names))
    assert shake_hands(leaf, host, (directory / CERTIFICATE_FILE).read_bytes()) == verdict


@pytest.mark.parametrize(("host", "fine"), [(FB, True), ("www.bank.example", False)])
def test_openssl_is_of_the_same_mind(*, directory: Path, tmp_path: Path, host: str, fine: bool) -> None:
    leaf = tmp_path / "leaf.pem"
    leaf.write_bytes(leaf_for(directory, DNS(host)))
    trusted = str(directory / CERTIFICATE_FILE)
    command = ["openssl", "verify", "-no-CApath", "-CAfile", trusted, "-verify_hostname", host, str(leaf)]
    told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    assert (told.returncode == 0) is fine
    assert (INSIDE in told.stderr + told.stdout) is not fine


@pytest.mark.trust("T16", control=True)
def test_without_its_constraints_the_same_handshake_accepts_any_leaf(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = Builder.add_extension

    def without(self: Builder, extval: x509.ExtensionType, critical: bool) -> Builder:  # noqa: FBT001
        return self if isinstance(extval, x509.NameConstraints) else plain(self, extval, critical)

    monkeypatch.setattr(Builder, "add_extension", without)
    make_authority(tmp_path / "authority", HOSTS, NOW)
    monkeypatch.undo()
    leaf = tmp_path / "leaf.pem"
    leaf.write_bytes(leaf_for(tmp_path / "authority", DNS("www.bank.example")))
    trusted = (tmp_path / "authority" / CERTIFICATE_FILE).read_bytes()
    assert shake_hands(leaf, "www.bank.example", trusted) == "accepted"
    with pytest.raises(AuthorityError, match="no authority of Own Time"):
        load_authority(tmp_path / "authority")


def test_it_is_made_once(tmp_path: Path) -> None:
    first = ensure_authority(tmp_path / "authority", HOSTS, NOW)
    again = ensure_authority(tmp_path / "authority", [Hostname("reddit.com")], NOW)
    assert again == first


@pytest.mark.parametrize(("days", "valid"), [(-4, False), (0, True), (726, True), (728, False)])
def test_it_is_valid_for_its_time(*, loaded: Authority, days: int, valid: bool) -> None:
    assert loaded.is_valid(NOW + dt.timedelta(days=days)) is valid


@pytest.mark.parametrize(("what", "mode"), [("", 0o755), (KEY_FILE, 0o640), (KEY_FILE, 0o604)])
def test_loose_rights_on_key_or_directory_are_refused(tmp_path: Path, what: str, mode: int) -> None:
    make_authority(tmp_path / "authority", HOSTS, NOW)
    (tmp_path / "authority" / what).chmod(mode)
    with pytest.raises(LooseRightsError, match="mend it with: chmod"):
        ensure_authority(tmp_path / "authority", HOSTS, NOW)


def test_a_directory_that_others_could_enter_before_is_refused(tmp_path: Path) -> None:
    (tmp_path / "authority").mkdir(mode=0o755)
    with pytest.raises(LooseRightsError):
        ensure_authority(tmp_path / "authority", HOSTS, NOW)


def damaged(kind: str, pem: bytes, other: bytes) -> bytes:
    key, mark, cert = pem.partition(b"-----BEGIN CERTIFICATE")
    match kind:
        case "empty":
            return b""
        case "cut":
            return pem[:-100]
        case "no key":
            return mark + cert
        case "no certificate":
            return key
        case _:
            return other.partition(mark)[0] + mark + cert


@pytest.mark.parametrize("kind", ["empty", "cut", "no key", "no certificate", "another's key"])
def test_a_damaged_key_file_is_refused_in_words(tmp_path: Path, kind: str) -> None:
    for name in ("authority", "other"):
        make_authority(tmp_path / name, HOSTS, NOW)
    path = tmp_path / "authority" / KEY_FILE
    path.write_bytes(damaged(kind, path.read_bytes(), (tmp_path / "other" / KEY_FILE).read_bytes()))
    with pytest.raises(AuthorityError, match="no authority of Own Time"):
        load_authority(tmp_path / "authority")
