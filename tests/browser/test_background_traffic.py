"""An open tab when own time ends: five minutes in which nothing is lost, then it is set aside until carried on."""

import datetime as dt

import pytest
from playwright.sync_api import BrowserContext, Page, Response, expect

from owntime.demo.stand_in_authority import NAME
from proxy_addons.connections import Way
from tests.browser.harness.chromium import issuer
from tests.browser.harness.feed import FEED, polled_badly, polled_well
from tests.browser.harness.product import END_OF_LUNCH, LUNCH, Product
from tests.browser.harness.reminder import FACEBOOK, carry_on, expect_reminder
from tests.browser.harness.world import World

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("no_faults")]

PICTURES = "https://static.xx.fbcdn.net/pixel.png"
IN_GRACE = END_OF_LUNCH + dt.timedelta(minutes=4, seconds=30)


@pytest.fixture
def feed(page: Page, product: Product) -> Page:
    """A tab opened at lunch that polls, keeps a WebSocket open and holds a half-written text."""
    product.set_clock(LUNCH)
    assert issuer(page.goto(FEED)) == NAME
    page.fill("#draft", "half-written")
    expect(page.locator("#socket-echoed")).to_have_text("1")
    polled_well(page)
    return page


def test_nothing_breaks_when_working_time_begins(feed: Page, context: BrowserContext, product: Product) -> None:
    for moment in (END_OF_LUNCH, IN_GRACE):
        product.set_clock(moment)
        polled_well(feed)
        new_host = f"https://{moment:m%M}.facebook.com/"
        assert issuer(context.new_page().goto(new_host)) == NAME
    assert {live.way for live in product.connections} == {Way.WHILE_FREE}
    expect(feed.locator("#polls-failed")).to_have_text("0")
    expect(feed.locator("#socket-opened")).to_have_text("1")
    expect(feed.locator("#socket-closed")).to_have_text("0")


def test_after_the_grace_its_traffic_is_set_aside(feed: Page, world: World, product: Product) -> None:
    polls, socket_errors = polls_of(feed), socket_errors_of(feed)
    set_aside(feed, product)
    polled_badly(feed)
    last = polls[-1]
    assert (last.status, last.headers["retry-after"], last.headers["cache-control"]) == (403, "60", "no-store")
    assert any("403" in error for error in socket_errors)
    expect(feed.locator("#socket-opened")).to_have_text("1")
    world.origin.log.clear()
    world.filter.forget_contacts()
    polled_badly(feed)
    assert world.origin.log.of("www.facebook.com") == ()
    assert world.filter.contacts["www.facebook.com"] == 0
    assert feed.input_value("#draft") == "half-written"


def test_what_is_set_aside_keeps_its_connection(feed: Page, product: Product) -> None:
    set_aside(feed, product)
    polled_badly(feed)
    polls = polls_of(feed)
    for _ in range(2):
        polled_badly(feed)
    assert {poll.status for poll in polls} == {403}
    assert not any(is_first_of_its_connection(poll) for poll in polls)


def test_no_connection_is_kept_that_began_in_own_time(feed: Page, product: Product) -> None:
    assert {live.way for live in product.connections} == {Way.WHILE_FREE}
    polls = polls_of(feed)
    set_aside(feed, product)
    polled_badly(feed)
    assert any(is_first_of_its_connection(poll) for poll in polls)
    assert Way.WHILE_FREE not in {live.way for live in product.connections}


def test_a_reload_shows_the_reminder_and_carrying_on_brings_it_back(
    feed: Page, world: World, product: Product
) -> None:
    set_aside(feed, product)
    feed.reload()
    expect_reminder(feed)
    world.origin.log.clear()
    carry_on(feed, FEED)
    polled_well(feed)
    expect(feed.locator("#socket-echoed")).to_have_text("1")
    expect(feed.locator("#polls-failed")).to_have_text("0")
    assert "GET /feed" in world.origin.log.lines("www.facebook.com")


def test_carrying_on_in_another_tab_brings_its_polls_back(
    feed: Page, context: BrowserContext, product: Product
) -> None:
    set_aside(feed, product)
    other = context.new_page()
    other.goto(FACEBOOK)
    carry_on(other, FACEBOOK)
    polled_well(feed)
    expect(feed.locator("#socket-opened")).to_have_text("2")
    assert feed.input_value("#draft") == "half-written"


def test_pictures_on_asset_hosts_come_on_a_new_connection(feed: Page, world: World, product: Product) -> None:
    pictures = f"fetch('{PICTURES}', {{ mode: 'no-cors', cache: 'no-store' }}).then((it) => it.type)"
    for moment in (LUNCH, END_OF_LUNCH, IN_GRACE):
        product.set_clock(moment)
        assert feed.evaluate(pictures) == "opaque"
    assert world.filter.contacts["static.xx.fbcdn.net"] == 1
    set_aside(feed, product)
    assert feed.evaluate(pictures) == "opaque"
    assert world.filter.contacts["static.xx.fbcdn.net"] == 2


def set_aside(feed: Page, product: Product) -> None:
    """Let the grace end, and wait until the tab's connections are closed."""
    product.end_lunch()
    expect(feed.locator("#socket-closed")).not_to_have_text("0")


def polls_of(feed: Page) -> list[Response]:
    """Return the answers to the polls from now on, as they come."""
    polls: list[Response] = []
    feed.on("response", lambda it: polls.append(it) if it.url.endswith("/poll") else None)
    return polls


def socket_errors_of(feed: Page) -> list[str]:
    """Return why WebSockets from now on do not open, as it happens."""
    errors: list[str] = []
    feed.on("websocket", lambda socket: socket.on("socketerror", lambda why: errors.append(why)))  # noqa: PLW0108
    return errors


def is_first_of_its_connection(answer: Response) -> bool:
    return answer.request.timing["connectStart"] >= 0
