"""Signing in and out, and a pause of all reminders, in real Chromium: by keyboard, without script."""

import re

import pytest
from playwright.sync_api import Page, expect

from advisory_server.accounts.role import Role
from tests.advisory_server.pages.site import PASSWORD
from tests.browser.harness.server import AdvisoryServer, Visitor
from tests.browser.server_pages.looks import (
    HEADTEACHER,
    IT_ADMIN,
    TOO_WIDE,
    complaints,
    without_script,
)

pytestmark = pytest.mark.browser


def test_axe_finds_nothing_after_a_wrong_password(visitor: Visitor) -> None:
    page = visitor.open("sign-in")
    sign_in(page, "headteacher", "not the password")
    expect(page.get_by_role("alert")).to_contain_text("do not go together")
    assert complaints(page) == []


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


def test_a_problem_is_told_with_its_fields_and_nothing_of_the_password(visitor: Visitor) -> None:
    page = visitor.open("sign-in")
    sign_in(page, "headteacher", "not the password")
    expect(page.get_by_label("Password")).to_have_accessible_description(re.compile("do not go together"))
    expect(page.get_by_label("Password")).to_have_value("")
    expect(page.get_by_label("Name")).to_have_value("headteacher")


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
