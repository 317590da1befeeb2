"""Browsers and programs that do not accept our certificate: one failed load, then everything is as without us."""

import datetime as dt
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Error

from owntime.demo.client import Client
from owntime.demo.stand_in_authority import NAME
from tests.browser.harness.chromium import Chromium, issuer
from tests.browser.harness.playwright_process import PlaywrightProcess
from tests.browser.harness.product import LESSON_TIME, Product
from tests.browser.harness.reminder import FACEBOOK, INSTAGRAM, REMINDER
from tests.browser.harness.world import World

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("no_faults")]

NOT_TRUSTED = 60  # curl: the peer's certificate cannot be verified
FINE = 0


@pytest.fixture(scope="module")
def refusing_chromium(
    playwright_process: PlaywrightProcess, standing_world: World, standing_product: Product
) -> Iterator[Chromium]:
    """A Chromium that trusts the sites, and not this device's authority."""
    certificates = [standing_world.authority.certificate_pem]
    with Chromium(playwright_process, certificates, standing_product.pac_url) as it:
        yield it


@pytest.fixture
def refusing(refusing_chromium: Chromium, product: Product) -> Iterator[BrowserContext]:  # noqa: ARG001 (reset first)
    with refusing_chromium.context() as it:
        yield it


class TestARefusingBrowser:
    @pytest.mark.trust("T10")
    def test_arrives_after_one_reload_at_the_latest(self, refusing: BrowserContext, world: World) -> None:
        """Where Chromium makes a second connection beside the first, the very first load may arrive."""
        loads = [load(refusing, FACEBOOK) for _ in range(3)]
        assert loads[1:] == [NAME, NAME]
        assert set(world.origin.log.lines("www.facebook.com")) == {"GET /"}

    def test_arrives_at_every_platform(self, refusing: BrowserContext) -> None:
        for url in (FACEBOOK, INSTAGRAM):
            load(refusing, url)
            assert load(refusing, url) == NAME

    def test_takes_no_reminder_from_other_programs(
        self, refusing: BrowserContext, product: Product, authorities: Path
    ) -> None:
        load(refusing, FACEBOOK)
        assert load(refusing, FACEBOOK) == NAME
        trusting = Client(f"127.0.0.1:{product.port}", authorities)
        assert trusting.get(FACEBOOK).location.startswith(REMINDER)

    def test_cannot_be_told_from_a_trusting_one_of_the_same_make(
        self, refusing: BrowserContext, context: BrowserContext
    ) -> None:
        """A limit: both begin their connections alike, and what is in doubt passes."""
        load(refusing, FACEBOOK)
        assert load(context, FACEBOOK) == NAME
        tab = context.new_page()
        tab.goto(INSTAGRAM)
        assert tab.url.startswith(REMINDER)


class TestAProgram:
    @pytest.fixture
    def curl(self, product: Product, world: World, tmp_path: Path) -> Callable[..., int]:
        trusted = tmp_path / "sites.pem"
        trusted.write_bytes(world.authority.certificate_pem)

        def run(url: str, *options: str) -> int:
            proxy = f"http://127.0.0.1:{product.port}"
            command = ["curl", "-q", "-sS", "-o", "/dev/null", "--cacert", str(trusted), "--proxy", proxy]
            return subprocess.run([*command, *options, url], check=False, capture_output=True).returncode

        return run

    @pytest.mark.trust("T10")
    def test_that_refuses_fails_once_and_then_arrives(self, curl: Callable[..., int], world: World) -> None:
        assert [curl(FACEBOOK) for _ in range(3)] == [NOT_TRUSTED, FINE, FINE]
        assert world.origin.log.lines("www.facebook.com") == ["GET /"] * 2

    def test_that_refuses_arrives_for_a_day(self, curl: Callable[..., int], product: Product) -> None:
        assert [curl(FACEBOOK) for _ in range(2)] == [NOT_TRUSTED, FINE]  # it is noted before the clock is set
        for hours in (1, 22):
            product.step_clock(dt.timedelta(hours=hours))
            assert curl("https://m.facebook.com/") == FINE
        product.set_clock(LESSON_TIME + dt.timedelta(days=1, minutes=5))
        assert curl("https://web.facebook.com/") == NOT_TRUSTED

    def test_that_refuses_is_asked_again_for_each_platform(self, curl: Callable[..., int]) -> None:
        assert [curl(FACEBOOK) for _ in range(2)] == [NOT_TRUSTED, FINE]
        assert [curl(INSTAGRAM) for _ in range(2)] == [NOT_TRUSTED, FINE]

    @pytest.mark.trust("T10")
    def test_that_accepted_before_must_refuse_twice(
        self, curl: Callable[..., int], authorities: Path, world: World
    ) -> None:
        trusting = ("--cacert", str(authorities), "--header", "Accept: text/html")
        assert curl(FACEBOOK, *trusting) == FINE
        assert curl(FACEBOOK) == NOT_TRUSTED
        assert curl(FACEBOOK, *trusting) == FINE
        assert world.origin.log.of("www.facebook.com") == ()
        assert curl(FACEBOOK) == NOT_TRUSTED
        assert curl(FACEBOOK) == FINE
        assert world.origin.log.lines("www.facebook.com") == ["GET /"]

    def test_that_refuses_on_another_client_starts_anew(self, curl: Callable[..., int]) -> None:
        assert [curl(FACEBOOK) for _ in range(2)] == [NOT_TRUSTED, FINE]
        assert curl(FACEBOOK, "--interface", "127.0.0.2") == NOT_TRUSTED


@pytest.fixture
def authorities(world: World, product: Product, tmp_path: Path) -> Path:
    """What a client trusts that trusts the sites and this device."""
    file = tmp_path / "both.pem"
    file.write_bytes(world.authority.certificate_pem + product.certificate_pem)
    return file


def load(context: BrowserContext, url: str) -> str:
    """Open a page and return whose certificate came with it, or "refused"."""
    tab = context.new_page()  # Chromium's page about a certificate comes late, in the way of the next attempt
    try:
        return issuer(tab.goto(url))
    except Error as error:
        if "ERR_CERT_AUTHORITY_INVALID" not in error.message:
            raise
        return "refused"
