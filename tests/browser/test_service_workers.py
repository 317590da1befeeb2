"""A listed site's service worker stands between staff and the site; the reminder comes all the same.

What a worker answers from a cache of its own reaches no proxy: a known limit.
"""

import pytest
from playwright.sync_api import Error, Page, expect

from tests.browser.harness.product import LUNCH, Product
from tests.browser.harness.reminder import FACEBOOK, REMINDER, carry_on, expect_reminder
from tests.browser.harness.world import World

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("no_faults")]


def left_by_lunch(page: Page, world: World, product: Product, variant: str) -> None:
    """Register the worker in own time, and begin working time."""
    product.set_clock(LUNCH)
    page.goto(f"{FACEBOOK}worker?variant={variant}")
    expect(page.locator("#state")).to_have_text("ready")
    page.goto(f"{FACEBOOK}at-lunch")
    expect(page.locator("#path")).to_have_text("/at-lunch")
    product.end_lunch()
    world.filter.forget_contacts()


@pytest.mark.trust("I3")
@pytest.mark.parametrize("variant", ["request", "preload"])
def test_a_worker_that_sends_navigations_on_is_led_to_the_reminder(
    page: Page, world: World, product: Product, variant: str
) -> None:
    left_by_lunch(page, world, product, variant)
    *_, at_lunch = world.origin.log.of("www.facebook.com")
    assert at_lunch.path == "/at-lunch"
    assert ("service-worker-navigation-preload" in at_lunch.headers) is (variant == "preload")
    world.origin.log.clear()
    page.goto(f"{FACEBOOK}again")
    expect_reminder(page)
    assert world.filter.contacts["www.facebook.com"] == 0
    assert world.origin.log.of("www.facebook.com") == ()
    carry_on(page, f"{FACEBOOK}again")
    expect(page.locator("#path")).to_have_text("/again")


@pytest.mark.trust("I3")
def test_a_worker_that_asks_by_itself_gets_a_small_page_that_leads_to_the_reminder(
    page: Page, world: World, product: Product
) -> None:
    left_by_lunch(page, world, product, "url")
    world.origin.log.clear()
    with page.expect_response(f"{FACEBOOK}again") as answered:
        page.goto(f"{FACEBOOK}again", wait_until="commit")
        expect_reminder(page)
    assert answered.value.status == 403
    assert page.url == f"{REMINDER}facebook/"
    assert world.filter.contacts["www.facebook.com"] == 0
    assert world.origin.log.of("www.facebook.com") == ()
    carry_on(page, FACEBOOK)  # the address is not known any more
    expect(page.locator("#path")).to_have_text("/")


@pytest.mark.trust("I3", control=True)
def test_without_the_small_page_such_a_worker_would_leave_an_error(
    page: Page, world: World, product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    left_by_lunch(page, world, product, "url")
    monkeypatch.setattr("proxy_addons.answers.set_aside_body", lambda *_: b"")
    with pytest.raises(Error, match="ERR_HTTP_RESPONSE_CODE_FAILURE"):
        page.goto(f"{FACEBOOK}again")
