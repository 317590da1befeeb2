"""The reminder in a real browser: what a class sees of it, and who can read it."""

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, expect

from proxy_addons.reminder_page import ChannelLine
from tests.browser.harness.school_site import COLOURS, School

pytestmark = pytest.mark.browser

TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"


def words(page: Page) -> list[str]:
    return page.locator("body").inner_text().split()


def complaints(page: Page) -> list[str]:
    return [finding["id"] for finding in Axe().run(page).response["violations"]]


def small_targets(page: Page) -> list[str]:
    boxes = [(target.inner_text(), target.bounding_box()) for target in page.locator("a, button, summary").all()]
    return [name for name, box in boxes if box is None or min(box["width"], box["height"]) < 44]


# What a class sees


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"form_lost": True},
        {"platform_name": "World of Warcraft"},
        {"school": "St Mary and St Joseph's Church of England Voluntary Controlled Primary School"},
        {"platform_name": "Star Wars: The Old Republic", "school": "Ashover"},
    ],
    ids=["plain", "form lost", "long platform", "long school", "both"],
)
def test_a_class_sees_at_most_25_words(school: School, page: Page, changes: dict[str, object]) -> None:
    school.show(**changes)
    page.goto(f"{school.origin}/facebook/t0k")
    assert 20 < len(words(page)) <= 25
    for choice in page.locator(".first a, .first button, summary").all():
        expect(choice).to_be_in_viewport(ratio=1)
    assert not page.evaluate("document.documentElement.scrollHeight > innerHeight")
    page.locator("summary").click()
    assert len(words(page)) > 25


def test_the_question_reads_as_one_line_of_text(school: School, page: Page) -> None:
    page.goto(f"{school.origin}/facebook/t0k")
    expect(page).to_have_title("It is 10:42. Go back, or carry on for work? – Ashover Primary School")  # noqa: RUF001
    expect(page.get_by_role("heading", level=1)).to_have_text("It is 10:42. Go back, or carry on for work?")


def test_the_page_keeps_its_own_policy(school: School, page: Page) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{school.origin}/facebook/t0k")
    assert said == []
    school.edit("/facebook/other", "<h1>", '<h1 style="color: red">')
    page.goto(f"{school.origin}/facebook/other")
    assert "Content Security Policy" in "".join(said)


# Who can read it


@pytest.mark.sampled
@pytest.mark.parametrize("colour", COLOURS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(school: School, page: Page, scheme: str, colour: str) -> None:
    school.colour(colour)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(f"{school.origin}/not-accepted")
    assert complaints(page) == []
    page.goto(f"{school.origin}/facebook/t0k")
    assert complaints(page) == []
    page.locator("summary").click()
    assert complaints(page) == []


def test_axe_finds_nothing_at_400_per_cent_after_a_lost_form(school: School, page: Page) -> None:
    school.show(form_lost=True)
    page.set_viewport_size({"width": 320, "height": 180})  # the projector's at 400 %
    page.goto(f"{school.origin}/facebook/t0k")
    page.locator("summary").click()
    assert complaints(page) == []


@pytest.mark.parametrize(
    ("rule", "edit"),
    [
        ("html-has-lang", ("/facebook/t0k", 'lang="en-GB"', "")),
        ("color-contrast", ("/reminder.css", "--ink: #23262d", "--ink: #c9c9c9")),
    ],
)
def test_axe_would_find_what_is_wrong(school: School, page: Page, rule: str, edit: tuple[str, str, str]) -> None:
    school.edit(*edit)
    page.goto(f"{school.origin}/facebook/t0k")
    assert rule in complaints(page)


@pytest.mark.parametrize(
    "names", ["Ashover Primary School", "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"]
)
def test_nothing_scrolls_sideways_on_320_pixels(school: School, page: Page, names: str) -> None:
    school.show(school=names, platform_name=names, channels=(ChannelLine(name=names, roles=(names,)),))
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{school.origin}/facebook/t0k")
    page.locator("summary").click()
    assert not page.evaluate(TOO_WIDE)
    school.edit("/reminder.css", "overflow-wrap: anywhere", "min-width: 30rem")
    page.reload()
    assert page.evaluate(TOO_WIDE)


def lowest_standard(page: Page) -> float:
    boxes = [line.bounding_box() for line in page.locator("#standards li").all()]
    assert len(boxes) == 6
    return max(box["y"] + box["height"] for box in boxes if box is not None)


@pytest.mark.parametrize("width", [320, 1280])
def test_the_standards_are_above_the_button_that_goes_on_as_the_school(
    school: School, page: Page, width: int
) -> None:
    def above() -> bool:
        page.goto(f"{school.origin}/facebook/t0k")
        page.locator("summary").click()
        button = page.get_by_role("button", name="Our official channel").bounding_box()
        assert button is not None
        return lowest_standard(page) <= button["y"]

    page.set_viewport_size({"width": width, "height": 720})
    assert above()
    school.edit("/reminder.css", ".standards {", ".standards { position: relative; top: 60rem;")
    assert not above()


@pytest.mark.parametrize("width", [320, 1280])
def test_every_target_is_large(school: School, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 720})
    page.goto(f"{school.origin}/facebook/t0k")
    page.locator("summary").click()
    assert small_targets(page) == []
    school.edit("/reminder.css", "min-height: 2.75rem", "max-height: 2rem")
    page.reload()
    assert small_targets(page)


def test_who_wants_no_motion_gets_none(school: School, page: Page) -> None:
    page.goto(f"{school.origin}/facebook/t0k")
    moves = "getComputedStyle(document.querySelector('button')).transitionDuration"
    assert page.evaluate(moves) != "0s"
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(moves) == "0s"


def test_the_keyboard_goes_from_going_back_through_every_choice(school: School, page: Page) -> None:
    page.goto(f"{school.origin}/facebook/t0k")
    names = ["Go back", "Carry on to Facebook", "More choices", "Our official", "I'm on my own", "Wrongly listed"]
    for name in names:
        focused = page.locator(":focus-visible")
        expect(focused).to_contain_text(name)
        expect(focused).to_have_css("outline-style", "solid")
        if name == "More choices":
            page.keyboard.press("Space")
        page.keyboard.press("Tab")
