"""Signing in with Facebook works from an application's page, and stays no way round the reminder."""

import datetime as dt

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.harness.product import Product
from tests.browser.harness.reminder import FACEBOOK, expect_reminder
from tests.browser.harness.world import World

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("no_faults")]

APP = "https://app.example/app?at=https://www.facebook.com"
SIGNED_IN = "https://app.example/app/callback?code=stand-in"
HOP = "GET /v21.0/dialog/oauth"
AFTER_THE_TUNNEL = dt.timedelta(seconds=61)


def test_a_person_is_signed_in(page: Page, world: World) -> None:
    page.goto(APP)
    page.click("#sign-in")
    page.wait_for_url(SIGNED_IN)
    assert world.origin.log.lines("www.facebook.com") == [HOP]


def test_a_person_is_signed_in_by_a_small_window(context: BrowserContext, world: World) -> None:
    page = context.new_page()
    page.goto(APP)
    with context.expect_page() as opened:
        page.click("#sign-in-pop-up")
    opened.value.wait_for_url(SIGNED_IN)
    assert opened.value.evaluate("opener !== null")
    assert world.origin.log.lines("www.facebook.com") == [HOP]


@pytest.mark.parametrize("way", ["#sign-in", "#sign-in-pop-up"])
def test_a_minute_later_the_site_itself_shows_the_reminder(
    context: BrowserContext, world: World, product: Product, way: str
) -> None:
    tab = context.new_page()
    tab.goto(APP)
    if way == "#sign-in-pop-up":
        with context.expect_page() as opened:
            tab.click(way)
        tab = opened.value
    else:
        tab.click(way)
    tab.wait_for_url(SIGNED_IN)
    product.step_clock(AFTER_THE_TUNNEL)
    tab.goto(FACEBOOK)
    expect_reminder(tab)
    assert world.origin.log.lines("www.facebook.com") == [HOP]


def test_a_link_to_any_other_page_shows_the_reminder(page: Page, world: World) -> None:
    page.goto(f"https://app.example/links?to={FACEBOOK}profile")
    page.click("#link")
    expect_reminder(page)
    assert world.origin.log.of("www.facebook.com") == ()


def test_its_address_typed_shows_the_reminder(page: Page, world: World) -> None:
    page.goto(f"{FACEBOOK}v21.0/dialog/oauth?client_id=1&redirect_uri={SIGNED_IN}")
    expect_reminder(page)
    assert world.origin.log.of("www.facebook.com") == ()
