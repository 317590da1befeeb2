"""The main job in real Chromium: the reminder, and carrying on."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from owntime.demo.stand_in_authority import NAME
from proxy_addons.authority import SUBJECT
from tests.browser.harness.chromium import issuer
from tests.browser.harness.product import EVENING, Product
from tests.browser.harness.world import World

pytestmark = pytest.mark.browser

FACEBOOK = "https://www.facebook.com/"
CARRY_ON = "Carry on to Facebook, it's for work"


def test_facebook_in_lesson_time_shows_the_reminder_and_is_not_contacted(
    page: Page, world: World, product: Product
) -> None:
    response = page.goto(FACEBOOK)
    assert page.url.startswith("https://reminder.owntime.internal/facebook/")
    assert issuer(response).startswith(SUBJECT)
    expect(page.get_by_role("heading", level=1)).to_have_text("It is 10:42. Go back, or carry on for work?")
    assert world.filter.contacts["www.facebook.com"] == 0
    assert product.faults == 0


def test_carrying_on_leads_to_the_page_with_its_own_certificate(
    page: Page, world: World, product: Product
) -> None:
    page.goto(f"{FACEBOOK}groups/reading?sort=new")
    with page.expect_response(f"{FACEBOOK}**") as arrived:
        page.get_by_role("button", name=CARRY_ON).click()
        page.wait_for_url(f"{FACEBOOK}groups/reading?sort=new")
    assert world.origin.log.lines("www.facebook.com") == ["GET /groups/reading"]
    assert issuer(page.goto("https://m.facebook.com/")) == NAME
    assert product.faults == 0
    del arrived


def test_in_own_time_nothing_is_intercepted(page: Page, product: Product) -> None:
    product.set_clock(EVENING)
    assert issuer(page.goto(FACEBOOK)) == NAME


def test_an_unlisted_site_is_passed_through(page: Page, world: World) -> None:
    assert issuer(page.goto("https://school.example/")) == NAME
    assert world.filter.contacts["school.example"] == 1


def test_one_step_back_leads_to_the_page_before(context: BrowserContext, product: Product) -> None:
    page = context.new_page()
    page.goto("https://school.example/links?to=" + FACEBOOK)
    page.click("a")
    page.wait_for_url("https://reminder.owntime.internal/**")
    page.get_by_role("button", name=CARRY_ON).click()
    page.wait_for_url(FACEBOOK)
    page.go_back(wait_until="commit")  # a page from bfcache loads nothing
    assert page.url.startswith("https://school.example/")
    assert product.faults == 0
