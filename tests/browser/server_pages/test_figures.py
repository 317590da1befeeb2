"""The Headteacher's figures in real Chromium: tables, pictures, paper, notes and the link for staff."""

import re
from collections import Counter
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.harness.server import AdvisoryServer, Visitor
from tests.browser.server_pages.looks import (
    without_script,
)

pytestmark = pytest.mark.browser

DOCS = Path(__file__).parents[3] / "docs"
FITS = "[...document.querySelectorAll('th, td')].every(cell => cell.scrollWidth <= cell.clientWidth + 1)"


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
        visitor.page.set_viewport_size({"width": 673 if name == "governors" else 1280, "height": 1400})
        picture = folder / f"{name}.png"
        visitor.open(name).screenshot(path=picture, full_page=name == "governors")  # else what is seen first
        assert picture.read_bytes().startswith(b"\x89PNG")
