"""The reminder as staff meet it: where it is, what is pressed there, and how to tell that it stands."""

from urllib.parse import urlsplit

from playwright.sync_api import Page, Response, expect

from owntime.demo.stand_in_authority import NAME
from tests.browser.harness.chromium import issuer

FACEBOOK = "https://www.facebook.com/"
INSTAGRAM = "https://www.instagram.com/"
REMINDER = "https://reminder.owntime.internal/"
START_PAGE = "https://www.ashover.example/"

WORK = "Carry on to Facebook, it's for work"
CHANNEL = "Our official channel: go on as Ashover Primary School"
OWN_TIME = "I'm on my own time now"
WRONGLY_LISTED = "Wrongly listed: carry on and tell IT"
CHOICES = (WORK, CHANNEL, OWN_TIME, WRONGLY_LISTED)

_UNDER_MORE_CHOICES = (CHANNEL, OWN_TIME, WRONGLY_LISTED)


def expect_reminder(page: Page, platform: str = "Facebook") -> None:
    """Wait until the page is the reminder of one platform, ready to be pressed."""
    page.wait_for_url(f"{REMINDER}{platform.lower()}/**", wait_until="commit")  # from bfcache nothing loads
    expect(page.get_by_role("button", name=f"Carry on to {platform}, it's for work")).to_be_visible()


def press(page: Page, choice: str) -> None:
    """Press one of the choices with the mouse, as a person does."""
    if choice in _UNDER_MORE_CHOICES:
        page.get_by_text("More choices").click()
    page.get_by_role("button", name=choice, exact=True).click()


def carry_on(page: Page, url: str, choice: str = WORK) -> Response:
    """Press a choice, and wait for the page of that URL; a preconnected socket may lead there by a 307."""
    asked = url.partition("#")[0]
    with page.expect_response(lambda response: response.status == 200 and response.url == asked) as arrived:
        press(page, choice)
    page.wait_for_url(url)
    return arrived.value


def arrives(page: Page, url: str) -> bool:
    """Open an address: True where the page itself came with the site's own certificate, False at the reminder."""
    response = page.goto(url)
    if page.url.startswith(REMINDER):
        return False
    assert page.url == url
    assert issuer(response) == NAME
    return True


def token_of(page: Page) -> str:
    """Return the token in the address of the reminder that the page shows."""
    return urlsplit(page.url).path.split("/")[2]
