"""Lessons with a clip and pages with a like button: another site's page works as ever, and opens no back door.

YouTube is not quiet for office staff, so they are who these tests are about; for teaching staff everything passes.
"""

import datetime as dt
import json

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Page, Response, expect

from owntime.demo.stand_in_authority import NAME
from proxy_addons.authority import SUBJECT
from proxy_addons.connections import Way
from tests.browser.harness.chromium import issuer
from tests.browser.harness.product import Product
from tests.browser.harness.reminder import REMINDER
from tests.browser.harness.request_log import SeenRequest
from tests.browser.harness.world import World

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("no_faults")]

YOUTUBE = "https://www.youtube.com/"
CLIP = f"{YOUTUBE}embed/x?every=400"
LESSON = f"https://school.example/lesson?embed={CLIP.replace('?', '%3F')}"
UNLISTED = "https://school.example/"
FACEBOOK = "https://www.facebook.com"
REMINDER_OF_YOUTUBE = f"{REMINDER}youtube/**"
AFTER_THE_ALLOWANCE = dt.timedelta(seconds=3)
AFTER_THE_TUNNEL = dt.timedelta(seconds=61)


@pytest.fixture(autouse=True)
def office_staff(product: Product) -> None:
    product.be("office")


@pytest.fixture
def answers(page: Page) -> list[Response]:
    """What the page has been answered so far."""
    seen: list[Response] = []
    page.on("response", lambda answer: seen.append(answer))  # noqa: PLW0108 (Playwright marks the function)
    return seen


class TestALesson:
    def test_plays_its_clip(self, page: Page, world: World, answers: list[Response]) -> None:
        clip = open_lesson(page)
        expect(clip.locator("#calls-ok")).to_have_text("2")
        expect(clip.locator("#calls-failed")).to_have_text("0")
        stepped_aside, arrived = [each for each in answers if each.url == CLIP]
        assert (stepped_aside.status, arrived.status) == (307, 200)
        assert issuer(stepped_aside).startswith(SUBJECT)
        assert issuer(arrived) == NAME
        assert world.filter.contacts["www.youtube.com"] == 1

    def test_plays_on_after_its_tunnel_is_closed(self, page: Page, world: World, product: Product) -> None:
        clip = open_lesson(page)
        for tunnels in (1, 2):
            between_two_calls(page)
            assert world.filter.contacts["www.youtube.com"] == tunnels
            product.step_clock(AFTER_THE_TUNNEL)
        world.origin.log.clear()
        world.origin.log.wait_for(is_call, times=2)
        expect(clip.locator("#calls-failed")).to_have_text("0")
        assert world.filter.contacts["www.youtube.com"] == 3

    def test_keeps_its_tunnel_within_the_minute(self, page: Page, world: World, product: Product) -> None:
        open_lesson(page)
        between_two_calls(page)
        product.step_clock(dt.timedelta(seconds=50))
        world.origin.log.clear()
        world.origin.log.wait_for(is_call, times=2)
        assert world.filter.contacts["www.youtube.com"] == 1

    def test_opens_nothing_for_a_tab(self, page: Page, context: BrowserContext, product: Product) -> None:
        clip = open_lesson(page)
        product.step_clock(AFTER_THE_ALLOWANCE)
        tab = context.new_page()
        tab.goto(YOUTUBE)
        tab.wait_for_url(REMINDER_OF_YOUTUBE)
        tab.close()
        between_two_calls(page)
        expect(clip.locator("#calls-failed")).to_have_text("0")

    def test_opens_nothing_for_its_own_tab(self, page: Page, product: Product) -> None:
        open_lesson(page)
        product.step_clock(AFTER_THE_ALLOWANCE)
        page.goto(YOUTUBE)
        assert page.url.startswith(f"{REMINDER}youtube/")

    def test_leads_to_the_reminder_by_watch_on_youtube(self, page: Page, world: World, product: Product) -> None:
        clip = open_lesson(page)
        product.step_clock(AFTER_THE_ALLOWANCE)
        clip.locator("#watch").click()
        page.wait_for_url(REMINDER_OF_YOUTUBE)
        assert "GET /watch" not in world.origin.log.lines("www.youtube.com")

    def test_of_teaching_staff_passes_unread(self, page: Page, product: Product, answers: list[Response]) -> None:
        product.be("teaching")
        open_lesson(page)
        between_two_calls(page)
        product.step_clock(AFTER_THE_TUNNEL)
        assert issuer(page.goto(YOUTUBE)) == NAME
        assert [each.status for each in answers if each.url == CLIP] == [200]
        assert {live.way for live in product.connections} == {Way.WHILE_FREE}


class TestAPageFullOfClips:
    def test_plays_them_all(self, page: Page, context: BrowserContext, product: Product) -> None:
        page.goto(UNLISTED)
        page.evaluate(
            """([clips, likes]) => {
                for (let each = 0; each < 8; each++) {
                    const clip = document.createElement("iframe"), like = document.createElement("img");
                    clip.src = `${clips}embed/${each}?every=600000`;
                    like.src = `${likes}/pixel.png?${each}`;
                    document.body.append(clip, like);
                }
            }""",
            [YOUTUBE, FACEBOOK],
        )
        for each in range(8):
            clip = page.frame_locator(f"iframe >> nth={each}")
            expect(clip.locator("#clip-host")).to_have_text("www.youtube.com")
            expect(clip.locator("#calls-ok")).to_have_text("1")
        page.wait_for_function("[...document.images].every((each) => each.naturalWidth === 1)")
        product.step_clock(AFTER_THE_ALLOWANCE)
        for site in (YOUTUBE, FACEBOOK):
            tab = context.new_page()
            tab.goto(site)
            assert tab.url.startswith(REMINDER)


class TestAnUnlistedPage:
    def test_shows_a_like_button(self, page: Page, world: World) -> None:
        page.goto(f"{UNLISTED}lesson?embed={FACEBOOK}/v21.0/plugins/like.php")
        expect(page.frame_locator("#clip").locator("#host")).to_have_text("www.facebook.com")
        assert world.origin.log.lines("www.facebook.com") == ["GET /v21.0/plugins/like.php"]

    def test_gets_every_kind_of_sub_resource(self, page: Page, world: World, answers: list[Response]) -> None:
        page.goto(f"{UNLISTED}resources?of={FACEBOOK}")
        expect(page.locator("#outcomes")).not_to_be_empty()
        outcomes = json.loads(page.inner_text("#outcomes"))
        ask_again = {"preflighted post", "WebSocket"}  # the next tests
        for name in ask_again:
            del outcomes[name]
        assert {name for name, outcome in outcomes.items() if outcome != "ok"} == {
            "CORS fetch refused by the site"  # as without us
        }
        assert len(outcomes) == 9
        assert 307 in {each.status for each in answers}
        assert all(each.status in {200, 204, 307} for each in answers if each.url.startswith(FACEBOOK))
        (beacon,) = world.origin.log.wait_for(lambda request: request.path == "/beacon")
        assert beacon.method == "POST"

    @pytest.mark.parametrize(
        ("attempt", "line"),
        [
            pytest.param('element("img", "/pixel.png")', "GET /pixel.png", id="image"),
            pytest.param('element("script", "/script.js")', "GET /script.js", id="script"),
            pytest.param('ask("/data", { mode: "no-cors" })', "GET /data", id="no-cors"),
            pytest.param('ask("/shared-data", {})', "GET /shared-data", id="CORS"),
            pytest.param('ask("/shared-data", { credentials: "include" })', "GET /shared-data", id="credentials"),
            pytest.param('ask("/shared-data", { method: "POST", body: "x" })', "POST /shared-data", id="post"),
            pytest.param('navigator.sendBeacon(site + "/beacon", "x") && "ok"', "POST /beacon", id="beacon"),
        ],
    )
    def test_gets_what_it_asks_for_first(self, page: Page, world: World, attempt: str, line: str) -> None:
        page.goto(UNLISTED)
        assert tried(page, attempt) == "ok"
        world.origin.log.wait_for(lambda request: request.host == "www.facebook.com")
        assert world.origin.log.lines("www.facebook.com") == [line]

    def test_asks_twice_where_a_preflight_comes_first(self, page: Page, world: World) -> None:
        headers = '{ "Content-Type": "application/json" }'
        preflighted = f'ask("/shared-data", {{ method: "POST", headers: {headers}, body: "{{}}" }})'
        page.goto(UNLISTED)
        assert tried(page, preflighted) == "failed"
        assert world.origin.log.of("www.facebook.com") == ()
        assert tried(page, preflighted) == "ok"
        assert world.origin.log.lines("www.facebook.com") == ["OPTIONS /shared-data", "POST /shared-data"]

    def test_opens_a_web_socket_the_second_time(self, page: Page, world: World) -> None:
        page.goto(UNLISTED)
        assert [tried(page, "socket()"), tried(page, "socket()")] == ["failed", "ok"]
        assert world.origin.log.lines("www.facebook.com") == ["GET /ws"]

    def test_opens_nothing_for_a_tab_by_what_it_does_not_ask_for_again(
        self, page: Page, context: BrowserContext, product: Product
    ) -> None:
        page.goto(UNLISTED)
        assert tried(page, "socket()") == "failed"
        product.step_clock(AFTER_THE_ALLOWANCE)
        tab = context.new_page()
        tab.goto(FACEBOOK)
        assert tab.url.startswith(REMINDER)

    def test_never_reads_what_the_site_does_not_share(self, page: Page) -> None:
        page.goto(UNLISTED)
        assert tried(page, 'ask("/data", {})') == "failed"


def open_lesson(page: Page) -> FrameLocator:
    page.goto(LESSON)
    clip = page.frame_locator("#clip")
    expect(clip.locator("#clip-host")).to_have_text("www.youtube.com")
    return clip


def between_two_calls(page: Page) -> None:
    """Return when a call is over and the next is not on its way."""
    page.wait_for_event("response", lambda it: it.url.endswith("/clip/status") and it.ok).finished()


def is_call(request: SeenRequest) -> bool:
    return request.path == "/clip/status"


def tried(page: Page, attempt: str) -> str:
    """Return how an attempt of the page's script to reach Facebook went: "ok" or "failed"."""
    return str(
        page.evaluate(
            """([site, attempt]) => {
                const element = (name, path) => new Promise((onload, onerror) => {
                    document.body.append(Object.assign(document.createElement(name), {
                        onload: () => onload("ok"), onerror, src: site + path,
                    }));
                });
                const ask = async (path, options) => {
                    const answer = await fetch(site + path, options);
                    return answer.ok || answer.type === "opaque" ? "ok" : answer.status;
                };
                const socket = () => new Promise((resolve, onerror) => {
                    const it = new WebSocket(site.replace("https:", "wss:") + "/ws");
                    Object.assign(it, { onopen: () => resolve("ok"), onerror });
                });
                return Promise.resolve(eval(attempt)).catch(() => "failed");
            }""",
            [FACEBOOK, attempt],
        )
    )
