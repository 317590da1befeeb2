"""The reminder as it really arrives in Chromium: what is seen, who can use it, and that nothing else is asked."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, expect

from proxy_addons.authority import SUBJECT
from school_policy.hostname import Hostname
from school_policy.vocabulary import REMINDER_HOST
from tests.browser.harness.chromium import Chromium, issuer
from tests.browser.harness.product import Product
from tests.browser.harness.reminder import (
    CHOICES,
    FACEBOOK,
    INSTAGRAM,
    OWN_TIME,
    REMINDER,
    START_PAGE,
    WORK,
    WRONGLY_LISTED,
    arrives,
    carry_on,
    expect_reminder,
    press,
)
from tests.browser.harness.world import World

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("no_faults")]

DOCS = Path(__file__).parents[2] / "docs"
SCROLLS = (
    "document.documentElement.scrollHeight > innerHeight || document.documentElement.scrollWidth > innerWidth"
)


@pytest.fixture
def without_script(standing_chromium: Chromium, product: Product) -> Iterator[Page]:  # noqa: ARG001 (reset first)
    with standing_chromium.context(java_script_enabled=False) as context:
        yield context.new_page()


@pytest.fixture
def in_welsh(standing_chromium: Chromium, product: Product) -> Iterator[Page]:  # noqa: ARG001 (reset first)
    with standing_chromium.context(locale="cy-GB", viewport={"width": 1280, "height": 720}) as context:
        yield context.new_page()


def words(page: Page) -> int:
    return len(page.locator("body").inner_text().split())


def complaints(page: Page) -> list[str]:
    return [finding["id"] for finding in Axe().run(page).response["violations"]]


# What is seen


def test_a_class_sees_at_most_25_words(page: Page) -> None:
    page.goto(FACEBOOK)
    expect(page.get_by_role("heading", level=1)).to_have_text("It is 10:42. Go back, or carry on for work?")
    assert 20 < words(page) <= 25
    assert not page.evaluate(SCROLLS)
    page.get_by_text("More choices").click()
    assert words(page) > 25


def test_a_browser_that_asks_for_welsh_is_answered_in_welsh(in_welsh: Page) -> None:
    in_welsh.goto(FACEBOOK)
    heading = in_welsh.get_by_role("heading", level=1)
    expect(heading).to_have_text("Mae'n 10:42. Mynd yn ôl, neu ymlaen ar gyfer gwaith?")
    assert 20 < words(in_welsh) <= 25
    assert not in_welsh.evaluate(SCROLLS)
    in_welsh.get_by_text("Dewisiadau eraill").click()
    expect(in_welsh.get_by_text("Bydd eich amser eich hun nesaf am 12:15 (Lunch).")).to_be_visible()
    assert complaints(in_welsh) == []
    in_welsh.get_by_role("button", name="Ymlaen i Facebook: ar gyfer gwaith").click()
    in_welsh.wait_for_url(FACEBOOK)


def test_axe_finds_nothing(page: Page) -> None:
    page.goto(FACEBOOK)
    assert complaints(page) == []
    page.get_by_text("More choices").click()
    assert complaints(page) == []
    page.evaluate("document.documentElement.removeAttribute('lang')")
    assert complaints(page) == ["html-has-lang"]


def test_the_official_channel_is_offered_only_where_the_school_has_one(page: Page) -> None:
    page.goto(FACEBOOK)
    expect(page.get_by_role("button", include_hidden=True)).to_have_text(list(CHOICES))
    page.goto(INSTAGRAM)
    expect_reminder(page, "Instagram")
    expect(page.get_by_role("button", name="Our official channel", include_hidden=True)).to_have_count(0)


def test_the_pictures_of_the_readme(page: Page, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    """They are written into docs/ only where --write-pictures asks for it."""
    folder = DOCS if pytestconfig.getoption("--write-pictures") else tmp_path
    page.goto(FACEBOOK)
    expect(page.get_by_text("Go back", exact=True)).to_be_focused()
    page.screenshot(path=folder / "reminder.png")
    page.get_by_text("More choices").click()
    page.screenshot(path=folder / "reminder-more-choices.png", full_page=True)
    sizes = [png_size(folder / f"{name}.png") for name in ("reminder", "reminder-more-choices")]
    assert sizes[0] == (1280, 720)
    assert sizes[1][1] > 720


def test_the_pictures_of_the_page_in_welsh(in_welsh: Page, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    folder = DOCS if pytestconfig.getoption("--write-pictures") else tmp_path
    in_welsh.goto(FACEBOOK)
    expect(in_welsh.get_by_text("Ewch yn ôl", exact=True)).to_be_focused()
    in_welsh.screenshot(path=folder / "reminder-welsh.png")
    assert png_size(folder / "reminder-welsh.png") == (1280, 720)


def png_size(path: Path) -> tuple[int, int]:
    head = path.read_bytes()[:24]  # the size stands in the first chunk
    assert head.startswith(b"\x89PNG")
    return int.from_bytes(head[16:20]), int.from_bytes(head[20:24])


# How it comes


def test_it_comes_from_a_host_of_its_own_with_the_headers_that_guard_it(page: Page) -> None:
    response = page.goto(FACEBOOK)
    assert response is not None
    assert issuer(response).startswith(SUBJECT)
    headers = {name: value for name, value in response.headers.items() if name != "content-length"}
    policy = headers.pop("content-security-policy")
    assert headers == {
        "cache-control": "no-store",
        "content-type": "text/html; charset=utf-8",
        "referrer-policy": "same-origin",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
    }
    assert {"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"} <= set(policy.split("; "))
    assert "unsafe" not in policy
    assert "form-action" not in policy
    redirect = response.request.redirected_from
    assert redirect is not None
    answer = redirect.response()
    assert answer is not None
    assert (answer.status, answer.headers["cache-control"]) == (302, "no-store")


def test_it_asks_no_other_host_for_anything(page: Page) -> None:
    urls: list[SplitResult] = []
    page.on("request", lambda request: urls.append(urlsplit(request.url)))
    page.goto(FACEBOOK)
    page.get_by_text("More choices").click()
    assert urls[0].hostname == "www.facebook.com"
    assert {url.hostname for url in urls[1:]} == {REMINDER_HOST}
    assert {"/reminder.css", "/reminder.js"} <= {url.path for url in urls}


def test_nobody_is_contacted_before_carrying_on(page: Page, world: World, product: Product) -> None:
    page.goto(f"{FACEBOOK}groups/reading")
    for _ in range(3):
        page.reload()
        expect_reminder(page)
    page.get_by_text("More choices").click()
    find = product.situation.in_force.index.find
    assert [host for host in world.filter.contacts if find(Hostname(host))] == []
    assert world.origin.log.all() == ()
    carry_on(page, f"{FACEBOOK}groups/reading")
    assert [host for host in world.filter.contacts if find(Hostname(host))] == ["www.facebook.com"]
    assert world.origin.log.lines("www.facebook.com") == ["GET /groups/reading"]


# Who can use it


@pytest.mark.parametrize("choice", [WORK, WRONGLY_LISTED])
def test_by_keyboard_alone_from_the_page_to_carried_on(page: Page, choice: str) -> None:
    page.goto(FACEBOOK)
    expect(page.get_by_text("Go back", exact=True)).to_be_focused()
    stops = [WORK] if choice == WORK else [WORK, "More choices", *CHOICES[1 : CHOICES.index(choice) + 1]]
    for stop in stops:
        page.keyboard.press("Tab")
        expect(page.locator(":focus-visible")).to_have_text(stop)
        if stop == "More choices":
            page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_url(FACEBOOK)


def test_by_keyboard_alone_and_back(page: Page) -> None:
    page.goto(FACEBOOK)
    expect(page.get_by_text("Go back", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(START_PAGE)


@pytest.mark.parametrize("choice", [WORK, OWN_TIME, WRONGLY_LISTED])
def test_without_script_each_choice_carries_on(without_script: Page, choice: str) -> None:
    without_script.goto(f"{FACEBOOK}groups/reading?sort=new")
    with without_script.expect_response(f"{REMINDER}continue") as posted:
        carry_on(without_script, f"{FACEBOOK}groups/reading?sort=new", choice)
    assert posted.value.status == 303
    assert arrives(without_script, "https://m.facebook.com/")


def test_without_script_going_back_leads_to_the_start_page(without_script: Page) -> None:
    without_script.goto(f"https://school.example/links?to={FACEBOOK}")
    without_script.click("#link")
    expect_reminder(without_script)
    without_script.get_by_text("Go back", exact=True).click()
    without_script.wait_for_url(START_PAGE)


def test_without_script_the_reminder_stands_once_more_in_the_history(without_script: Page) -> None:
    """The price of no script: going back passes the reminder, from which carrying on leads on again."""
    before = f"https://school.example/links?to={FACEBOOK}"
    without_script.goto(before)
    without_script.click("#link")
    expect_reminder(without_script)
    carry_on(without_script, FACEBOOK)
    without_script.go_back(wait_until="commit")
    expect_reminder(without_script)
    press(without_script, WORK)
    without_script.wait_for_url(FACEBOOK)
    for _ in range(2):
        without_script.go_back(wait_until="commit")
    assert without_script.url == before
