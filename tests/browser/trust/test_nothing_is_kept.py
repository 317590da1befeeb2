"""Row I10. No reminder is kept: not in the browser's cache on disk, nor in its history once it no longer holds."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from proxy_addons import reminder_page
from tests.browser.harness.chromium import Chromium
from tests.browser.harness.product import LUNCH, Product
from tests.browser.harness.reminder import FACEBOOK, REMINDER, carry_on, expect_reminder, token_of
from tests.browser.harness.world import World

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("no_faults")]

KEPT = "https://school.example/kept"
_PATIENCE = 30.0


@pytest.fixture
def profile(standing_chromium: Chromium, product: Product) -> Iterator[BrowserContext]:  # noqa: ARG001 (reset first)
    """The profile on disk, with cache and history as people have them."""
    with standing_chromium.own_profile() as it:
        yield it


def cache_on_disk(chromium: Chromium) -> bytes:
    folders = [path for path in chromium.home.rglob("*Cache*") if path.is_dir()]
    assert folders
    found = b""
    for folder in folders:
        for path in folder.rglob("*"):
            try:
                found += path.read_bytes() if path.is_file() else b""
            except FileNotFoundError:  # the browser is at work
                continue
    return found


@pytest.mark.trust("I10")
def test_the_cache_on_disk_holds_nothing_of_the_reminder(
    profile: BrowserContext, standing_chromium: Chromium
) -> None:
    """The control is in it: a page that may be kept, opened after the reminder, is found there."""
    page = profile.new_page()
    page.goto(FACEBOOK)
    expect_reminder(page)
    token = token_of(page).encode()
    page.goto(KEPT)
    end = time.monotonic() + _PATIENCE
    while KEPT.encode() not in (kept := cache_on_disk(standing_chromium)):
        assert time.monotonic() < end, "what may be kept is not kept"
    assert f"{REMINDER}facebook".encode() not in kept, "but for the address of its script, which names no platform"
    assert token not in kept


@pytest.mark.trust("I10", control=True)
def test_the_same_look_finds_a_page_that_may_be_kept(profile: BrowserContext, standing_chromium: Chromium) -> None:
    profile.new_page().goto(KEPT)
    end = time.monotonic() + _PATIENCE
    while KEPT.encode() not in cache_on_disk(standing_chromium):
        assert time.monotonic() < end


@pytest.mark.trust("I10")
def test_after_carrying_on_a_reload_shows_the_sites_own_page(page: Page, world: World) -> None:
    page.goto(FACEBOOK)
    carry_on(page, FACEBOOK)
    world.origin.log.clear()
    page.reload()
    expect(page.locator("#host")).to_have_text("www.facebook.com")
    assert world.origin.log.lines("www.facebook.com") == ["GET /"]


@pytest.mark.trust("I10")
@pytest.mark.parametrize("how", ["reload", "back and forth", "typed again"])
def test_in_own_time_no_reminder_of_before_comes_back(page: Page, product: Product, how: str) -> None:
    page.goto("https://school.example/")
    page.goto(FACEBOOK)
    expect_reminder(page)
    product.set_clock(LUNCH)
    match how:
        case "reload":
            page.reload()
        case "back and forth":
            page.go_back(wait_until="commit")  # from the back/forward cache nothing loads
            page.go_forward(wait_until="commit")
        case _:
            page.goto(FACEBOOK)
    page.wait_for_url(FACEBOOK)
    expect(page.locator("#host")).to_have_text("www.facebook.com")


@pytest.mark.trust("I10", control=True)
def test_without_the_second_look_a_reminder_would_come_back_from_the_history(
    page: Page, product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    careless = reminder_page._SCRIPT.replace(b"event.persisted", b"false")  # noqa: SLF001 (the guard itself)
    monkeypatch.setattr(reminder_page, "_SCRIPT", careless)
    page.goto("https://school.example/")
    page.goto(FACEBOOK)
    expect_reminder(page)
    product.set_clock(LUNCH)
    page.go_back(wait_until="commit")
    page.go_forward(wait_until="commit")
    expect_reminder(page)
