"""Each of the server's pages in real Chromium: who can read it, on which screen, by which hands."""

import pytest
from playwright.sync_api import expect

from tests.browser.harness.server import Visitor
from tests.browser.server_pages.looks import (
    TOO_WIDE,
    complaints,
    every_page,
    without_script,
)

pytestmark = pytest.mark.browser


@every_page
@pytest.mark.parametrize(
    ("scheme", "width"),
    [
        ("light", 1280),
        ("dark", 320),
        pytest.param("light", 320, marks=pytest.mark.exam),
        pytest.param("dark", 1280, marks=pytest.mark.exam),
    ],
)
def test_axe_finds_nothing(visitor: Visitor, scheme: str, width: int, name: str) -> None:
    visitor.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    visitor.page.set_viewport_size({"width": width, "height": 800})
    assert complaints(visitor.open(name)) == []


@pytest.mark.parametrize(
    ("name", "rule", "spoil"),
    [
        ("sign-in", "label", "document.querySelector('label').remove()"),
        ("staff", "html-has-lang", "document.documentElement.removeAttribute('lang')"),
        ("summary", "color-contrast", "document.documentElement.style.setProperty('--soft-ink', '#c9c9c9')"),
        ("summary", "aria-required-children", "document.querySelector('tbody').setAttribute('role', 'list')"),
    ],
)
def test_axe_would_find_what_is_wrong(visitor: Visitor, name: str, rule: str, spoil: str) -> None:
    page = visitor.open(name)
    page.evaluate(spoil)
    assert rule in complaints(page)


@every_page
def test_nothing_scrolls_sideways_at_400_per_cent(visitor: Visitor, name: str) -> None:
    visitor.page.set_viewport_size({"width": 320, "height": 200})  # 1280 by 800 at 400 %
    page = visitor.open(name)
    assert not page.evaluate(TOO_WIDE)
    page.evaluate("document.querySelector('h1').style.minWidth = '30rem'")
    assert page.evaluate(TOO_WIDE)


@every_page
def test_every_target_is_large(visitor: Visitor, name: str) -> None:
    """44 pixels each way, but for links within a sentence."""
    page = visitor.open(name)
    targets = page.locator("header a, .ways a, button, input:not([type=hidden]), select")
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        boxes = [target.bounding_box() for target in targets.all()]
        assert len(boxes) >= 4
        assert all(box and box["height"] >= 44 and box["width"] >= 44 for box in boxes)


@every_page
def test_the_page_keeps_its_own_policy_and_asks_nobody_else(visitor: Visitor, name: str) -> None:
    said: list[str] = []
    asked: list[str] = []
    visitor.page.on("console", lambda message: said.append(message.text))
    visitor.page.on("request", lambda request: asked.append(request.url))
    page = visitor.open(name)
    assert [text for text in said if "404" not in text] == []
    assert {url.removeprefix(visitor.server.url).partition("/")[0] for url in asked} == {""}
    assert page.evaluate("[...document.styleSheets].every(sheet => sheet.cssRules.length > 0)")


@every_page
def test_by_keyboard_the_first_stop_skips_to_the_main_part(visitor: Visitor, name: str) -> None:
    page = visitor.open(name)
    page.keyboard.press("Tab")
    skip = page.locator(":focus-visible")
    expect(skip).to_have_text("Skip to the main part")
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


@every_page
def test_by_keyboard_every_stop_is_seen_and_they_come_in_the_order_of_the_page(
    visitor: Visitor, name: str
) -> None:
    page = visitor.open(name)
    stops = page.locator("a, button, input:not([type=hidden]), select, summary").all()
    for stop in stops:
        page.keyboard.press("Tab")
        expect(stop).to_be_focused()
        expect(stop).to_have_css("outline-style", "solid")
        expect(stop).to_have_css("outline-width", "3px")
        expect(stop).to_be_in_viewport()


@without_script
@every_page
def test_without_script_everything_is_there(visitor: Visitor, name: str) -> None:
    page = visitor.open(name)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("navigation").get_by_role("link", name="What we count")).to_be_visible()


@every_page
def test_with_forced_colours_everything_is_still_marked(visitor: Visitor, name: str) -> None:
    visitor.page.emulate_media(forced_colors="active")
    page = visitor.open(name)
    page.keyboard.press("Tab")
    expect(page.locator(":focus-visible")).to_have_css("outline-style", "solid")
    expect(page.locator(".hills")).to_be_hidden()
