"""Row T10, for guests: who does not trust the certificate meets at most one failed load a day and platform.

A real Chromium that trusts the sites' authority and not ours goes through a working day, and the next one.
"""

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Error

from owntime.demo.stand_in_authority import NAME
from tests.browser.harness.chromium import Chromium, issuer
from tests.browser.harness.playwright_process import PlaywrightProcess
from tests.browser.harness.product import LESSON_TIME, Product
from tests.browser.harness.reminder import FACEBOOK, INSTAGRAM
from tests.browser.harness.world import World

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("no_faults")]

PLATFORMS = {"facebook": (FACEBOOK, "https://m.facebook.com/"), "instagram": (INSTAGRAM,)}


@pytest.fixture(scope="module")
def guests_chromium(
    playwright_process: PlaywrightProcess, standing_world: World, standing_product: Product
) -> Iterator[Chromium]:
    certificates = [standing_world.authority.certificate_pem]
    with Chromium(playwright_process, certificates, standing_product.pac_url) as it:
        yield it


@pytest.fixture
def guest(guests_chromium: Chromium, product: Product) -> Iterator[BrowserContext]:  # noqa: ARG001 (reset first)
    with guests_chromium.context() as it:
        yield it


def fails(guest: BrowserContext, url: str) -> bool:
    """Open a page in a tab of its own; tell whether the certificate kept it away."""
    tab = guest.new_page()
    try:
        assert issuer(tab.goto(url)) == NAME
    except Error as error:
        if "ERR_CERT_AUTHORITY_INVALID" not in error.message:
            raise
        return True
    else:
        return False
    finally:
        tab.close()


def a_day(guest: BrowserContext, product: Product, begin: dt.datetime, loads: int) -> dict[str, int]:
    """Open each page so many times, ten minutes apart; return how many loads failed for each platform."""
    failed = dict.fromkeys(PLATFORMS, 0)
    for number in range(loads):
        product.set_clock(begin + number * dt.timedelta(minutes=10))
        for platform, urls in PLATFORMS.items():
            failed[platform] += sum(fails(guest, url) for url in urls)
    return failed


@pytest.mark.trust("T10")
@pytest.mark.parametrize(
    ("days", "loads"),
    [pytest.param(1, 3, id="a morning"), pytest.param(4, 6, id="four days", marks=pytest.mark.exam)],
)
def test_a_guest_meets_at_most_one_failed_load_a_day_and_platform(
    guest: BrowserContext, product: Product, days: int, loads: int
) -> None:
    for day in range(days):
        failed = a_day(guest, product, LESSON_TIME + day * dt.timedelta(days=1), loads)
        assert max(failed.values()) <= 1


@pytest.mark.trust("T10", control=True)
def test_if_refusals_were_not_remembered_a_guest_would_meet_one_each_time(
    guest: BrowserContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("proxy_addons.refusals.Refusals.passes", lambda *_told: False)
    assert [fails(guest, FACEBOOK) for _ in range(2)] == [True, True]
