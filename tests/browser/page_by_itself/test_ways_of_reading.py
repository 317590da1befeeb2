"""The reminder in a real browser, as people really have it: high contrast, very large, widely spaced, on paper."""

import re
import time
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, PdfMargins, ViewportSize, expect

from proxy_addons.languages import SHIPPED
from tests.browser.harness.school_site import School

pytestmark = pytest.mark.browser

PATIENCE = 20.0
ZOOMED = ViewportSize(width=320, height=256)
"""What 1280 by 1024 leaves at 400 %: WCAG 2.2, 1.4.10."""

SPACED = """
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
  * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
  p, li, dd { margin-block-end: 2em !important }`);
document.adoptedStyleSheets = [sheet];
"""
"""WCAG 2.2, 1.4.12; a style of the reader's own, which the page's policy does not concern."""

CUT = """() => {
  const inside = (a, b) =>
    a.left >= b.left - 1 && a.right <= b.right + 1 && a.top >= b.top - 1 && a.bottom <= b.bottom + 1;
  const whole = {left: 0, right: document.documentElement.clientWidth, top: -1e6, bottom: 1e6};
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.parentElement.checkVisibility() ? walk.currentNode.data.trim() : '';
    const range = document.createRange();
    range.selectNodeContents(walk.currentNode);
    const box = walk.currentNode.parentElement.closest('a, button, summary, section, main, header');
    for (const rect of text ? range.getClientRects() : []) {
      if (!inside(rect, whole) || !inside(rect, box.getBoundingClientRect())) found.push(text);
    }
  }
  const pressed = [...document.querySelectorAll('a, button, summary')].filter((each) => each.checkVisibility());
  for (const [place, one] of pressed.entries()) {
    for (const other of pressed.slice(place + 1)) {
      const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
      const apart = a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
      if (!apart) found.push(`${one.innerText} on ${other.innerText}`);
    }
  }
  return [...new Set(found)];
}"""
"""Texts that leave the window or their button, and buttons that lie on each other."""

SCROLLS_SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def complaints(page: Page) -> list[str]:
    return [finding["id"] for finding in Axe().run(page).response["violations"]]


def cut(page: Page) -> list[str]:
    texts: list[str] = page.evaluate(CUT)
    return texts + ["the page scrolls sideways"] * page.evaluate(SCROLLS_SIDEWAYS)


def opened(school: School, page: Page) -> None:
    page.goto(f"{school.origin}/facebook/t0k")
    page.locator("summary").click()


def style(page: Page, selector: str, name: str, pseudo: str = "") -> str:
    of = f"getComputedStyle(document.querySelector({selector!r}), {pseudo!r})"
    value: str = page.evaluate(f"{of}.getPropertyValue({name!r})")
    return value


# In both languages


@pytest.mark.parametrize("tag", SHIPPED)
def test_at_rest_all_is_seen_at_once_in_at_most_25_words(school: School, page: Page, tag: str) -> None:
    school.speak(SHIPPED[tag])
    page.goto(f"{school.origin}/facebook/t0k")
    assert 20 < len(page.locator("body").inner_text().split()) <= 25
    assert not page.evaluate("document.documentElement.scrollHeight > innerHeight")
    for choice in page.locator(".first a, .first button, summary").all():
        expect(choice).to_be_in_viewport(ratio=1)
    school.edit("/reminder.css", "height: 100svh", "min-height: 150vh")
    page.reload()
    assert page.evaluate("document.documentElement.scrollHeight > innerHeight")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_welsh(school: School, page: Page, scheme: str) -> None:
    school.speak(SHIPPED["cy"])
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    opened(school, page)
    expect(page.locator("html")).to_have_attribute("lang", "cy")
    assert complaints(page) == []


# Forced colours


def without_an_edge(page: Page) -> list[str]:
    """The buttons that cannot be told from the page around them."""
    found: list[str] = page.evaluate("""() => [...document.querySelectorAll('.go-back, button')]
        .filter((each) => {
          const its = getComputedStyle(each);
          const canvas = getComputedStyle(document.documentElement).backgroundColor;
          const drawn = its.borderTopStyle === 'solid' && parseFloat(its.borderTopWidth) >= 1;
          return !drawn || its.borderTopColor === canvas;
        })
        .map((each) => each.innerText)""")
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_forced_colours_every_choice_and_the_focus_are_seen(school: School, page: Page, scheme: str) -> None:
    page.emulate_media(forced_colors="active", color_scheme="dark" if scheme == "dark" else "light")
    opened(school, page)
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    canvas = "rgb(0, 0, 0)" if scheme == "dark" else "rgb(255, 255, 255)"
    assert style(page, "html", "background-color") == canvas
    assert without_an_edge(page) == []
    assert style(page, "a.go-back", "border-top-width") == "4px", "the default stays apart"
    assert style(page, ".hills", "display") == "none"
    page.keyboard.press("Tab")
    expect(page.locator("button:focus-visible")).to_have_css("outline-style", "solid")
    assert style(page, ":focus-visible", "outline-color") != canvas
    assert complaints(page) == []
    school.edit("/reminder.css", "border: 2px solid var(--tone)", "border: 0")
    page.reload()
    assert without_an_edge(page)


# At 400 %, and widely spaced


@pytest.mark.parametrize("tag", SHIPPED)
def test_at_400_per_cent_every_choice_is_reached_and_nothing_is_cut(school: School, page: Page, tag: str) -> None:
    school.speak(SHIPPED[tag])
    page.set_viewport_size(ZOOMED)
    page.goto(f"{school.origin}/facebook/t0k")
    assert cut(page) == []
    page.locator("summary").click()
    assert cut(page) == []
    page.locator("a.go-back").focus()
    for target in page.locator(".first a, .first button, summary, .choices button, .facts a").all():
        expect(target).to_be_focused()
        expect(target).to_be_in_viewport(ratio=1)
        page.keyboard.press("Tab")


READERS = {"1280": ViewportSize(width=1280, height=720), "320": ZOOMED}


@pytest.mark.sampled
@pytest.mark.parametrize("tag", SHIPPED)
@pytest.mark.parametrize("width", READERS)
def test_with_the_readers_own_spacing_nothing_is_cut(school: School, page: Page, width: str, tag: str) -> None:
    school.speak(SHIPPED[tag])
    page.set_viewport_size(READERS[width])
    opened(school, page)
    before = page.locator("h1").bounding_box()
    page.evaluate(SPACED)
    after = page.locator("h1").bounding_box()
    assert before is not None
    assert after is not None
    assert after["height"] > before["height"], "the spacing was taken"
    assert cut(page) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("text-align: start;", "white-space: nowrap;"),
        ("min-height: 2.75rem;", "height: 1rem;"),
        ("overflow-wrap: anywhere;", "min-width: 30rem;"),
        ("  padding: 1rem 1.75rem;", "  margin: -1rem;"),
    ],
    ids=["a line that does not break", "a button of one height", "a page of one width", "buttons on each other"],
)
def test_what_is_cut_is_found(school: School, page: Page, old: str, new: str) -> None:
    page.set_viewport_size(ZOOMED)
    school.edit("/reminder.css", old, new)
    opened(school, page)
    page.evaluate(SPACED)
    assert cut(page)


# On paper


def printed(school: School, page: Page) -> None:
    page.goto(f"{school.origin}/facebook/t0k")
    page.emulate_media(media="print", color_scheme="dark")


PAPER: dict[str, tuple[Callable[[Page], bool], tuple[str, str, str]]] = {
    "white, whatever the screen is": (
        lambda page: style(page, "html", "background-color") == "rgb(255, 255, 255)",
        ("/reminder.css", "    --paper: #fff;\n    --panel", "    --panel"),
    ),
    "no hills": (
        lambda page: not page.locator(".hills").is_visible(),
        ("/reminder.css", "  .hills,\n  summary {\n    display: none;", "  summary {\n    display: none;"),
    ),
    "what stands under More choices, though nobody opened it": (
        lambda page: page.evaluate("document.querySelector('dl').checkVisibility()"),
        ("/reminder.css", "details::details-content", "details::nothing"),
    ),
    "choices as text": (
        lambda page: {style(page, each, "border-top-width") for each in ("a.go-back", "button")} == {"0px"},
        ("/reminder.css", "    border: 0;\n", ""),
    ),
    "no focus": (
        lambda page: style(page, "a.go-back", "outline-style") == "none",
        ("/reminder.css", "    outline: none;\n", ""),
    ),
    "where a link leads": (
        lambda page: f"({school_page(page)})" in style(page, ".facts a", "content", "::after").replace('" "', ""),
        ("/reminder.css", 'content: " (" attr(href) ")"', 'content: ""'),
    ),
}


def school_page(page: Page) -> str:
    href = page.locator(".facts a").get_attribute("href")
    assert href is not None
    return href


@pytest.mark.sampled
@pytest.mark.parametrize("what", PAPER)
def test_on_paper_there_is(school: School, page: Page, what: str) -> None:
    holds, broken = PAPER[what]
    printed(school, page)
    assert holds(page)
    school.edit(*broken)
    printed(school, page)
    give_up = time.monotonic() + PATIENCE
    while holds(page):  # the focus comes a moment after the page
        assert time.monotonic() < give_up
        page.wait_for_timeout(50)


@pytest.mark.parametrize("tag", SHIPPED)
def test_a_printed_page_has_the_school_the_question_the_choices_and_the_contacts(
    school: School, page: Page, tag: str
) -> None:
    school.speak(SHIPPED[tag])
    school.show(school="St Mary's Catholic Primary School")  # not in the first view: too many words
    printed(school, page)
    say = SHIPPED[tag].words.gettext
    text = page.locator("body").inner_text()
    for message in (
        "Go back, or carry on for work?",
        "Go back",
        "I'm on my own time now",
        "Wrongly listed: carry on and tell IT",
    ):
        assert say(message) in text
    for words in ("St Mary's Catholic Primary School", "10:42", "Facebook", "Ashover School News"):
        assert words in text
    for contact in ("safeguarding@school.example", "head@school.example", "it@school.example"):
        assert contact in text
    assert say("More choices") not in text
    assert complaints(page) == []


@pytest.mark.parametrize("tag", SHIPPED)
def test_a_printed_page_is_one_page(school: School, page: Page, tag: str) -> None:
    school.speak(SHIPPED[tag])
    page.goto(f"{school.origin}/facebook/t0k")
    margin = PdfMargins(top="15mm", right="15mm", bottom="15mm", left="15mm")
    document = page.pdf(format="A4", margin=margin)
    assert len(re.findall(rb"/Type\s*/Page\b", document)) == 1
    school.edit("/reminder.css", "font-size: 9.5pt", "font-size: 20pt")
    page.reload()
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) > 1
