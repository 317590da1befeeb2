"""The `/feed` page: a tab that polls and keeps a WebSocket open, as an open tab of a social medium does."""

from playwright.sync_api import Page

from tests.browser.harness.reminder import FACEBOOK

FEED = f"{FACEBOOK}feed?every=400"


def polled_well(feed: Page) -> None:
    """Wait until two more polls went well."""
    _wait_for_more(feed, "polls-ok")


def polled_badly(feed: Page) -> None:
    """Wait until two more polls failed."""
    _wait_for_more(feed, "polls-failed")


def _wait_for_more(feed: Page, name: str) -> None:
    so_far = int(feed.inner_text(f"#{name}"))
    feed.wait_for_function(
        "([name, wanted]) => Number(document.getElementById(name).value) >= wanted",
        arg=[name, so_far + 2],
        polling=50,  # a tab in the background draws no frames
    )
