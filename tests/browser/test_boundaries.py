"""What the end of a grant, of a grace and of the working day closes, and what never notices any of it."""

import datetime as dt

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from owntime.demo.stand_in_authority import NAME
from proxy_addons.connections import Way
from tests.browser.harness.chromium import issuer
from tests.browser.harness.feed import FEED, polled_well
from tests.browser.harness.product import END_OF_LUNCH, LESSON_TIME, LONDON, LUNCH, Product
from tests.browser.harness.reminder import FACEBOOK, OWN_TIME, REMINDER, WORK, carry_on, expect_reminder
from tests.browser.harness.world import World

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("no_faults")]

UNLISTED = "https://school.example/"
YOUTUBE = "https://www.youtube.com/"
BEFORE_HOME_TIME = dt.datetime(2026, 11, 23, 15, 44, 30, tzinfo=LONDON)
HOME_TIME = dt.datetime(2026, 11, 23, 15, 45, tzinfo=LONDON)
END_OF_GRACE = END_OF_LUNCH + dt.timedelta(minutes=5)
LENGTH = 40_000_000
"""Bytes of a download that no buffer on its way can hold, so that it is still under way when something happens."""


class TestAGrantForWork:
    def test_goes_on_until_the_working_day_is_over_and_nothing_closes_then(
        self, page: Page, context: BrowserContext, product: Product
    ) -> None:
        open_feed(page, WORK)
        for moment in (LUNCH, END_OF_LUNCH, END_OF_GRACE, BEFORE_HOME_TIME, HOME_TIME):
            product.set_clock(moment)
            assert issuer(context.new_page().goto(f"https://{moment:h%H%M}.facebook.com/")) == NAME
        polled_well(page)
        expect(page.locator("#socket-opened")).to_have_text("1")
        expect(page.locator("#socket-closed")).to_have_text("0")
        expect(page.locator("#polls-failed")).to_have_text("0")

    def test_is_over_the_next_morning(self, page: Page, product: Product) -> None:
        open_feed(page, WORK)
        product.set_clock(HOME_TIME)
        polled_well(page)
        next_morning = LESSON_TIME.replace(hour=8, minute=30) + dt.timedelta(days=1)  # its grace counts from here
        product.set_clock(next_morning)
        polled_well(page)
        expect(page.locator("#socket-closed")).to_have_text("0")
        product.set_clock(next_morning + dt.timedelta(minutes=5))
        expect(page.locator("#socket-closed")).not_to_have_text("0")
        page.reload()
        expect_reminder(page)


class TestAGrantForOwnTime:
    def test_is_over_after_a_quarter_of_an_hour_without_a_grace(
        self, page: Page, world: World, product: Product
    ) -> None:
        open_feed(page, OWN_TIME)
        product.step_clock(dt.timedelta(minutes=14))
        polled_well(page)
        expect(page.locator("#socket-closed")).to_have_text("0")
        product.step_clock(dt.timedelta(minutes=1))
        expect(page.locator("#socket-closed")).not_to_have_text("0")
        expect(page.locator("#polls-failed")).not_to_have_text("0")
        world.origin.log.clear()
        page.reload()
        expect_reminder(page)
        assert world.origin.log.of("www.facebook.com") == ()


class TestTheEndOfWorkingTime:
    def test_closes_what_was_intercepted_and_a_reload_passes(self, page: Page, product: Product) -> None:
        product.set_clock(BEFORE_HOME_TIME)
        page.goto(FACEBOOK)
        expect_reminder(page)
        assert {live.way for live in product.connections} == {Way.INTERCEPTED}
        product.set_clock(HOME_TIME)
        product.wait_until(lambda: not list(product.connections))
        page.reload()
        page.wait_for_url(FACEBOOK)
        assert issuer(page.reload()) == NAME
        assert {live.way for live in product.connections if live.host == "www.facebook.com"} == {Way.WHILE_FREE}

    def test_is_no_end_for_what_asks_the_reminder_afterwards(self, page: Page, product: Product) -> None:
        product.set_clock(HOME_TIME)
        page.goto(f"{REMINDER}reminder.css")
        product.step_clock(dt.timedelta(seconds=2))
        again = page.reload()
        assert again is not None
        assert again.request.timing["connectStart"] == -1  # on the connection that was there

    def test_brings_back_a_tab_that_was_set_aside(self, page: Page, product: Product) -> None:
        open_feed(page, OWN_TIME)
        product.step_clock(dt.timedelta(minutes=15))
        expect(page.locator("#polls-failed")).not_to_have_text("0")
        product.set_clock(HOME_TIME)
        polled_well(page)
        expect(page.locator("#socket-opened")).to_have_text("2")


class TestTheEndOfLunch:
    @pytest.mark.parametrize(
        ("site", "proxied"),
        [
            pytest.param(UNLISTED, 0, id="an unlisted site"),
            pytest.param(YOUTUBE, 2, id="a quiet platform"),
        ],
    )
    def test_is_never_noticed_by(
        self, page: Page, product: Product, world: World, site: str, proxied: int
    ) -> None:
        product.set_clock(LUNCH)
        feed = page.context.new_page()
        feed.goto(FEED)
        begin_download(page, site)
        for moment in (END_OF_LUNCH, END_OF_GRACE, END_OF_GRACE + dt.timedelta(hours=1)):
            product.set_clock(moment)
            assert page.evaluate("echo('still there')") == "still there"
        expect(feed.locator("#socket-closed")).not_to_have_text("0")  # it is the time for it
        assert sum(live.platform == "youtube" for live in product.connections) >= proxied
        assert page.evaluate("rest()") == LENGTH
        assert page.evaluate("closed") is False
        assert page.evaluate("fetch('/poll').then((it) => it.status)") == 200
        assert world.origin.log.lines(site.split("/")[2]).count("GET /ws") == 1


def open_feed(page: Page, choice: str) -> None:
    """Open the feed by way of the reminder."""
    page.goto(FEED)
    expect_reminder(page)
    carry_on(page, FEED, choice)
    expect(page.locator("#socket-echoed")).to_have_text("1")


def begin_download(page: Page, site: str) -> None:
    """Begin a download and open a WebSocket; `rest()` finishes the one, `echo()` uses the other."""
    page.goto(site)
    page.evaluate(
        """async (length) => {
            const reader = (await fetch(`/bytes/${length}`)).body.getReader();
            let sum = (await reader.read()).value.length;
            globalThis.rest = async () => {
                for (let part = await reader.read(); !part.done; part = await reader.read()) {
                    sum += part.value.length;
                }
                return sum;
            };
            const socket = new WebSocket(`wss://${location.host}/ws`);
            globalThis.closed = false;
            socket.onclose = () => { globalThis.closed = true; };
            await new Promise((resolve) => { socket.onopen = resolve; });
            globalThis.echo = (text) => new Promise((resolve) => {
                socket.onmessage = (message) => resolve(message.data);
                socket.send(text);
            });
        }""",
        LENGTH,
    )
