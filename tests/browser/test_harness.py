"""The harness by itself: real browsers, no Own Time between them and the stand-ins."""

import asyncio
import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Error, Page, expect

from owntime.demo.stand_in_authority import NAME
from owntime.demo.stand_in_filter import Address
from proxy_addons.pac_server import PATH, PacServer
from tests.browser.harness.bidi import BidiError
from tests.browser.harness.chromium import Chromium, issuer
from tests.browser.harness.firefox import Firefox, FirefoxTab
from tests.browser.harness.playwright_process import PlaywrightProcess
from tests.browser.harness.world import World

pytestmark = pytest.mark.browser


def everything_to(proxy: Address) -> str:
    """Return a PAC that sends every URL to one proxy and never anywhere else."""
    return f'function FindProxyForURL(url, host) {{ return "PROXY {proxy[0]}:{proxy[1]}"; }}'


@pytest.fixture(scope="module")
def pac_url(standing_world: World) -> Iterator[str]:
    with PacServer({PATH: everything_to(standing_world.filter.address)}) as server:
        yield server.url


@pytest.fixture(scope="module")
def chromium(playwright_process: PlaywrightProcess, standing_world: World, pac_url: str) -> Iterator[Chromium]:
    with Chromium(playwright_process, [standing_world.authority.certificate_pem], pac_url) as it:
        yield it


@pytest.fixture
def context(chromium: Chromium) -> Iterator[BrowserContext]:
    with chromium.context() as it:
        yield it


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture(scope="module")
def firefox(standing_world: World, pac_url: str) -> Iterator[Firefox]:
    with Firefox([standing_world.authority.certificate_pem], pac_url) as it:
        yield it


@pytest.fixture
def tab(firefox: Firefox) -> Iterator[FirefoxTab]:
    it = firefox.new_tab()
    yield it
    it.close()


class TestChromium:
    def test_a_site_comes_with_its_own_certificate(self, page: Page, world: World) -> None:
        response = page.goto("https://www.facebook.com/some/page")
        assert issuer(response) == NAME
        assert page.inner_text("#host") == "www.facebook.com"
        assert world.filter.contacts["www.facebook.com"] == 1
        assert world.origin.log.lines("www.facebook.com") == ["GET /some/page"]
        assert world.origin.log.of("www.facebook.com")[0].headers["sec-fetch-mode"] == "navigate"

    def test_a_host_that_nothing_stands_in_for_fails(self, page: Page, world: World) -> None:
        with pytest.raises(Error, match="ERR_TUNNEL_CONNECTION_FAILED"):
            page.goto("https://unknown.example/")
        assert world.filter.contacts["unknown.example"] >= 1
        assert world.origin.log.of("unknown.example") == ()

    def test_contexts_share_nothing(self, chromium: Chromium, world: World) -> None:
        for _ in range(2):
            with chromium.context() as context:
                context.new_page().goto("https://www.facebook.com/")
        assert world.filter.contacts["www.facebook.com"] == 2

    def test_the_profile_of_the_browser_itself_can_be_used(self, chromium: Chromium) -> None:
        with chromium.own_profile() as profile:
            assert issuer(profile.new_page().goto("https://school.example/")) == NAME

    def test_scripts_can_be_off(self, chromium: Chromium) -> None:
        with chromium.context(java_script_enabled=False) as context:
            page = context.new_page()
            page.goto("https://school.example/worker?variant=request")
            expect(page.locator("#state")).to_have_text("registering")
            page.goto("https://school.example/links?to=/other")
            page.keyboard.press("Tab")
            page.keyboard.press("Enter")
            expect(page.locator("#path")).to_have_text("/other")

    def test_a_picture_can_be_taken(self, page: Page) -> None:
        page.goto("https://school.example/")
        assert page.screenshot().startswith(b"\x89PNG")

    def test_plain_http_is_upgraded_as_people_have_it(self, chromium: Chromium) -> None:
        with chromium.own_profile() as profile:
            page = profile.new_page()
            page.goto("http://www.example.net/upgraded")
            assert page.url == "https://www.example.net/upgraded"

    def test_the_back_forward_cache_is_on_as_people_have_it(self, chromium: Chromium, world: World) -> None:
        with chromium.own_profile() as profile:
            page = profile.new_page()
            page.goto("https://school.example/first")
            page.evaluate("globalThis.kept = true")
            page.goto("https://other.example/second")
            page.go_back(wait_until="commit")
            assert page.evaluate("globalThis.kept")
        assert world.origin.log.lines("school.example") == ["GET /first"]


class TestFirefox:
    def test_a_site_comes_with_its_own_certificate(self, tab: FirefoxTab, world: World) -> None:
        assert tab.goto("https://www.facebook.com/some/page") == "https://www.facebook.com/some/page"
        assert tab.issuer() == NAME
        assert tab.text("#host") == "www.facebook.com"
        assert world.filter.contacts["www.facebook.com"] == 1
        assert world.origin.log.lines("www.facebook.com") == ["GET /some/page"]

    def test_a_host_that_nothing_stands_in_for_fails(self, tab: FirefoxTab, world: World) -> None:
        with pytest.raises(BidiError, match="PROXY_BAD_GATEWAY"):
            tab.goto("https://unknown.example/")
        assert world.filter.contacts["unknown.example"] >= 1

    def test_a_click_is_a_click(self, tab: FirefoxTab, world: World) -> None:
        tab.goto("https://school.example/links?to=https://www.facebook.com/clicked")
        tab.click("#link")
        seen = world.origin.log.wait_for(lambda request: request.path == "/clicked")
        assert seen[0].headers["sec-fetch-user"] == "?1"

    def test_back_and_reload(self, tab: FirefoxTab, world: World) -> None:
        tab.goto("https://school.example/first")
        tab.reload()
        assert world.origin.log.lines("school.example") == ["GET /first"] * 2
        tab.goto("https://other.example/second")
        tab.back()
        assert tab.url == "https://school.example/first"


class TestSites:
    def test_every_kind_of_sub_resource_works(self, page: Page, world: World) -> None:
        page.goto("https://school.example/resources?of=https://www.facebook.com")
        expect(page.locator("#outcomes")).not_to_be_empty()
        outcomes = json.loads(page.inner_text("#outcomes"))
        assert {name for name, outcome in outcomes.items() if outcome != "ok"} == {
            "CORS fetch refused by the site"
        }
        assert "OPTIONS /shared-data" in world.origin.log.lines("www.facebook.com")
        world.origin.log.wait_for(lambda request: request.path == "/beacon")

    def test_a_lesson_shows_its_clip_and_the_clip_calls_home(self, page: Page, world: World) -> None:
        page.goto("https://school.example/lesson?embed=https://www.youtube.com/embed/x%3Fevery%3D50")
        clip = page.frame_locator("#clip")
        expect(clip.locator("#clip-host")).to_have_text("www.youtube.com")
        calls = world.origin.log.wait_for(lambda request: request.path == "/clip/status", times=2)
        assert calls[0].headers["referer"].startswith("https://www.youtube.com/embed/x")
        clip.locator("#watch").click()
        expect(page.locator("#path")).to_have_text("/watch")

    def test_an_open_feed_polls_and_reconnects(self, page: Page, world: World) -> None:
        page.goto("https://www.facebook.com/feed?every=50")
        world.origin.log.wait_for(lambda request: request.path == "/poll", times=2)
        expect(page.locator("#socket-echoed")).to_have_text("1")
        world.origin.close_sockets()
        expect(page.locator("#socket-echoed")).to_have_text("2")

    @pytest.mark.parametrize(
        ("variant", "mode", "dest"), [("request", "navigate", "empty"), ("url", "cors", "empty")]
    )
    def test_a_service_worker_fetches_navigations(
        self, page: Page, world: World, variant: str, mode: str, dest: str
    ) -> None:
        page.goto(f"https://www.facebook.com/worker?variant={variant}")
        expect(page.locator("#state")).to_have_text("ready")
        page.goto("https://www.facebook.com/again")
        (again,) = [each for each in world.origin.log.of("www.facebook.com") if each.path == "/again"]
        assert (again.headers["sec-fetch-mode"], again.headers["sec-fetch-dest"]) == (mode, dest)

    def test_a_service_worker_forges_posts(self, page: Page, world: World) -> None:
        page.goto(
            "https://www.facebook.com/worker?variant=forge&to=https://app.example/sent&token=guess&choice=work"
        )
        expect(page.locator("#state")).to_have_text("ready")
        page.goto("https://www.facebook.com/again")
        (forged,) = world.origin.log.of("app.example")
        assert (forged.method, forged.path) == ("POST", "/sent")
        assert forged.headers["origin"] == "https://www.facebook.com"

    def test_a_log_in_leads_back_to_the_application(self, page: Page) -> None:
        page.goto("https://app.example/app?at=https://www.facebook.com")
        page.click("#sign-in")
        expect(page.locator("#path")).to_have_text("/app/callback")
        assert page.url == "https://app.example/app/callback?code=stand-in"

    def test_a_form_is_posted(self, page: Page, world: World) -> None:
        page.goto("https://www.facebook.com/form?to=/sent")
        page.click("#send")
        expect(page.locator("#sent")).to_have_text("text")
        assert world.origin.log.lines("www.facebook.com")[-1] == "POST /sent"

    @pytest.mark.parametrize(
        ("kind", "to", "purpose"),
        [
            ("prefetch-link", "https://www.facebook.com/next", "prefetch"),
            # Behind a proxy Chromium looks ahead by speculation rules on the same site only.
            ("prefetch", "https://school.example/next", "prefetch"),
            ("prerender", "https://school.example/next", "prefetch;prerender"),
        ],
    )
    def test_a_page_looks_ahead(self, page: Page, world: World, kind: str, to: str, purpose: str) -> None:
        page.goto(f"https://school.example/speculation?kind={kind}&to={to}")
        seen = world.origin.log.wait_for(lambda request: request.path == "/next")
        assert seen[0].headers["sec-purpose"] == purpose

    @pytest.mark.parametrize("how", ["fetch", "form"])
    def test_a_page_forges_a_post(self, page: Page, world: World, how: str) -> None:
        page.goto(f"https://school.example/forge?how={how}&to=https://app.example/sent&token=x")
        (forged,) = world.origin.log.wait_for(lambda request: request.host == "app.example")
        assert (forged.method, forged.headers["origin"]) == ("POST", "https://school.example")

    def test_a_link_opens_a_new_tab(self, context: BrowserContext, page: Page) -> None:
        page.goto("https://school.example/links?to=https://www.facebook.com/")
        with context.expect_page() as opened:
            page.click("#new-tab")
        expect(opened.value.locator("#host")).to_have_text("www.facebook.com")


class TestTrust:
    """The negative control: without the authority in its trust store a browser refuses every site."""

    def test_chromium_refuses_an_authority_that_it_does_not_trust(
        self, playwright_process: PlaywrightProcess, pac_url: str, world: World
    ) -> None:
        with (
            Chromium(playwright_process, [], pac_url) as chromium,
            chromium.context() as context,
            pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"),
        ):
            context.new_page().goto("https://www.facebook.com/")
        assert world.origin.log.of("www.facebook.com") == ()

    def test_firefox_refuses_an_authority_that_it_does_not_trust(self, pac_url: str, world: World) -> None:
        with (
            Firefox([], pac_url) as firefox,
            pytest.raises(BidiError, match="SEC_ERROR_UNKNOWN_ISSUER"),
        ):
            firefox.new_tab().goto("https://www.facebook.com/")
        assert world.origin.log.of("www.facebook.com") == ()


@pytest.mark.usefixtures("chromium")
async def test_asynchronous_tests_run_beside_a_browser() -> None:
    assert asyncio.get_running_loop().is_running()
