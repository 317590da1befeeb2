"""What no timetable foresees, in real Chromium: sleep, a clock that is set, a pause, and not being at school."""

import datetime as dt

import pytest
from playwright.sync_api import BrowserContext, Page

from proxy_addons.boundary import Boundary
from proxy_addons.connections import Way
from proxy_addons.proxy import TICK_SECONDS
from proxy_addons.tally import Tally
from school_policy.standing import AT_SCHOOL, Standing
from tests.browser.harness.open_tabs import DraftTab, LiveTab, Visitor
from tests.browser.harness.product import LESSON_TIME, Product
from tests.browser.harness.reminder import (
    FACEBOOK,
    INSTAGRAM,
    OWN_TIME,
    WORK,
    arrives,
    carry_on,
    expect_reminder,
)
from tests.browser.harness.world import World

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("no_faults")]

FEED = f"{INSTAGRAM}feed?every=250"
FORM = f"{FACEBOOK}form?to=/upload"
TEXT = "half a thought"
TOMORROW = dt.datetime(2026, 11, 24, tzinfo=LESSON_TIME.tzinfo)
WITHIN = 2.0  # seconds from what happened to what follows from it


def clock(time: str) -> dt.datetime:
    return dt.datetime.combine(LESSON_TIME, dt.time.fromisoformat(time), LESSON_TIME.tzinfo)


def open_feed(page: Page, choice: str = "") -> LiveTab:
    """Open the feed: in own time, or by a choice on the reminder."""
    page.goto(FEED)
    if choice:
        expect_reminder(page, "Instagram")
        carry_on(page, FEED, choice)
    return LiveTab(page, TEXT)


def open_draft(page: Page) -> DraftTab:
    page.goto(FORM)
    expect_reminder(page)
    carry_on(page, FORM, WORK)
    return DraftTab(page, TEXT)


# The machine sleeps


class CountingLooks(Boundary):
    """The same, and it knows how often it has looked at the clock."""

    looks = 0

    def tick(self) -> bool:
        self.looks += 1
        return super().tick()


def looks_until_closed(product: Product, boundary: CountingLooks) -> int:
    """Return how often the clock was looked at until what had passed in own time was closed."""
    before = boundary.looks
    product.wait_until(lambda: Way.WHILE_FREE not in {live.way for live in product.connections})
    return boundary.looks - before


@pytest.mark.parametrize("slept", [True, False], ids=["to 13:18 and to 14:00", "to 14:00"])
def test_a_machine_that_slept_over_the_end_of_lunch(page: Page, product: Product, *, slept: bool) -> None:
    product.set_clock(clock("12:50"))
    boundary = product.be_kept_by(CountingLooks)
    feed = open_feed(page)
    if slept:
        product.jump_clock(clock("13:18"))
        feed.expect_undisturbed()  # the five minutes are those from 13:15 on
    product.jump_clock(clock("14:00"))
    looks = looks_until_closed(product, boundary)
    assert looks * TICK_SECONDS <= WITHIN
    feed.expect_set_aside()
    feed.expect_untouched()
    page.reload()
    expect_reminder(page, "Instagram")


# The clock is set


def test_a_clock_that_is_set_back_into_lunch_and_forward_again(
    page: Page, context: BrowserContext, product: Product
) -> None:
    product.stop_clock(clock("13:00"))
    feed = open_feed(page)
    product.set_clock(clock("13:15"))
    product.set_clock(clock("13:25"))
    draft = open_draft(context.new_page())
    product.set_clock(clock("13:30"))
    feed.expect_set_aside()
    product.set_clock(clock("12:40"))
    feed.expect_served_again()
    draft.expect_untouched()
    product.set_clock(clock("13:30"))
    feed.expect_set_aside()
    draft.expect_untouched()
    assert arrives(context.new_page(), "https://m.facebook.com/")  # whoever has said "for work" is not asked again
    feed.expect_untouched()


# A pause, and not being at school


@pytest.mark.parametrize(
    ("standing", "seconds_ago"),
    [
        pytest.param(Standing(on_site=True, paused_until=TOMORROW), 0.0, id="a pause"),
        pytest.param(
            Standing(on_site=False), 0.0, id="the server says that it is elsewhere", marks=pytest.mark.exam
        ),
        pytest.param(
            Standing(on_site=True),
            AT_SCHOOL.total_seconds(),
            id="the server answers no more",
            marks=pytest.mark.exam,
        ),
    ],
)
def test_while_no_reminder_is_wanted_a_tab_goes_on_and_afterwards_it_has_its_five_minutes(
    context: BrowserContext, world: World, product: Product, standing: Standing, seconds_ago: float
) -> None:
    product.stop_clock(clock("10:42"))
    feed = open_feed(context.new_page(), OWN_TIME)
    visitor = Visitor(context=context, world=world, site=INSTAGRAM, platform="Instagram")
    product.set_clock(clock("10:57"))
    feed.expect_set_aside()
    visitor.expect_reminders("before")

    meanwhile = Tally()
    product.hear(standing, seconds_ago)
    product.count_into(meanwhile)
    feed.expect_served_again()
    visitor.expect_pages("meanwhile")
    product.set_clock(clock("11:30"))
    feed.expect_undisturbed()

    product.hear(Standing(on_site=True))
    feed.expect_undisturbed()
    product.set_clock(clock("11:34:59"))
    feed.expect_undisturbed()
    visitor.expect_pages("in-the-grace")
    assert meanwhile.take() is None
    product.set_clock(clock("11:35"))
    feed.expect_set_aside()
    visitor.expect_reminders("after")
    feed.expect_untouched()
