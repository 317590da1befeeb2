"""Row I3, a known limit: what a site's service worker answers from its own cache reaches no network, nor us."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.harness.product import LUNCH, Product
from tests.browser.harness.reminder import FACEBOOK, expect_reminder
from tests.browser.harness.world import World

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("no_faults")]


@pytest.mark.trust("I3")
def test_a_page_from_its_cache_is_shown_and_any_other_meets_the_reminder(
    page: Page, world: World, product: Product
) -> None:
    product.set_clock(LUNCH)
    page.goto(f"{FACEBOOK}worker?variant=cache")
    expect(page.locator("#state")).to_have_text("ready")
    page.goto(f"{FACEBOOK}at-lunch")
    page.wait_for_function("() => caches.match(location.href).then(Boolean)")
    product.end_lunch()
    world.filter.forget_contacts()
    page.goto(f"{FACEBOOK}at-lunch")
    expect(page.locator("#path")).to_have_text("/at-lunch")
    assert world.filter.contacts["www.facebook.com"] == 0, "nothing was asked of the site"
    page.goto(f"{FACEBOOK}never-seen")
    expect_reminder(page)
    assert world.filter.contacts["www.facebook.com"] == 0
