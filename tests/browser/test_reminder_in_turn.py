"""When the reminder stays away in Chromium: looking ahead, the daily cap, and sites that are not listed."""

import dataclasses
import datetime as dt
import http.client
import ssl
from typing import Any

import pytest
from playwright.sync_api import Page

from owntime.demo.stand_in_authority import NAME
from proxy_addons.page_request import read_page_request
from school_policy.decision import PageRequest
from tests.browser.harness.chromium import issuer
from tests.browser.harness.product import LESSON_TIME, LUNCH, Product
from tests.browser.harness.reminder import FACEBOOK, INSTAGRAM, arrives, carry_on, expect_reminder
from tests.browser.harness.world import World

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("no_faults")]

A_MINUTE = dt.timedelta(minutes=1)
UNLISTED = "https://school.example/"
NEXT = f"{FACEBOOK}next"

SPECULATE = """([kind, url]) => {
  const text = JSON.stringify({[kind]: [{source: "list", urls: [url], eagerness: "immediate"}]});
  document.head.append(Object.assign(document.createElement("script"), {type: "speculationrules", text}));
}"""


# A page that looks ahead


def read_no_purpose(*told: Any) -> PageRequest:
    return dataclasses.replace(read_page_request(*told), is_prefetch=False)


def ahead_from_an_unlisted_page(page: Page) -> None:
    page.goto(f"{UNLISTED}speculation?kind=prefetch-link&to={NEXT}")


def ahead_from_a_page_left_open(page: Page, product: Product, kind: str) -> None:
    product.set_clock(LUNCH)
    page.goto(f"{FACEBOOK}links?to={NEXT}")
    product.end_lunch()
    page.evaluate(SPECULATE, [kind, NEXT])


@pytest.mark.trust("I5")
@pytest.mark.parametrize("kind", ["prefetch-link", "prefetch", "prerender"])
def test_looking_ahead_is_refused_and_the_later_click_shows_the_reminder(
    page: Page, world: World, product: Product, kind: str
) -> None:
    product.be("teaching", daily_cap=1)  # a view would be the last
    with page.expect_response(NEXT) as answered:
        if kind == "prefetch-link":
            ahead_from_an_unlisted_page(page)
        else:
            ahead_from_a_page_left_open(page, product, kind)
    assert answered.value.status == 503
    page.click("#link")
    expect_reminder(page)
    assert "GET /next" not in world.origin.log.lines("www.facebook.com")


@pytest.mark.trust("I5", control=True)
def test_without_the_refusal_looking_ahead_would_reach_the_site(
    page: Page, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("proxy_addons.reminder.read_page_request", read_no_purpose)
    ahead_from_an_unlisted_page(page)
    world.origin.log.wait_for(lambda request: request.path == "/next")


# The daily cap


def test_beyond_the_daily_cap_nothing_is_shown_until_tomorrow(page: Page, product: Product) -> None:
    product.be("teaching", daily_cap=2)
    page.goto(FACEBOOK)
    for _ in range(3):
        page.reload()
        expect_reminder(page)
    product.step_clock(A_MINUTE)
    assert not arrives(page, INSTAGRAM)
    product.step_clock(A_MINUTE)
    assert arrives(page, FACEBOOK)
    assert arrives(page, INSTAGRAM)
    product.set_clock(LESSON_TIME + dt.timedelta(days=1))
    assert not arrives(page, FACEBOOK)


def test_without_a_cap_it_is_shown_each_time(page: Page, product: Product) -> None:
    for _ in range(7):  # one more than the ordinary cap
        assert not arrives(page, FACEBOOK)
        product.step_clock(A_MINUTE)


def test_from_the_last_reminder_of_the_day_carrying_on_works(page: Page, product: Product) -> None:
    product.be("teaching", daily_cap=1)
    page.goto(f"{FACEBOOK}groups/reading")
    expect_reminder(page)
    carry_on(page, f"{FACEBOOK}groups/reading")


# What is not listed


def test_an_unlisted_site_never_comes_to_the_proxy(page: Page, world: World, product: Product) -> None:
    response = page.goto(f"{UNLISTED}groups/reading")
    assert response is not None
    assert issuer(response) == NAME
    assert world.filter.contacts["school.example"] == 1
    assert product.clients == 0
    assert response.body() == straight_from_the_site(world, "school.example", "/groups/reading")
    page.goto(FACEBOOK)
    assert product.clients > 0


def straight_from_the_site(world: World, host: str, path: str) -> bytes:
    context = ssl.create_default_context(cadata=world.authority.certificate_pem.decode())
    connection = http.client.HTTPSConnection(*world.filter.address, timeout=10, context=context)
    connection.set_tunnel(host, 443)
    try:
        connection.request("GET", path)
        return connection.getresponse().read()
    finally:
        connection.close()
