"""Rows T2, T11 and T13. What passes is between the browser and the site: its chain, the client's card, and all."""

import contextlib
import re
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509

from owntime.demo.stand_in_filter import Address
from tests.flow.chain import EVENING, FACEBOOK, LESSON, UNLISTED, device_on, stage_with
from tests.flow.proxy_here import ProxyHere
from tests.flow.traveller import Traveller, trusting
from tests.trust.certificates import Chain, chain_for, issue, public_log_entry
from tests.trust.site import Site
from tests.trust.steps import carry_on

FB, OTHER = "www.facebook.com", "www.ashover.example"
SCTS = x509.PrecertificateSignedCertificateTimestamps
_PEM = re.compile(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Presented:
    """What OpenSSL's own client was shown, and whether it accepted it."""

    accepted: bool
    chain: list[bytes]


def look(proxy: Address, host: str, root: Path) -> Presented:
    """Shake hands through the proxy as a client that trusts one root alone."""
    command = ["openssl", "s_client", "-proxy", "{}:{}".format(*proxy), "-connect", f"{host}:443"]
    command += ["-servername", host, "-verify_hostname", host, "-alpn", "http/1.1", "-showcerts"]
    command += ["-no-CApath", "-no-CAstore", "-CAfile", str(root), "-verify_return_error"]
    told = subprocess.run(command, input="", capture_output=True, text=True, check=False, timeout=30)
    chain = [ssl.PEM_cert_to_DER_cert(found) for found in _PEM.findall(told.stdout)]
    return Presented(accepted=told.returncode == 0, chain=chain)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A proxy before one site with a chain of its own, and the file of the only root that the client trusts."""

    proxy: ProxyHere
    site: Site
    chain: Chain
    root: Path

    def look(self, host: str) -> Presented:
        return look(self.proxy.address, host, self.root)

    def traveller(self, card: Path | None = None) -> Traveller:
        """One who trusts ours and the site's root, and may show a certificate of their own."""
        context = trusting(self.proxy.certificate, self.chain.root.pem)
        if card is not None:
            context.load_cert_chain(card)
        return Traveller(proxy=self.proxy.address, trusted=context)


@contextlib.contextmanager
def setting_at(moment: str, folder: Path) -> Iterator[Setting]:
    chain, root = chain_for(FB, OTHER), folder / "root.pem"
    root.write_bytes(chain.root.pem)
    context = chain.server(folder)
    context.verify_mode = ssl.CERT_OPTIONAL  # who has a card shows it
    context.load_verify_locations(cadata=chain.root.pem.decode())
    with (
        Site(context) as site,
        stage_with(folder, origin=site.address) as stage,
        ProxyHere(device_on(stage, moment), stage) as proxy,
    ):
        yield Setting(proxy=proxy, site=site, chain=chain, root=root)


@pytest.fixture
def lesson(tmp_path: Path) -> Iterator[Setting]:
    with setting_at(LESSON, tmp_path) as it:
        yield it


@pytest.fixture
def evening(tmp_path: Path) -> Iterator[Setting]:
    with setting_at(EVENING, tmp_path) as it:
        yield it


def card_for(setting: Setting, folder: Path) -> Path:
    """A certificate of the client's own, as the sites of banks and councils ask for."""
    issued = issue("A member of staff", setting.chain.root, is_leaf=True)
    file = folder / "card.pem"
    file.write_bytes(issued.key_pem + issued.pem)
    return file


@pytest.mark.trust("T2")
def test_an_unlisted_site_shows_its_chain_byte_for_byte_and_the_client_judges_it(lesson: Setting) -> None:
    assert lesson.look(OTHER) == Presented(accepted=True, chain=lesson.chain.presented)


@pytest.mark.trust("T2")
def test_after_carrying_on_a_listed_site_shows_its_chain_byte_for_byte(lesson: Setting) -> None:
    carry_on(lesson.traveller())
    assert lesson.look(FB) == Presented(accepted=True, chain=lesson.chain.presented)


@pytest.mark.trust("T2")
def test_in_own_time_a_listed_site_shows_its_chain_byte_for_byte(evening: Setting) -> None:
    assert evening.look(FB) == Presented(accepted=True, chain=evening.chain.presented)


@pytest.mark.trust("T2", control=True)
def test_before_a_choice_the_same_client_is_shown_another_chain_and_refuses_it(lesson: Setting) -> None:
    seen = lesson.look(FB)
    assert not seen.accepted
    assert seen.chain != lesson.chain.presented


@pytest.mark.trust("T11")
@pytest.mark.parametrize("url", [UNLISTED, FACEBOOK], ids=["unlisted", "after carrying on"])
def test_a_site_that_asks_for_a_card_sees_the_clients_own(lesson: Setting, tmp_path: Path, url: str) -> None:
    card = card_for(lesson, tmp_path)
    if url == FACEBOOK:
        carry_on(lesson.traveller())
    assert lesson.traveller(card).ask(url).status == 200
    (visitor,) = lesson.site.seen
    assert visitor.certificate == ssl.PEM_cert_to_DER_cert(_PEM.findall(card.read_text())[0])


@pytest.mark.trust("T11", control=True)
def test_before_a_choice_no_card_is_asked_for_and_the_site_sees_nobody(lesson: Setting, tmp_path: Path) -> None:
    assert lesson.traveller(card_for(lesson, tmp_path)).ask(FACEBOOK).status == 302
    assert lesson.site.seen == []


def has_timestamps(der: bytes) -> bool:
    """Tell whether a certificate carries proof that it stands in a public log (RFC 6962)."""
    return any(isinstance(it.value, SCTS) for it in x509.load_der_x509_certificate(der).extensions)


@pytest.mark.trust("T13")
def test_a_certificate_that_stands_in_no_public_log_is_left_to_the_browser_to_judge(lesson: Setting) -> None:
    carry_on(lesson.traveller())
    for host in (FB, OTHER):
        seen = lesson.look(host)
        assert seen.accepted
        assert not any(has_timestamps(each) for each in seen.chain)


@pytest.mark.trust("T13", control=True)
def test_the_same_look_sees_that_one_stands_in_a_log() -> None:
    logged = issue("www.facebook.com", issue("a root"), is_leaf=True, more=public_log_entry())
    assert has_timestamps(ssl.PEM_cert_to_DER_cert(logged.pem.decode()))
