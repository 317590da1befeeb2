"""The main job in real Chromium: carrying on leads to the page itself, for as long as was chosen, and back."""

import contextlib
import datetime as dt

import pytest
from playwright.sync_api import BrowserContext, Error, Page, expect

from owntime.demo.stand_in_authority import NAME
from tests.browser.harness.chromium import issuer
from tests.browser.harness.product import END_OF_LUNCH, EVENING, LESSON_TIME, LUNCH, Product
from tests.browser.harness.reminder import (
    CHANNEL,
    CHOICES,
    FACEBOOK,
    INSTAGRAM,
    OWN_TIME,
    START_PAGE,
    WORK,
    WRONGLY_LISTED,
    arrives,
    carry_on,
    expect_reminder,
    token_of,
)
from tests.browser.harness.world import World

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("no_faults")]

MOBILE = "https://m.facebook.com/"
LINKS = f"https://school.example/links?to={FACEBOOK}"
LAST_MINUTE = LESSON_TIME.replace(hour=15, minute=44)
NEXT_DAY = LESSON_TIME + dt.timedelta(days=1)


# To the page


@pytest.mark.parametrize("choice", CHOICES)
def test_every_choice_leads_to_the_page_with_its_own_certificate(page: Page, world: World, choice: str) -> None:
    page.goto(f"{FACEBOOK}groups/reading?sort=new")
    expect_reminder(page)
    assert issuer(carry_on(page, f"{FACEBOOK}groups/reading?sort=new", choice)) == NAME
    (asked,) = world.origin.log.of("www.facebook.com")
    assert (asked.method, asked.path, asked.query) == ("GET", "/groups/reading", "sort=new")


def test_carrying_on_holds_for_the_platforms_other_hosts_and_no_other_platform(page: Page, world: World) -> None:
    page.goto(FACEBOOK)
    carry_on(page, FACEBOOK)
    assert arrives(page, MOBILE)
    page.evaluate(
        "document.body.append(Object.assign(new Image(), {src: 'https://static.xx.fbcdn.net/pixel.png'}))"
    )
    world.origin.log.wait_for(lambda request: request.host == "static.xx.fbcdn.net")
    assert not arrives(page, INSTAGRAM)
    expect_reminder(page, "Instagram")


@pytest.mark.parametrize("page_url", [f"{FACEBOOK}watch?v=1&list=a%20b#part-2", f"{FACEBOOK}#top"])
def test_the_whole_address_survives(page: Page, page_url: str) -> None:
    page.goto(page_url)
    expect_reminder(page)
    carry_on(page, page_url)
    assert page.url == page_url


# For how long


@pytest.mark.parametrize("choice", [WORK, CHANNEL, WRONGLY_LISTED])
def test_for_work_the_day_is_free_across_lunch(page: Page, product: Product, choice: str) -> None:
    page.goto(FACEBOOK)
    carry_on(page, FACEBOOK, choice)
    for at in (LUNCH, END_OF_LUNCH, END_OF_LUNCH + dt.timedelta(minutes=6), LAST_MINUTE):
        product.set_clock(at)
        assert arrives(page, MOBILE)
    product.set_clock(NEXT_DAY)
    assert not arrives(page, MOBILE)


def test_own_time_is_over_after_a_quarter_of_an_hour(page: Page, product: Product) -> None:
    page.goto(FACEBOOK)
    carry_on(page, FACEBOOK, OWN_TIME)
    product.step_clock(dt.timedelta(minutes=14))
    assert arrives(page, FACEBOOK)
    product.step_clock(dt.timedelta(minutes=1))
    page.reload()
    expect_reminder(page)


def test_for_work_ends_with_the_groups_own_day(page: Page, product: Product) -> None:
    product.be("office")  # until 16:30, lunch 12:30 to 13:30
    product.set_clock(END_OF_LUNCH + dt.timedelta(minutes=30))
    page.goto(FACEBOOK)
    carry_on(page, FACEBOOK)
    product.set_clock(LAST_MINUTE + dt.timedelta(minutes=45))
    assert arrives(page, FACEBOOK)
    product.set_clock(NEXT_DAY.replace(hour=8, minute=0))
    assert not arrives(page, FACEBOOK)


def test_own_time_of_the_week_needs_no_choice(page: Page, product: Product) -> None:
    for at in (LUNCH, EVENING):
        product.set_clock(at)
        assert arrives(page, FACEBOOK)
    product.set_clock(NEXT_DAY)
    product.step_clock(dt.timedelta(minutes=5))  # the grace of the page that is open
    assert not arrives(page, FACEBOOK)


# And back


def test_one_step_back_leads_to_the_page_before(page: Page) -> None:
    page.goto(LINKS)
    page.click("#link")
    expect_reminder(page)
    carry_on(page, FACEBOOK)
    page.go_back(wait_until="commit")  # a page from bfcache loads nothing
    assert page.url == LINKS


def go_back(page: Page) -> None:
    expect_reminder(page)
    page.wait_for_load_state()  # its script is there: without it, the link leads to the start page
    page.get_by_text("Go back", exact=True).click(no_wait_after=True)


def test_going_back_returns_to_the_unlisted_page_that_led_there(page: Page) -> None:
    page.goto(LINKS)
    page.click("#link")
    go_back(page)
    page.wait_for_url(LINKS, wait_until="commit")


def test_going_back_from_a_typed_address_leads_to_the_start_page(page: Page) -> None:
    page.goto(LINKS)
    page.goto(FACEBOOK)
    go_back(page)
    page.wait_for_url(START_PAGE)


def test_going_back_never_leads_to_a_listed_page(page: Page) -> None:
    page.goto(f"{INSTAGRAM}links?to={FACEBOOK}")
    press_work_on_instagram(page)
    page.click("#link")
    go_back(page)
    page.wait_for_url(START_PAGE)


def press_work_on_instagram(page: Page) -> None:
    page.get_by_role("button", name="Carry on to Instagram, it's for work").click()
    page.wait_for_url(f"{INSTAGRAM}**")


@pytest.mark.parametrize("link", ["#new-tab", "#pop-up"])
def test_going_back_closes_a_tab_that_was_opened_for_it(context: BrowserContext, page: Page, link: str) -> None:
    page.goto(LINKS)
    with context.expect_page() as opened:
        page.click(link)
    with opened.value.expect_event("close"), contextlib.suppress(Error):  # the click's own tab may go at once
        go_back(opened.value)


# In many tabs


def test_five_tabs_have_five_reminders_and_each_arrives_at_its_own_page(context: BrowserContext) -> None:
    addresses = [f"{FACEBOOK}page-{number}" for number in range(5)]
    tabs = [context.new_page() for _ in addresses]
    for tab, address in zip(tabs, addresses, strict=True):
        tab.goto(address, wait_until="commit")
    for tab in tabs:
        expect_reminder(tab)
    assert len({token_of(tab) for tab in tabs}) == 5
    carry_on(tabs[0], addresses[0])
    for tab, address in zip(tabs[1:4], addresses[1:4], strict=True):
        tab.reload()
        assert tab.url == address
    carry_on(tabs[4], addresses[4])  # its reminder was left open


# What was being sent


@pytest.mark.parametrize("ended", ["own time of the week", "own time declared"])
def test_a_form_from_a_page_left_open_is_not_sent(page: Page, world: World, product: Product, ended: str) -> None:
    if ended == "own time of the week":
        product.set_clock(LUNCH)
        page.goto(f"{FACEBOOK}form?to=/sent")
        product.end_lunch()
    else:
        page.goto(f"{FACEBOOK}form?to=/sent")
        carry_on(page, f"{FACEBOOK}form?to=/sent", OWN_TIME)
        product.step_clock(dt.timedelta(minutes=15))
    world.origin.log.clear()
    page.click("#send")
    expect_reminder(page)
    expect(page.get_by_text("Nothing was sent.")).to_be_visible()
    assert world.origin.log.of("www.facebook.com") == ()
    carry_on(page, f"{FACEBOOK}sent")
    assert world.origin.log.lines("www.facebook.com") == ["GET /sent"]


def test_within_the_grace_a_form_is_sent(page: Page, world: World, product: Product) -> None:
    product.set_clock(LUNCH)
    page.goto(f"{FACEBOOK}form?to=/sent")
    product.set_clock(END_OF_LUNCH)
    page.click("#send")
    expect(page.locator("#sent")).to_have_text("text")
    assert world.origin.log.lines("www.facebook.com")[-1] == "POST /sent"


def test_a_reminder_left_open_leads_on_by_itself_in_own_time(page: Page, product: Product) -> None:
    address = f"{FACEBOOK}groups/reading?sort=new#part-2"
    product.set_clock(LUNCH - dt.timedelta(minutes=20))
    page.goto(address)
    expect_reminder(page)
    product.step_clock(dt.timedelta(minutes=9))
    page.reload()
    assert page.url == address


def test_after_ten_minutes_a_reminder_leads_to_the_front_page(page: Page, product: Product) -> None:
    page.goto(f"{FACEBOOK}groups/reading")
    product.step_clock(dt.timedelta(minutes=10))
    page.reload()
    expect_reminder(page)
    carry_on(page, FACEBOOK)
