"""A Monday of a teacher in real Chromium, from 11:55 to the end of the working day: what each open tab meets."""

import contextlib
import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import BrowserContext, Page

from proxy_addons.boundary import Boundary
from proxy_addons.connections import Live, Way
from proxy_addons.grants import Grants, Holder
from proxy_addons.tally import Noted, Tally
from school_policy.vocabulary import Outcome
from tests.browser.harness.chromium import Chromium
from tests.browser.harness.moment_pictures import TAB_SIZE, dress, take_picture
from tests.browser.harness.open_tabs import PATIENCE, DownloadTab, DraftTab, LiveTab, Tab, Visitor
from tests.browser.harness.product import LESSON_TIME, Product
from tests.browser.harness.reminder import (
    FACEBOOK,
    INSTAGRAM,
    OWN_TIME,
    REMINDER,
    WORK,
    arrives,
    carry_on,
    expect_reminder,
)
from tests.browser.harness.world import World

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("no_faults")]

DOCS = Path(__file__).parents[2] / "docs"
FEED = f"{INSTAGRAM}feed?every=300"
REDDIT = "https://www.reddit.com/"
FORM = f"{FACEBOOK}form?to=/upload"
UNLISTED = "https://files.school.example/"
QUIET = "https://clips.youtube.com/"
TEXT = "Reading week: every class reads aloud on Thursday"
ASIDE = "half a thought"


def clock(time: str, day: int = 23) -> dt.datetime:
    """Return a time of that Monday in November 2026, or of another day of the month."""
    return dt.datetime.combine(LESSON_TIME.replace(day=day), dt.time.fromisoformat(time), LESSON_TIME.tzinfo)


class Camera:
    """Takes the pictures of docs/a-day.md where --write-pictures asks for them, else one to see that it can."""

    def __init__(self, folder: Path, paper: Page, only: str = "") -> None:
        self._folder = folder
        self._paper = paper
        self._only = only

    def take(self, name: str, heading: str, day: "Day") -> None:
        if self._only not in ("", name):
            return
        tabs = {
            "A site with news, left open": day.live.page,
            "Another site, loaded again": day.visitor.reloaded,
            "A half-written post, “for work”": day.draft.page,
            "A page that is not listed": day.unlisted.page,
        }
        for page in tabs.values():
            if not page.url.startswith(REMINDER):
                dress(page)
        take_picture(self._folder / f"{name}.png", heading, tabs, self._paper)


@pytest.fixture
def camera(context: BrowserContext, tmp_path: Path, pytestconfig: pytest.Config) -> Camera:
    if pytestconfig.getoption("--write-pictures"):
        return Camera(DOCS / "day", context.new_page())
    return Camera(tmp_path, context.new_page(), only="1210")


class Day:
    """The open tabs of one member of the teaching staff, and a clock that stands still at each moment."""

    def __init__(self, context: BrowserContext, world: World, product: Product) -> None:
        """Open everything at 11:55, working time, by real presses on the reminder.

        The feed and the idle site are open because of "my own time now": what was open since before work would
        have been set aside at 08:35.
        """
        self.product = product
        product.stop_clock(clock("11:55"))
        self.live = open_feed(context.new_page(), OWN_TIME)
        self.idle = Tab(carried_on(context.new_page(), REDDIT, "Reddit", OWN_TIME))
        self.draft = open_draft(context.new_page())
        self.unlisted = download(context.new_page(), UNLISTED, world)
        self.quiet = download(context.new_page(), QUIET, world)
        self.visitor = Visitor(context=context, world=world, site=REDDIT, platform="Reddit")

    def expect_nobody_disturbed(self) -> None:
        """Check what holds at every moment: nothing loads by itself, nothing typed is lost, downloads go on."""
        for tab in (self.live, self.idle, self.draft, self.unlisted, self.quiet):
            tab.expect_untouched()

    @contextlib.contextmanager
    def at(self, time: str) -> Iterator[None]:
        """Go to a moment; whatever fails there says when. Nobody may have been disturbed by it."""
        self.product.set_clock(clock(time))
        try:
            yield
            self.expect_nobody_disturbed()
        except BaseException as error:
            error.add_note(f"at {time}")
            raise


def carried_on(page: Page, url: str, platform: str, choice: str) -> Page:
    """Open a page in working time, by a press on the reminder."""
    page.goto(url)
    expect_reminder(page, platform)
    carry_on(page, url, choice)
    return page


def open_feed(page: Page, choice: str) -> LiveTab:
    return LiveTab(carried_on(page, FEED, "Instagram", choice), ASIDE)


def open_draft(page: Page) -> DraftTab:
    return DraftTab(carried_on(page, FORM, "Facebook", WORK), TEXT)


def download(page: Page, url: str, world: World) -> DownloadTab:
    page.goto(url)
    return DownloadTab(page, world)


@pytest.fixture
def context(standing_chromium: Chromium, product: Product) -> Iterator[BrowserContext]:  # noqa: ARG001 (reset first)
    with standing_chromium.context(viewport=TAB_SIZE) as it:
        yield it


# The day


def test_a_day(context: BrowserContext, world: World, product: Product, camera: Camera) -> None:
    """Working time until 12:15 and from 13:15, with a grace of five minutes; lunch between them is own time."""
    in_lessons, at_lunch = Tally(), Tally()
    product.count_into(in_lessons)
    day = Day(context, world, product)
    own_time_is_declared(day, camera)
    assert outcomes(in_lessons) == [Outcome.CARRIED_ON_WORK]  # and nothing of the other two presses
    own_time_is_over_before_lunch(day, camera)
    assert outcomes(in_lessons) == [Outcome.SET_ASIDE]
    lunch_and_the_grace_after_it(day, camera, at_lunch)
    assert outcomes(at_lunch) == []
    product.count_into(in_lessons)
    lessons_go_on(day, camera)
    expect_sent(day.draft, world)
    assert outcomes(in_lessons) == [Outcome.DID_NOT_CARRY_ON]  # each outcome once a day, however often it happened
    for tab, platform in ((day.idle, "Reddit"), (day.live, "Instagram")):
        tab.page.reload()
        expect_reminder(tab.page, platform)
    for tab in (day.unlisted, day.quiet):
        tab.expect_whole()


def own_time_is_declared(day: Day, camera: Camera) -> None:
    with day.at("11:55"):
        day.live.expect_undisturbed()
        day.visitor.expect_pages("at-11-55")
        camera.take("1155", "11:55: in lessons, after a press on “I'm on my own time now”", day)
    with day.at("12:09:59"):
        day.live.expect_undisturbed()
        day.visitor.expect_pages("at-12-09")


def own_time_is_over_before_lunch(day: Day, camera: Camera) -> None:
    with day.at("12:10"):
        day.live.expect_set_aside()
        day.visitor.expect_reminders("at-12-10")
        camera.take("1210", "12:10: the quarter of an hour is over", day)
    with day.at("12:14:59"):
        day.live.expect_set_aside()
        day.visitor.expect_reminders("at-12-14")


def lunch_and_the_grace_after_it(day: Day, camera: Camera, counted: Tally) -> None:
    with day.at("12:15"):
        day.product.count_into(counted)
        day.live.expect_served_again()
        day.visitor.expect_pages("at-12-15")
        camera.take("1215", "12:15: lunch begins", day)
    for time in ("12:30", "13:14:59"):
        with day.at(time):
            day.live.expect_undisturbed()
            day.visitor.expect_pages("at-lunch")
    with day.at("13:15"):
        day.live.expect_undisturbed()
        day.visitor.expect_pages("at-13-15")
        camera.take("1315", "13:15: working time begins, and open pages have five minutes", day)
    with day.at("13:19:59"):
        day.live.expect_undisturbed()
        day.visitor.expect_pages("at-13-19")


def lessons_go_on(day: Day, camera: Camera) -> None:
    with day.at("13:20"):
        day.live.expect_set_aside()
        day.visitor.expect_reminders("at-13-20")
        camera.take("1320", "13:20: the five minutes are over", day)
    with day.at("13:35"):
        day.live.expect_set_aside()
        day.visitor.expect_reminders("at-13-35")
        camera.take("1335", "13:35: in lessons", day)


def outcomes(tally: Tally) -> list[Outcome]:
    """Return what was noted on that Monday since the last time; each of it is noted for no other day."""
    batch = tally.take()
    noted = batch.noted if batch else frozenset[Noted]()
    assert {each.day for each in noted} <= {LESSON_TIME.date()}
    return sorted(each.outcome for each in noted if each.outcome is not None)


def expect_sent(draft: DraftTab, world: World) -> None:
    """Press "Send": the site itself gets what was written, to the last letter."""
    body = f"text={quote_plus(TEXT)}".encode()
    assert json.loads(draft.send()) == {"bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
    assert world.origin.log.lines("www.facebook.com").count("POST /upload") == 1


def test_for_work_lasts_to_the_end_of_the_working_day_and_own_time_does_not(
    context: BrowserContext, product: Product
) -> None:
    product.stop_clock(clock("13:35"))
    feed, draft = open_feed(context.new_page(), OWN_TIME), open_draft(context.new_page())
    product.set_clock(clock("13:49:59"))
    feed.expect_undisturbed()
    product.set_clock(clock("13:50"))
    feed.expect_set_aside()
    for moment in (clock("13:50"), clock("15:44:59"), clock("15:45")):
        product.set_clock(moment)
        draft.expect_untouched()
    feed.expect_served_again()
    product.set_clock(clock("10:42", day=24))
    product.set_clock(clock("10:47", day=24))
    assert not arrives(context.new_page(), FACEBOOK)


# What the day would look like if it were built otherwise


class ByPlatformAlone(Boundary):
    """Closes in working time what was open, whoever had been granted what."""

    def _is_over(self, live: Live) -> bool:
        situation = self._situations.of_group(live.group)
        return live.way is Way.WHILE_FREE and live.platform in situation.reminded(situation.now())


class ClosingEverything(Boundary):
    """Closes whatever is open."""

    def _is_over(self, live: Live) -> bool:  # noqa: ARG002 (the same for all)
        return True


class WithoutGrace(Grants):
    """A grace of no time at all."""

    def give_grace(self, holder: Holder, now: dt.datetime) -> None:
        """Give none."""


def test_a_boundary_that_did_not_look_at_grants_would_be_seen(context: BrowserContext, product: Product) -> None:
    product.stop_clock(clock("12:30"))
    draft = open_draft_at_lunch(context, product)
    product.be_kept_by(ByPlatformAlone)
    product.set_clock(clock("13:14:59"))
    draft.expect_untouched()
    product.set_clock(clock("13:15"))
    product.wait_until(lambda: Way.WHILE_FREE not in {live.way for live in product.connections})
    with pytest.raises(AssertionError):
        draft.expect_untouched()


def open_draft_at_lunch(context: BrowserContext, product: Product) -> DraftTab:
    product.set_clock(clock("11:55"))
    draft = open_draft(context.new_page())
    product.set_clock(clock("12:30"))
    return draft


def test_a_grace_of_no_time_would_be_seen(context: BrowserContext, product: Product) -> None:
    product.stop_clock(clock("12:30"))
    product.situation.grants = WithoutGrace()
    page = context.new_page()
    page.goto(FEED)
    feed = LiveTab(page, ASIDE)
    product.set_clock(clock("13:14:59"))
    feed.expect_undisturbed()
    product.set_clock(clock("13:15"))
    with pytest.raises(AssertionError):
        feed.expect_undisturbed()


def test_a_boundary_that_closed_everything_would_be_seen(
    context: BrowserContext, world: World, product: Product
) -> None:
    product.stop_clock(clock("13:14:59"))
    quiet = download(context.new_page(), QUIET, world)
    quiet.expect_untouched()
    product.be_kept_by(ClosingEverything)
    product.set_clock(clock("13:15"))
    quiet.page.wait_for_function("failed", polling=50, timeout=PATIENCE)
    with pytest.raises(AssertionError):
        quiet.expect_untouched()
    with pytest.raises(AssertionError):
        quiet.expect_whole()


def test_a_page_that_was_loaded_anew_would_be_seen(page: Page, product: Product) -> None:
    product.set_clock(clock("12:30"))
    page.goto(REDDIT)
    tab = Tab(page)
    tab.expect_untouched()
    page.reload()
    with pytest.raises(AssertionError):
        tab.expect_untouched()
