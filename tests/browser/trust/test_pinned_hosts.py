"""Row T12. A host that the browser reaches over TLS alone: the reminder comes without a warning to click away."""

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Error, Page, Response

from proxy_addons.refusals import Refusals, Refuser
from tests.browser.harness.chromium import Chromium
from tests.browser.harness.playwright_process import PlaywrightProcess
from tests.browser.harness.product import LUNCH, Product
from tests.browser.harness.reminder import carry_on, expect_reminder
from tests.browser.harness.world import World

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("no_faults")]

HOST = "pinned.facebook.com"
PIN = "strict-transport-security"


def pin(page: Page, product: Product) -> None:
    """Have the site itself pin its name, in own time."""
    product.set_clock(LUNCH)
    response = page.goto(f"https://{HOST}/pinned")
    assert response is not None
    assert response.headers[PIN].startswith("max-age=31536000"), "not stripped"
    page.goto("about:blank")
    product.end_lunch()


def led_by_the_pin(response: Response | None) -> bool:
    """Tell whether the browser itself turned http into https because of the pin."""
    assert response is not None
    before = response.request.redirected_from
    while before is not None:
        answer = before.response()
        if answer is not None and answer.headers.get("non-authoritative-reason") == "HSTS":
            return True
        before = before.redirected_from
    return False


@pytest.mark.trust("T12")
def test_a_pinned_name_typed_with_http_leads_to_the_reminder_and_on(
    page: Page, world: World, product: Product
) -> None:
    pin(page, product)
    world.filter.forget_contacts()
    assert led_by_the_pin(page.goto(f"http://{HOST}/pinned"))
    expect_reminder(page)
    assert world.filter.contacts[HOST] == 0
    assert PIN in carry_on(page, f"https://{HOST}/pinned").headers


@pytest.fixture
def strange(
    playwright_process: PlaywrightProcess, standing_world: World, product: Product
) -> Iterator[BrowserContext]:
    """A Chromium that does not trust the device."""
    certificates = [standing_world.authority.certificate_pem]
    with Chromium(playwright_process, certificates, product.pac_url) as it, it.context() as context:
        yield context


class Unforgiving(Refusals):
    """Passes nobody who refuses: else a second connection of the same load arrives, and there is no warning."""

    def passes(self, refuser: Refuser, now: dt.datetime) -> bool:
        del refuser, now
        return False


@pytest.mark.trust("T12", control=True)
def test_without_trust_in_the_device_the_same_name_ends_at_a_warning_that_cannot_be_passed(
    strange: BrowserContext, product: Product
) -> None:
    page = strange.new_page()
    pin(page, product)
    product.judge_refusals_by(Unforgiving())
    with pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
        page.goto(f"http://{HOST}/pinned")
    page.wait_for_selector("#main-message")
    assert not page.is_visible("#proceed-link")
