"""The IT admin's pages and /why in real Chromium without script: a walk through all, and who can read them."""

import datetime as dt
import os
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect

from advisory_server.accounts.role import Role
from advisory_server.store.wrongly_listed import note_wrongly_listed
from school_policy.count_report import WronglyListed
from school_policy.vocabulary import PlatformId
from tests.browser.harness.playwright_process import PlaywrightProcess
from tests.browser.harness.server import WEEKS, AdvisoryServer
from tests.browser.server_pages.looks import TOO_WIDE

pytestmark = pytest.mark.browser

PATIENCE = 30_000
PAGES = (
    "/admin",
    "/admin/platforms",
    "/admin/platforms?q=knitting.example",
    "/admin/platforms/facebook",
    "/admin/devices",
    "/admin/calendar",
    "/admin/channels",
    "/why",
    "/why?host=www.facebook.com",
    "/why?host=face",
)
RICH = ("/admin", "/why?host=www.facebook.com")
LOOKS = ((1280, "light", RICH), (400, "dark", PAGES))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AdvisoryServer]:
    with AdvisoryServer(tmp_path_factory.mktemp("server"), WEEKS[:1]) as it:
        said = [
            WronglyListed(platform=PlatformId(name), day=dt.date(2026, 11, 20)) for name in ("facebook", "roblox")
        ]
        it.store.run_here(lambda c: note_wrongly_listed(c, said))
        yield it


@pytest.fixture
def browser(playwright_process: PlaywrightProcess) -> Iterator[Browser]:
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with playwright_process.in_use() as playwright:
        it = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=as_root)
        yield it
        it.close()


def page_of(browser: Browser, server: AdvisoryServer, *, script: bool) -> Page:
    """Open a page in which the IT admin is signed in."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, java_script_enabled=script)
    context.set_default_timeout(PATIENCE)
    server.sign_in(context, Role.IT_ADMIN)
    return context.new_page()


def complaints(page: Page) -> list[str]:
    return [finding["id"] for finding in Axe().run(page).response["violations"]]


def test_the_it_admin_walks_through_all_pages_and_everybody_can_read_them(
    browser: Browser, server: AdvisoryServer
) -> None:
    looking = page_of(browser, server, script=True)  # axe needs it, the pages do not
    readable_by_all(looking, server)
    the_same_look_finds_what_is_wrong(looking, server)
    page = page_of(browser, server, script=False)
    one_press_answers(page, server)
    a_search_leads_to_why(page, server)
    somebody_asks_why(page, server)


def readable_by_all(page: Page, server: AdvisoryServer) -> None:
    for width, scheme, paths in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        for path in paths:
            page.goto(server.url + path)
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            assert (path, width, complaints(page)) == (path, width, [])
            assert not page.evaluate(TOO_WIDE), (path, width)


def the_same_look_finds_what_is_wrong(page: Page, server: AdvisoryServer) -> None:
    page.goto(server.url + "/why")
    page.evaluate("document.querySelector('label[for=group]').remove()")
    assert "select-name" in complaints(page)
    page.evaluate("document.querySelector('select').style.minWidth = '90rem'")
    assert page.evaluate(TOO_WIDE)


def one_press_answers(page: Page, server: AdvisoryServer) -> None:
    page.goto(server.url + "/admin")
    page.get_by_role("button", name="The list is right: Facebook").press("Enter")
    expect(page.get_by_role("button", name="The list is right: Facebook")).to_have_count(0)
    page.get_by_text("Answered before (1)").click()
    expect(page.get_by_text("The list is right. 23 November 2026, it_admin.")).to_be_visible()
    take_off = page.get_by_role("link", name="Take it off: Roblox")
    expect(take_off).to_have_attribute("href", "/admin/lists/remove?platform=roblox")


def a_search_leads_to_why(page: Page, server: AdvisoryServer) -> None:
    navigation = page.get_by_role("navigation", name="IT admin")
    navigation.get_by_role("link", name="Platforms").click()
    page.get_by_label("Search").fill("https://knitting.example/pattern?secret")
    page.get_by_label("Search").press("Enter")
    expect(page.get_by_text("knitting.example is not listed.")).to_be_visible()
    page.get_by_role("link", name="The whole answer: why?").click()
    page.wait_for_url(f"{server.url}/why?host=knitting.example")
    expect(page.get_by_text("no rule matches it")).to_be_visible()


def somebody_asks_why(page: Page, server: AdvisoryServer) -> None:
    page.goto(f"{server.url}/why")
    page.get_by_label("Site, or address of the page").fill("https://www.tiktok.com/@somebody")
    page.get_by_label("Staff group").select_option("Teaching staff")
    page.get_by_role("button", name="Ask").press("Enter")
    expect(page.get_by_text("www.tiktok.com is listed: it is TikTok")).to_be_visible()
    expect(page.get_by_role("heading", name="Teaching staff")).to_be_visible()
    expect(page.get_by_role("heading", name="Office staff")).to_have_count(0)
    assert page.url == f"{server.url}/why"
    page.get_by_label("Site, or address of the page").fill("two words")
    page.get_by_role("button", name="Ask").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("That is no name of a site.")
    expect(page.get_by_label("Site, or address of the page")).to_have_value("two words")
