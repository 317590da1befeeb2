"""The server's pages in real Chromium: who can read them, on which screen, by which hands, and on paper."""

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect

from advisory_server.accounts.role import Role
from tests.advisory_server.pages.site import PASSWORD
from tests.browser.harness.playwright_process import PlaywrightProcess
from tests.browser.harness.server import PAGES, WEEKS, AdvisoryServer, Visitor

pytestmark = pytest.mark.browser

DOCS = Path(__file__).parents[2] / "docs"
TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"
HEADTEACHER, IT_ADMIN = Role.HEADTEACHER, Role.IT_ADMIN


def every_page[F: Callable[..., None]](test: F) -> F:
    """Look at each page; a sample of them as tests, all of them as the exam."""
    look: F = pytest.mark.sampled(pytest.mark.parametrize("name", PAGES)(test))
    return look


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AdvisoryServer]:
    with AdvisoryServer(tmp_path_factory.mktemp("server"), WEEKS) as it:
        yield it


@pytest.fixture(scope="module")
def chromium(playwright_process: PlaywrightProcess) -> Iterator[Browser]:
    """A Chromium that knows of no proxy."""
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with playwright_process.in_use() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=as_root)
    yield browser
    with playwright_process.in_use():
        browser.close()


@pytest.fixture
def visitor(
    request: pytest.FixtureRequest,
    playwright_process: PlaywrightProcess,
    chromium: Browser,
    server: AdvisoryServer,
) -> Iterator[Visitor]:
    """Give a parameter False for a browser without script."""
    with playwright_process.in_use():
        script = getattr(request, "param", True)
        context = chromium.new_context(viewport={"width": 1280, "height": 800}, java_script_enabled=script)
        context.set_default_timeout(10_000)
        yield Visitor(server, context)
        context.close()


without_script = pytest.mark.parametrize("visitor", [False], indirect=True, ids=["without script"])


def complaints(page: Page) -> list[str]:
    return [finding["id"] for finding in Axe().run(page).response["violations"]]


# Who can read it


@every_page
@pytest.mark.parametrize(
    ("scheme", "width"),
    [
        ("light", 1280),
        ("dark", 320),
        pytest.param("light", 320, marks=pytest.mark.exam),
        pytest.param("dark", 1280, marks=pytest.mark.exam),
    ],
)
def test_axe_finds_nothing(visitor: Visitor, scheme: str, width: int, name: str) -> None:
    visitor.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    visitor.page.set_viewport_size({"width": width, "height": 800})
    assert complaints(visitor.open(name)) == []


def test_axe_finds_nothing_after_a_wrong_password(visitor: Visitor) -> None:
    page = visitor.open("sign-in")
    sign_in(page, "headteacher", "not the password")
    expect(page.get_by_role("alert")).to_contain_text("do not go together")
    assert complaints(page) == []


@pytest.mark.parametrize(
    ("name", "rule", "spoil"),
    [
        ("sign-in", "label", "document.querySelector('label').remove()"),
        ("staff", "html-has-lang", "document.documentElement.removeAttribute('lang')"),
        ("summary", "color-contrast", "document.documentElement.style.setProperty('--soft-ink', '#c9c9c9')"),
        ("summary", "aria-required-children", "document.querySelector('tbody').setAttribute('role', 'list')"),
    ],
)
def test_axe_would_find_what_is_wrong(visitor: Visitor, name: str, rule: str, spoil: str) -> None:
    page = visitor.open(name)
    page.evaluate(spoil)
    assert rule in complaints(page)


@every_page
def test_nothing_scrolls_sideways_at_400_per_cent(visitor: Visitor, name: str) -> None:
    visitor.page.set_viewport_size({"width": 320, "height": 200})  # 1280 by 800 at 400 %
    page = visitor.open(name)
    assert not page.evaluate(TOO_WIDE)
    page.evaluate("document.querySelector('h1').style.minWidth = '30rem'")
    assert page.evaluate(TOO_WIDE)


@pytest.mark.parametrize("width", [320, 1280])
def test_the_figures_are_a_table_on_every_screen(visitor: Visitor, width: int) -> None:
    visitor.page.set_viewport_size({"width": width, "height": 800})
    page = visitor.open("summary")
    table = page.get_by_role("table", name="How many staff devices, newest week first")
    newest = table.get_by_role("row", name="16 November 2026")
    expect(newest.get_by_role("cell")).to_have_text(["15 to 19", "10 to 14"])
    assert heard(visitor) == {"table": 1, "row": 1 + 6, "columnheader": 3, "rowheader": 6, "cell": 6 * 2}
    for more in page.locator("summary").all():
        more.click()
    rows, columns = 12 * 5, 2 + 3 + 6 + 4 + 2
    assert heard(visitor) == {
        "table": 6,
        "row": rows + 6,
        "rowheader": rows,
        "columnheader": columns + 2 + 6,
        "cell": 12 * columns,
    }


def heard(visitor: Visitor) -> dict[str, int]:
    """Count the parts of tables in what Chromium tells a screen reader."""
    tree = visitor.context.new_cdp_session(visitor.page).send("Accessibility.getFullAXTree")
    roles = Counter(node["role"]["value"] for node in tree["nodes"] if not node["ignored"])
    return {role: roles[role] for role in ("table", "row", "columnheader", "rowheader", "cell")}


def test_a_table_that_is_none_to_the_ear_is_noticed(visitor: Visitor) -> None:
    page = visitor.open("summary")
    page.evaluate("document.querySelectorAll('td').forEach(cell => cell.setAttribute('role', 'none'))")
    assert heard(visitor)["cell"] == 0


@every_page
def test_every_target_is_large(visitor: Visitor, name: str) -> None:
    """44 pixels each way, but for links within a sentence."""
    page = visitor.open(name)
    targets = page.locator("header a, .ways a, button, input:not([type=hidden]), select")
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        boxes = [target.bounding_box() for target in targets.all()]
        assert len(boxes) >= 4
        assert all(box and box["height"] >= 44 and box["width"] >= 44 for box in boxes)


@every_page
def test_the_page_keeps_its_own_policy_and_asks_nobody_else(visitor: Visitor, name: str) -> None:
    said: list[str] = []
    asked: list[str] = []
    visitor.page.on("console", lambda message: said.append(message.text))
    visitor.page.on("request", lambda request: asked.append(request.url))
    page = visitor.open(name)
    assert [text for text in said if "404" not in text] == []
    assert {url.removeprefix(visitor.server.url).partition("/")[0] for url in asked} == {""}
    assert page.evaluate("[...document.styleSheets].every(sheet => sheet.cssRules.length > 0)")


# By which hands


@every_page
def test_by_keyboard_the_first_stop_skips_to_the_main_part(visitor: Visitor, name: str) -> None:
    page = visitor.open(name)
    page.keyboard.press("Tab")
    skip = page.locator(":focus-visible")
    expect(skip).to_have_text("Skip to the main part")
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


@every_page
def test_by_keyboard_every_stop_is_seen_and_they_come_in_the_order_of_the_page(
    visitor: Visitor, name: str
) -> None:
    page = visitor.open(name)
    stops = page.locator("a, button, input:not([type=hidden]), select, summary").all()
    for stop in stops:
        page.keyboard.press("Tab")
        expect(stop).to_be_focused()
        expect(stop).to_have_css("outline-style", "solid")
        expect(stop).to_have_css("outline-width", "3px")
        expect(stop).to_be_in_viewport()


def sign_in(page: Page, name: str, password: str) -> None:
    """By keyboard alone, from the skip link on."""
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")


@without_script
@pytest.mark.parametrize(("role", "heading"), [(HEADTEACHER, "Week by week, 2026/27"), (IT_ADMIN, "Today")])
def test_signing_in_and_out_by_keyboard_and_without_script(visitor: Visitor, role: Role, heading: str) -> None:
    page = visitor.open("sign-in")
    sign_in(page, str(role), PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    page.get_by_role("button", name="Sign out").press("Enter")
    page.wait_for_url(f"{visitor.server.url}/")
    page.goto(f"{visitor.server.url}/summary")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


@without_script
@every_page
def test_without_script_everything_is_there(visitor: Visitor, name: str) -> None:
    page = visitor.open(name)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("navigation").get_by_role("link", name="What we count")).to_be_visible()


def test_a_problem_is_told_with_its_fields_and_nothing_of_the_password(visitor: Visitor) -> None:
    page = visitor.open("sign-in")
    sign_in(page, "headteacher", "not the password")
    expect(page.get_by_label("Password")).to_have_accessible_description(re.compile("do not go together"))
    expect(page.get_by_label("Password")).to_have_value("")
    expect(page.get_by_label("Name")).to_have_value("headteacher")


# While reminders are paused


@pytest.fixture
def paused(server: AdvisoryServer) -> Iterator[None]:
    with server.paused():
        yield


@pytest.mark.usefixtures("paused")
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
@pytest.mark.parametrize("name", ["summary", "admin", "staff"])
def test_while_paused_everybody_can_read_it(visitor: Visitor, name: str, scheme: str, width: int) -> None:
    visitor.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    visitor.page.set_viewport_size({"width": width, "height": 800})
    page = visitor.open(name)
    expect(page.get_by_text("Reminders are paused").first).to_be_in_viewport()
    assert complaints(page) == []
    assert not page.evaluate(TOO_WIDE)


@without_script
@pytest.mark.parametrize("name", ["summary", "admin"])
def test_pausing_and_taking_it_back_by_keyboard_and_without_script(
    visitor: Visitor, server: AdvisoryServer, name: str
) -> None:
    whose = {"summary": "Headteacher", "admin": "IT admin"}[name]
    page = visitor.open(name)
    try:
        press(page, "Pause all reminders until tomorrow")
        expect(page.get_by_text(f"Paused by the {whose} at 9:30.")).to_be_visible()
        press(page, "End the pause now")
        expect(page.get_by_role("button", name="Pause all reminders until tomorrow")).to_be_visible()
        expect(page.get_by_text("Paused by")).to_have_count(0)
    finally:
        server.end_pause()


def press(page: Page, name: str) -> None:
    """Reach a button of the page by Tab and press it."""
    button = page.get_by_role("button", name=name)
    page.get_by_role("button", name="Sign out").focus()
    for _ in range(30):
        page.keyboard.press("Tab")
        if button.evaluate("it => it === document.activeElement"):
            break
    expect(button).to_be_focused()
    expect(button).to_have_css("outline-style", "solid")
    page.keyboard.press("Enter")
    expect(button).to_have_count(0)


# On which colours, and on paper


@every_page
def test_with_forced_colours_everything_is_still_marked(visitor: Visitor, name: str) -> None:
    visitor.page.emulate_media(forced_colors="active")
    page = visitor.open(name)
    page.keyboard.press("Tab")
    expect(page.locator(":focus-visible")).to_have_css("outline-style", "solid")
    expect(page.locator(".hills")).to_be_hidden()


def test_on_paper_the_table_is_whole(visitor: Visitor) -> None:
    page = visitor.open("summary")
    assert cells_printed(page) == 6 * 2
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size({"width": 673, "height": 1000})  # A4 less its margins
    boxes = [cell.bounding_box() for cell in page.locator("th, td").locator("visible=true").all()]
    assert len(boxes) == 3 + 6 * 3
    assert all(box and box["x"] >= 0 and box["x"] + box["width"] <= 674 for box in boxes)
    assert page.evaluate(FITS)
    expect(page.get_by_role("navigation")).to_be_hidden()
    expect(page.locator("body")).to_have_css("color", "rgb(0, 0, 0)")


FITS = "[...document.querySelectorAll('th, td')].every(cell => cell.scrollWidth <= cell.clientWidth + 1)"


def test_a_table_that_paper_loses_is_noticed(visitor: Visitor) -> None:
    page = visitor.open("summary")
    page.evaluate("document.querySelector('table').hidden = true")
    page.evaluate("document.querySelector('table').style.display = 'none'")
    assert cells_printed(page) == 0
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 200, "height": 1000})
    page.evaluate("document.querySelector('table').style.display = 'table'")
    page.evaluate("document.querySelector('td').textContent = 'x'.repeat(300)")
    page.evaluate("document.querySelector('td').style.whiteSpace = 'nowrap'")
    assert not page.evaluate(FITS)


def test_the_sheet_for_governors_is_one_sheet_with_its_pictures(visitor: Visitor) -> None:
    page = visitor.open("governors")
    assert page.evaluate(PICTURES) == ["2026-weeks-desk-light.svg", "2026-chosen-desk-light.svg"]
    assert sheets(page) == 1
    page.evaluate("document.querySelector('main').append(document.querySelector('.figure').cloneNode(true))")
    assert sheets(page) == 2


PICTURES = """[...document.images].map(
    picture => picture.complete && picture.naturalWidth > 300 && picture.currentSrc.replace(/.*[/]/, '')
)"""
"""The pictures that are drawn, by their names; false for one that is not there."""


@pytest.mark.parametrize(
    ("scheme", "width", "look"),
    [("light", 1280, "desk-light"), ("dark", 1280, "desk-dark"), ("dark", 400, "phone-dark")],
)
def test_each_screen_is_shown_the_pictures_made_for_it(
    visitor: Visitor, scheme: Literal["light", "dark"], width: int, look: str
) -> None:
    visitor.page.emulate_media(color_scheme=scheme)
    visitor.page.set_viewport_size({"width": width, "height": 800})
    page = visitor.open("summary")
    sections = ("weeks", "chosen", "kinds", "times", "background")
    assert page.evaluate(PICTURES) == [f"2026-{section}-{look}.svg" for section in sections]
    page.evaluate(
        "document.images[0].src = document.images[0].parentNode.children[0].srcset = '/no-such-picture.svg'"
    )
    page.evaluate("[...document.images[0].parentNode.children].forEach(it => it.srcset = '/no-such-picture.svg')")
    page.wait_for_load_state("networkidle")
    assert page.evaluate(PICTURES)[0] is False


def sheets(page: Page) -> int:
    """Count the pages of the page's PDF."""
    return len(re.findall(rb"/Type /Page\b", page.pdf(format="A4")))


@without_script
def test_a_note_and_the_link_for_staff_by_keyboard_and_without_script(
    visitor: Visitor, server: AdvisoryServer
) -> None:
    page = visitor.open("summary")
    page.get_by_label("Week of").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("Inspection")
    page.keyboard.press("Enter")
    table = page.get_by_role("table", name="How many staff devices, newest week first")
    expect(table.get_by_role("row", name="9 November")).to_contain_text("Inspection")
    page.get_by_label("Week of").select_option("2026-11-09")
    page.get_by_role("button", name="Keep the note").press("Enter")
    expect(table.get_by_role("columnheader", name="Your note")).to_have_count(0)
    link = page.get_by_role("link", name="/figures/")
    address = link.get_attribute("href") or ""
    page.get_by_role("button", name="Take the address away").press("Enter")
    expect(link).to_have_count(0)
    try:
        assert (page.request.get(server.url + address)).status == 404
    finally:
        server.show_figures()


def cells_printed(page: Page) -> int:
    """Count the cells in the structure of the page's PDF."""
    return len(re.findall(rb"/S /TD\b", page.pdf(format="A4", tagged=True)))


def test_the_pictures_of_the_docs(visitor: Visitor, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    """They are written into docs/ only where --write-pictures asks for it."""
    folder = DOCS if pytestconfig.getoption("--write-pictures") else tmp_path
    for name in ("summary", "what-we-count", "half-terms", "governors"):
        visitor.page.emulate_media(media="print" if name == "governors" else "screen")
        visitor.page.set_viewport_size({"width": 673 if name == "governors" else 1280, "height": 800})
        picture = folder / f"{name}.png"
        visitor.open(name).screenshot(path=picture, full_page=True)
        assert picture.read_bytes().startswith(b"\x89PNG")
