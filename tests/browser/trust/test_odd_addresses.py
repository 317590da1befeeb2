"""Row I8 in Chromium: an address made to lead elsewhere leads to the site that was asked for."""

import pytest
from playwright.sync_api import Page

from tests.browser.harness.reminder import FACEBOOK, WORK, expect_reminder, press
from tests.browser.harness.world import World

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("no_faults")]

RARE = ("?return=//other.example", "/%09//other.example", "/@other.example")
ODD = ["//other.example/", "/\\other.example/", *(pytest.param(odd, marks=pytest.mark.exam) for odd in RARE)]


@pytest.mark.trust("I8")
@pytest.mark.parametrize("odd", ODD)
def test_carrying_on_stays_on_the_platform(page: Page, world: World, odd: str) -> None:
    page.goto(FACEBOOK.rstrip("/") + odd)
    expect_reminder(page)
    press(page, WORK)
    page.wait_for_url(lambda url: url.startswith(FACEBOOK))
    assert world.filter.contacts["other.example"] == 0
