"""Row I9. The reminder meets no cookie of the site's and leaves none, and the site finds its own afterwards."""

import pytest
from playwright.sync_api import BrowserContext, Page, Request

from proxy_addons import reminder_site
from proxy_addons.reminder_page import HEADERS
from tests.browser.harness.product import LUNCH, Product
from tests.browser.harness.reminder import FACEBOOK, REMINDER, carry_on, expect_reminder
from tests.browser.harness.world import World

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("no_faults")]

SET = 'document.cookie = "canary=kept; domain=facebook.com; path=/; secure; max-age=86400"'


def meet_the_reminder(page: Page, product: Product) -> list[Request]:
    """Set a cookie in own time, meet the reminder, and return the requests to its host."""
    product.set_clock(LUNCH)
    page.goto(FACEBOOK)
    page.evaluate(SET)
    product.end_lunch()
    asked: list[Request] = []
    page.on("requestfinished", lambda it: asked.append(it) if it.url.startswith(REMINDER) else None)
    page.goto(f"{FACEBOOK}groups")
    expect_reminder(page)
    page.wait_for_load_state("networkidle")
    return asked


@pytest.mark.trust("I9")
def test_no_cookie_comes_to_the_reminder_and_none_goes_from_it(
    page: Page, context: BrowserContext, world: World, product: Product
) -> None:
    asked = meet_the_reminder(page, product)
    assert len(asked) >= 3, "the page, its style and its script"
    for request in asked:
        assert "cookie" not in request.all_headers()
        response = request.response()
        assert response is not None
        assert "set-cookie" not in response.all_headers()
    assert [(it["name"], it["domain"]) for it in context.cookies()] == [("canary", ".facebook.com")]
    world.origin.log.clear()
    carry_on(page, f"{FACEBOOK}groups")
    (again, *_) = world.origin.log.of("www.facebook.com")
    assert again.headers["cookie"] == "canary=kept"


@pytest.mark.trust("I9", control=True)
def test_the_same_look_sees_a_cookie_of_the_reminders(
    page: Page, context: BrowserContext, product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminder_site, "HEADERS", {**HEADERS, "Set-Cookie": "seen=1; Secure; Path=/"})
    first, *_ = meet_the_reminder(page, product)
    response = first.response()
    assert response is not None
    assert "set-cookie" in response.all_headers()
    assert {it["name"] for it in context.cookies()} == {"canary", "seen"}
    page.reload()
    with page.expect_request(f"{REMINDER}reminder.js") as again:
        page.reload()
    assert again.value.all_headers()["cookie"] == "seen=1"
